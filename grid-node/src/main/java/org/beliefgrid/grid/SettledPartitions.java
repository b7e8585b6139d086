package org.beliefgrid.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A moment at which no partition is on its way, as the oldest member sees it. That member looks after Jet's jobs, and begins
 * none before: one that is submitted while partitions move is looked at again two seconds later, and again if they still do.
 * Whoever waits for such a moment first loses none of it (docs/adr/031).
 */
public final class SettledPartitions {
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PAUSE_MILLIS = 50;

    private SettledPartitions() {
    }

    /**
     * Waits for such a moment, for three seconds at most: afterwards Jet may wait by itself.
     *
     * @param grid a member or a client
     * @throws CancellationException if the thread is interrupted
     */
    public static void await(HazelcastInstance grid) {
        long deadline = System.nanoTime() + MOST_NANOS;
        try {
            while (!areThere(grid) && System.nanoTime() < deadline) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    /** No answer in time is none: a member that waits for another that has just gone away is asked again. */
    private static boolean areThere(HazelcastInstance grid) throws InterruptedException {
        Future<Boolean> answer = null;
        try {
            Member oldest = grid.getCluster().getMembers().iterator().next();
            answer = new GridMaps(grid).sight().submitToMember(new SettledTask(), oldest);
            return answer.get(ANSWER_NANOS, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            giveUp(answer);
            return false;
        } catch (ExecutionException | NoSuchElementException e) {
            return false;
        } catch (RuntimeException e) {
            if (!PassingFailures.includes(e)) {
                throw e;
            }
            return false;
        }
    }

    /** Others ask there, too. A client asks the member to forget the question, which that may not be there to do. */
    static void giveUp(Future<?> answer) {
        try {
            answer.cancel(true);
        } catch (RuntimeException e) {
            if (!PassingFailures.includes(e)) {
                throw e;
            }
        }
    }
}
