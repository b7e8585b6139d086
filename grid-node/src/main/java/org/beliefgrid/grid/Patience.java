package org.beliefgrid.grid;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * For how long something may go wrong, again and again, that passes by itself: several heartbeat limits, because whatever
 * happens to members has passed by then. Work that went well in between begins a new time.
 */
final class Patience {
    private static final long LEAST_SECONDS = 300;
    private static final int HEARTBEAT_LIMITS = 5;

    private final long limitNanos;
    private final LongSupplier clock;
    private boolean failing;
    private long first;
    private long last;

    /**
     * @param limitNanos for which a member may be silent before others give it up
     * @param clock {@link System#nanoTime}
     */
    Patience(long limitNanos, LongSupplier clock) {
        this.limitNanos = limitNanos;
        this.clock = clock;
    }

    /** The longest time in which it may go wrong. */
    long seconds() {
        return Math.max(LEAST_SECONDS, TimeUnit.NANOSECONDS.toSeconds(HEARTBEAT_LIMITS * limitNanos));
    }

    /** @return whether it has gone wrong, now once more, for too long */
    boolean isOver() {
        long now = clock.getAsLong();
        // What fails because of members does so within a limit: whatever takes longer was at work in between.
        if (!failing || now - last > 2 * limitNanos) {
            first = now;
        }
        failing = true;
        last = now;
        return now - first > TimeUnit.SECONDS.toNanos(seconds());
    }

    /** It went well. */
    void restart() {
        failing = false;
    }
}
