package org.beliefgrid.yarn.spec;

/** Exit codes of a member's process. */
public final class MemberExit {
    /** It left as it was told. */
    public static final int TOLD = 0;
    /** It could not start, or the grid left it. */
    public static final int FAILED = 1;
    /** Its slot belongs to another. */
    public static final int REPLACED = 30;
    /** It lost the master, and the grid with it or for long, or the application has ended. */
    public static final int ALONE = 31;
    /** It was about to be larger than its container. */
    public static final int TOO_LARGE = 32;

    /** It was cut off from the grid, which goes on without it. */
    public static final int CUT_OFF = 33;

    private MemberExit() {
    }
}
