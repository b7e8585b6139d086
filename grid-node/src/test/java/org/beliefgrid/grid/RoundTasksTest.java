package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.MemberLeftException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which failures of a shard's task count against its attempts, and what happens before it is started again. */
class RoundTasksTest {
    private static final int SHARD = 3;
    private static final ShardAnswer ANSWER = new ShardAnswer(new float[0], "here", "there", 0.5, 10, 30);
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(30);

    /** Failures that the task will have, one an attempt; then it ends well. */
    private final Queue<Throwable> failures = new ArrayDeque<>();
    private int started;

    private Future<ShardAnswer> start(int shard) {
        assertEquals(SHARD, shard);
        started++;
        Throwable failure = failures.poll();
        return failure == null ? CompletableFuture.completedFuture(ANSWER) : CompletableFuture.failedFuture(failure);
    }

    private static Patience patience() {
        return new Patience(LIMIT, System::nanoTime);
    }

    private void awaitEnd(RoundTasks tasks) throws InterruptedException {
        tasks.submit(SHARD);
        while (!tasks.await(1)) {
            assertTrue(started < 100, "attempts");
        }
    }

    static List<Throwable> passing() {
        return List.of(new MemberLeftException("gone"), new TargetNotMemberException("not here"),
                new HazelcastInstanceNotActiveException(), new CancellationException(), new InterruptedException(),
                new RejectedExecutionException(), new LostUpdateException(),
                new CompletionException(new IllegalStateException(new MemberLeftException("gone"))));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void whatFailsBecauseMembersComeAndGoDoesNotCount(Throwable failure) throws Exception {
        failures.addAll(List.of(failure, failure, failure, failure, failure, failure));
        awaitEnd(new RoundTasks(this::start, () -> { }, 0, RoundTasksTest::patience));
        assertEquals(7, started);
    }

    @Test
    void whatAShardTookSaysHowOftenItWasRunAgain() throws Exception {
        failures.addAll(List.of(new MemberLeftException("gone"), new IllegalArgumentException("once")));
        RoundTasks tasks = new RoundTasks(this::start, () -> { }, 0, RoundTasksTest::patience);
        awaitEnd(tasks);
        assertEquals(List.of(new ShardWork(SHARD, "here", "there", 0.5, 2)), tasks.work());
        tasks.again(SHARD, new LostUpdateException());
        assertTrue(tasks.await(1000));
        assertEquals(List.of(new ShardWork(SHARD, "here", "there", 0.5, 3)), tasks.work());
    }

    static List<Throwable> lasting() {
        return List.of(new IllegalArgumentException("this shard always fails"),
                new UncheckedIOException(new IOException("disk")), new OutOfMemoryError(), new StackOverflowError());
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void whatFailsOnGoodMembersHasFiveAttempts(Throwable failure) {
        failures.addAll(List.of(failure, failure, failure, failure, failure));
        RoundFailedException end = assertThrows(RoundFailedException.class,
                () -> awaitEnd(new RoundTasks(this::start, () -> { }, 0, RoundTasksTest::patience)));
        assertEquals("shard 3 failed 5 times, last: " + failure, end.getMessage());
        assertEquals(5, started);
    }

    @Test
    void whatFailsForTooLongBecauseMembersComeAndGoEndsIt() {
        long[] now = new long[1];
        Throwable failure = new MemberLeftException("gone");
        failures.addAll(Collections.nCopies(20, failure));
        RoundFailedException end = assertThrows(RoundFailedException.class, () -> awaitEnd(new RoundTasks(this::start,
                () -> now[0] += LIMIT, 0, () -> new Patience(LIMIT, () -> now[0]))));
        assertEquals("shard 3 failed 300 s long, last: " + failure, end.getMessage());
        assertEquals(12, started);  // at 0, 30 ... 300 s, and once more
    }

    @Test
    void blocksThatCannotBeLoadedAgainEndItAtOnce() {
        failures.add(new LostBlocksException("cases", "its source is gone"));
        assertThrows(RoundFailedException.class, () ->
                awaitEnd(new RoundTasks(this::start, () -> { }, 0, RoundTasksTest::patience)));
        assertEquals(1, started);
    }

    @Test
    void aSupersededDriverStartsNothingAgain() {
        failures.add(new IllegalStateException("state of the round is not in the grid"));
        RunRecord record = RunRecord.first("run", "cases", "", RunRecord.ANY_KERNEL, 32, 1);
        assertThrows(FencedException.class, () -> awaitEnd(new RoundTasks(this::start, () -> {
            throw new FencedException(record);
        }, 0, RoundTasksTest::patience)));
        assertEquals(1, started);
        assertFalse(failures.iterator().hasNext());
    }
}
