package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A moment at which no partition is on its way. Jet begins no job before: one that is submitted while partitions move is looked
 * at again two seconds later, and again if they still do. Whoever waits for such a moment first loses none of it.
 */
public final class SettledPartitions {
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_MILLIS = 50;

    private SettledPartitions() {
    }

    /**
     * Waits for such a moment, for ten seconds at most: afterwards Jet may wait by itself.
     *
     * @param grid a member or a client
     * @throws CancellationException if the thread is interrupted
     */
    public static void await(HazelcastInstance grid) {
        long deadline = System.nanoTime() + MOST_NANOS;
        try {
            while (!areThere(grid, deadline) && System.nanoTime() < deadline) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    private static boolean areThere(HazelcastInstance grid, long deadline) throws InterruptedException {
        try {
            return new GridMaps(grid).sight().submit(new SettledTask())
                    .get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (RuntimeException e) {
            if (!PassingFailures.includes(e)) {
                throw e;
            }
            return false;
        }
    }
}
