package org.beliefgrid.grid;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Mean;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.ShardResult;
import org.beliefgrid.learning.State;

/**
 * An algorithm for tests of recovery: every round walks on by a number that depends on round and shard; one shard can be held
 * back, so that a round can be caught in its middle, and one may always fail.
 *
 * @param rounds how many
 * @param heldShard the one that waits between {@link #hold} and {@link #release}, on whatever member of this process
 * @param failingShard shard that always fails, or -1
 */
record TroubledWalk(int rounds, int heldShard, int failingShard) implements IterativeAlgorithm {
    static final int NOBODY = -1;

    private static volatile CountDownLatch gate = new CountDownLatch(0);
    private static final AtomicReference<Runnable> AFTER_AVERAGING = new AtomicReference<>(() -> { });

    /** From now on the shard to hold waits. */
    static void hold() {
        gate = new CountDownLatch(1);
    }

    /** Lets the shard go on. */
    static void release() {
        gate.countDown();
    }

    /** Something to happen once, when the driver has the next mean and has not committed it. */
    static void whenAveraged(Runnable happening) {
        AFTER_AVERAGING.set(happening);
    }

    @Override
    public String name() {
        return "troubled walk";
    }

    @Override
    public String stepSize() {
        return "stride 1";
    }

    @Override
    public List<Section> layout() {
        return List.of(new Section("place", 3, Section.Role.LEARNED));
    }

    @Override
    public List<String> statistics() {
        return List.of("distance");
    }

    @Override
    public State start(State previous) {
        return new State(layout(), List.of(new float[3]));
    }

    @Override
    public long weight(int cases, int labelled, int round) {
        return cases;
    }

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        if (place.shard() == failingShard) {
            throw new IllegalArgumentException("this shard always fails");
        }
        if (place.shard() == heldShard) {
            awaitRelease();
        }
        float[] next = start.get("place").clone();
        for (int i = 0; i < next.length; i++) {
            next[i] += (float) StrictMath.sin(1 + place.round() + 31 * place.shard() + i);
        }
        return new ShardResult(List.of(next), cases.cases(), new double[] {cases.cases()});
    }

    /** Waits until nothing is held back. */
    static void awaitRelease() {
        try {
            if (!gate.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("held back for a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public State afterAveraging(State state, Mean mean, int round) {
        AFTER_AVERAGING.getAndSet(() -> { }).run();
        return new State(layout(), mean.averaged());
    }
}
