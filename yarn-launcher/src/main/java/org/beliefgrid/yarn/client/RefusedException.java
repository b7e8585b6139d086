package org.beliefgrid.yarn.client;

import org.beliefgrid.cli.CommandFailure;

/** The cluster cannot give what was asked for, or YARN or the application master refused it. Nothing was left behind. */
public final class RefusedException extends CommandFailure {
    private static final long serialVersionUID = 1;

    public RefusedException(String explanation) {
        super(YarnExit.REFUSED, explanation);
    }
}
