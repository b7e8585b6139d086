package org.beliefgrid.cli;

import java.util.concurrent.Callable;

/**
 * A sub-command of {@code beliefgrid}: a picocli command class that implements this and is named in
 * {@code META-INF/services}. Any module on the class path can add its own. The result of {@link #call} is the exit code.
 */
public interface Command extends Callable<Integer> {
}
