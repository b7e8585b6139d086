package org.beliefgrid.broken.grid;

/** A member that prints and ends the process. */
public final class TalksToTheConsole {
    private TalksToTheConsole() {
    }

    /** Standard output. */
    public static final class ToOut {
        private ToOut() {
        }

        public static void print() {
            System.out.println("started");
        }
    }

    /** Standard error. */
    public static final class ToErr {
        private ToErr() {
        }

        public static void print() {
            System.err.println("failed");
        }
    }

    /** The end. */
    public static final class Exits {
        private Exits() {
        }

        public static void exit() {
            System.exit(1);
        }
    }
}
