package org.beliefgrid.grid;

import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shard tasks of one round: submitted, waited for in slices, and submitted again, a bounded number of times, when they fail. */
final class RoundTasks {
    private static final Logger LOGGER = LoggerFactory.getLogger(RoundTasks.class);
    private static final int MOST_ATTEMPTS = 5;
    /** Before an attempt, times the attempts before: what passes by itself, such as a member leaving, gets time to pass. */
    private static final long PAUSE_MILLIS = 100;

    private final IntFunction<Future<float[]>> submission;
    private final Map<Integer, Future<float[]>> running = new HashMap<>();
    private final Map<Integer, float[]> answers = new HashMap<>();
    private final Map<Integer, Integer> attempts = new HashMap<>();

    /** @param submission starts the task of a shard */
    RoundTasks(IntFunction<Future<float[]>> submission) {
        this.submission = submission;
    }

    /**
     * Starts a shard's task.
     *
     * @throws RoundFailedException if it failed too often before
     */
    void submit(int shard, Throwable failure) {
        int attempt = attempts.merge(shard, 1, Integer::sum);
        if (attempt > MOST_ATTEMPTS) {
            throw new RoundFailedException(shard, MOST_ATTEMPTS, failure);
        }
        running.put(shard, submission.apply(shard));
    }

    /**
     * Waits for all tasks, but no longer than a slice. Tasks that failed are started again.
     *
     * @return whether all have ended well
     * @throws OtherKernelException if a member refused: no other attempt helps
     */
    boolean await(long sliceMillis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(sliceMillis);
        Map<Integer, Throwable> failed = new HashMap<>();
        for (Entry<Integer, Future<float[]>> task : Map.copyOf(running).entrySet()) {
            try {
                answers.put(task.getKey(), task.getValue().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
                running.remove(task.getKey());
            } catch (TimeoutException e) {
                // Still at work; the others may have failed.
            } catch (ExecutionException e) {
                if (e.getCause() instanceof OtherKernelException refusal) {
                    throw refusal;
                }
                failed.put(task.getKey(), e.getCause());
            }
        }
        for (Entry<Integer, Throwable> failure : failed.entrySet()) {
            LOGGER.warn("shard {} is run again: {}", failure.getKey(), failure.getValue().toString());
            Thread.sleep(PAUSE_MILLIS * attempts.get(failure.getKey()));
            submit(failure.getKey(), failure.getValue());
        }
        return running.isEmpty();
    }

    /** The largest magnitude of each averaged section, of all shards; only for updates that are increments. */
    float[] largest() {
        float[] largest = null;
        for (float[] answer : answers.values()) {
            if (largest == null) {
                largest = answer.clone();
            }
            for (int section = 0; section < largest.length; section++) {
                largest[section] = Math.max(largest[section], answer[section]);
            }
        }
        return largest;
    }

    void cancel() {
        running.values().forEach(task -> task.cancel(true));
        running.clear();
    }
}
