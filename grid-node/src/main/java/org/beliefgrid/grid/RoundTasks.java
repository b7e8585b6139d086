package org.beliefgrid.grid;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shard tasks of one round: submitted, waited for in slices, and submitted again when they fail. A shard that fails on good
 * members has a bounded number of attempts; what fails because members come and go is tried again for a bounded time.
 */
final class RoundTasks {
    private static final Logger LOGGER = LoggerFactory.getLogger(RoundTasks.class);
    private static final int MOST_ATTEMPTS = 5;
    /** Before an attempt, times the attempts before: what passes by itself, such as a member leaving, gets time to pass. */
    static final long PAUSE_MILLIS = 100;

    private final IntFunction<Future<ShardAnswer>> submission;
    private final Runnable beforeAgain;
    private final long pauseMillis;
    private final Map<Integer, Future<ShardAnswer>> running = new HashMap<>();
    private final Map<Integer, ShardAnswer> answers = new HashMap<>();
    private final Map<Integer, Integer> failures = new HashMap<>();
    private final Map<Integer, Integer> reruns = new HashMap<>();
    private final Supplier<Patience> patience;
    private final Map<Integer, Patience> patienceWith = new HashMap<>();

    /**
     * @param submission starts the task of a shard
     * @param beforeAgain is run before tasks are started again, and throws if nothing may be: tasks fail, too, because another
     *     driver has gone on
     * @param pauseMillis before a task is started again, times the attempts before
     * @param patience with what passes, new for each shard
     */
    RoundTasks(IntFunction<Future<ShardAnswer>> submission, Runnable beforeAgain, long pauseMillis,
            Supplier<Patience> patience) {
        this.patience = patience;
        this.pauseMillis = pauseMillis;
        this.submission = submission;
        this.beforeAgain = beforeAgain;
    }

    /** Starts a shard's task. */
    void submit(int shard) {
        running.put(shard, submission.apply(shard));
    }

    /**
     * Starts a shard's task that failed once more.
     *
     * @throws RoundFailedException if it failed too often, or for too long
     */
    void again(int shard, Throwable failure) {
        if (failure instanceof LostBlocksException) {
            throw new RoundFailedException(shard, failure);
        }
        if (PassingFailures.includes(failure)) {
            Patience left = patienceWith.computeIfAbsent(shard, first -> patience.get());
            if (left.isOver()) {
                throw new RoundFailedException(shard, left.seconds() + " s long", failure);
            }
        } else if (failures.merge(shard, 1, Integer::sum) >= MOST_ATTEMPTS) {
            throw new RoundFailedException(shard, MOST_ATTEMPTS + " times", failure);
        }
        reruns.merge(shard, 1, Integer::sum);
        submit(shard);
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
        for (Entry<Integer, Future<ShardAnswer>> task : Map.copyOf(running).entrySet()) {
            try {
                answers.put(task.getKey(), task.getValue().get(Math.max(0, deadline - System.nanoTime()),
                        TimeUnit.NANOSECONDS));
                running.remove(task.getKey());
            } catch (TimeoutException e) {
                // Still at work; the others may have failed.
            } catch (ExecutionException e) {
                if (e.getCause() instanceof OtherKernelException refusal) {
                    throw refusal;
                }
                failed.put(task.getKey(), e.getCause());
            } catch (CancellationException e) {
                failed.put(task.getKey(), e);  // its member is ending
            }
        }
        if (!failed.isEmpty()) {
            beforeAgain.run();
            int most = failed.keySet().stream().mapToInt(shard -> failures.getOrDefault(shard, 0)).max().orElse(0);
            Thread.sleep(pauseMillis * (most + 1));
            failed.forEach((shard, failure) -> {
                LOGGER.warn("shard {} is run again: {}", shard, failure.toString());
                again(shard, failure);
            });
        }
        return running.isEmpty();
    }

    /** The largest magnitude of each averaged section, of all shards; only for updates that are increments. */
    float[] largest() {
        float[] largest = null;
        for (ShardAnswer answer : answers.values()) {
            if (largest == null) {
                largest = answer.largest().clone();
            }
            for (int section = 0; section < largest.length; section++) {
                largest[section] = Math.max(largest[section], answer.largest()[section]);
            }
        }
        return largest;
    }

    /** What the shards took whose tasks ended well, by shard. */
    List<ShardWork> work() {
        return answers.entrySet().stream().sorted(Entry.comparingByKey()).map(answer -> new ShardWork(answer.getKey(),
                answer.getValue().member(), answer.getValue().owner(), answer.getValue().seconds(),
                reruns.getOrDefault(answer.getKey(), 0))).toList();
    }

    Collection<ShardAnswer> answers() {
        return answers.values();
    }

    void cancel() {
        running.values().forEach(task -> task.cancel(true));
        running.clear();
    }
}
