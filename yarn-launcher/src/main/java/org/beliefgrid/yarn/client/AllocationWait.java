package org.beliefgrid.yarn.client;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;

/**
 * For how long an application has been without a container for its master. It counts anew whenever the master runs, or YARN
 * does not answer: YARN shows an application as waiting again after an attempt that ended, and after its own restart.
 */
final class AllocationWait {
    private final int limitSeconds;
    private long since;

    /** From now on; times are those of {@link System#nanoTime}. */
    AllocationWait(int limitSeconds, long now) {
        this.limitSeconds = limitSeconds;
        since = now;
    }

    /** Takes in what YARN says now, or that it says nothing; whether the master has had no container for too long. */
    boolean isTooLong(Optional<YarnApplicationState> state, long now) {
        if (state.isEmpty() || state.get() == YarnApplicationState.RUNNING) {
            since = now;
        }
        return now - since > TimeUnit.SECONDS.toNanos(limitSeconds);
    }
}
