package org.beliefgrid.broken.cli;

/** The command line is where printing and exit codes belong: no rule refuses this. */
public final class MayTalkToTheConsole {
    private MayTalkToTheConsole() {
    }

    public static void print() {
        System.out.println("started");
        System.exit(0);
    }
}
