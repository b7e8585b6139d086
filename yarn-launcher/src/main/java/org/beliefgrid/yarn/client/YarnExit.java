package org.beliefgrid.yarn.client;

/** Exit codes of the YARN commands, beside those of all commands. */
public final class YarnExit {
    /** The application failed. */
    public static final int FAILED = 20;
    /** The application was killed, or its time was over. */
    public static final int KILLED = 21;
    /** The cluster cannot give what was asked for, or it or the application master refused it. */
    public static final int REFUSED = 22;
    /** The application master had no container in time, or not enough members were there. */
    public static final int TIMED_OUT = 23;
    /** The ResourceManager or the application master does not answer, or does not do what it was asked. */
    public static final int NOT_REACHED = 24;
    /** There is no such application. */
    public static final int UNKNOWN_APPLICATION = 25;

    private YarnExit() {
    }
}
