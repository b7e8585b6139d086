package org.beliefgrid.yarn.member;

/** Tells when a member has lost what it is for: nobody would stop its process if it did not end by itself. */
final class Loneliness {
    /** Without the master, and without other members or a grid. */
    static final long BOTH_MILLIS = 60_000;
    /** Without the master, whatever the grid looks like: longer than a resource manager needs to start another attempt. */
    static final long MASTER_MILLIS = 900_000;

    private long masterHeard;

    Loneliness(long now) {
        masterHeard = now;
    }

    void heard(long now) {
        masterHeard = now;
    }

    /**
     * Whether it is time to end.
     *
     * @param hasGrid whether other members are there
     */
    boolean isTooLong(long now, boolean hasGrid) {
        return now - masterHeard > (hasGrid ? MASTER_MILLIS : BOTH_MILLIS);
    }
}
