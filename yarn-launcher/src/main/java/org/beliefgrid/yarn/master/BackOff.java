package org.beliefgrid.yarn.master;

/** How long a slot waits before it is filled again: a second, then twice as long each time, until one of its members lasts. */
final class BackOff {
    static final long FIRST_MILLIS = 1_000;
    static final long LONGEST_MILLIS = 60_000;
    /** A member that lasted so long was no start that failed. */
    static final long LASTING_MILLIS = 300_000;

    private int inARow;

    /** After an end that counts. */
    long afterFailure(long livedMillis) {
        inARow = livedMillis >= LASTING_MILLIS ? 1 : inARow + 1;
        int doublings = Math.min(inARow - 1, 16);
        return Math.min(LONGEST_MILLIS, FIRST_MILLIS << doublings);
    }

    /** After an end that was not ours. */
    long afterOther() {
        return 0;
    }
}
