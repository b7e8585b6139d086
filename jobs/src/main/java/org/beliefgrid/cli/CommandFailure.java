package org.beliefgrid.cli;

/** A command's end with an exit code of its own: for commands of other modules, whose codes {@link ExitCode} does not know. */
public class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    /**
     * @param exitCode of the process, 20 or more
     * @param message what happened and what to do, without stack trace
     */
    public CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public final int exitCode() {
        return exitCode;
    }
}
