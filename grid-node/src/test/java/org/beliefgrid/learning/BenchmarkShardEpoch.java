package org.beliefgrid.learning;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/** One epoch of one shard in one thread, as a task of the grid runs it: a state goes in, what was learned comes out. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class BenchmarkShardEpoch {
    private static final RoundPlace PLACE = new RoundPlace(0, 0, 0);
    private static final int CLASSES = 10;

    /** A first layer, which sees bytes. */
    @org.openjdk.jmh.annotations.State(Scope.Thread)
    public static class FirstLayer {
        @Param("1000")
        int cases;
        @Param("100")
        int miniBatch;
        @Param("784")
        int visible;
        @Param("500")
        int hidden;

        RbmPretraining algorithm;
        ShardCases shard;
        State start;

        @Setup
        public void start() {
            algorithm = pretraining(miniBatch, visible, hidden);
            shard = bytes(cases, visible);
            start = algorithm.start(State.EMPTY);
        }
    }

    /** A whole stack, untrained, which takes no less work. */
    @org.openjdk.jmh.annotations.State(Scope.Thread)
    public static class Stack {
        private static final int[] UNITS = {784, 500, 500, 2000};

        @Param("1000")
        int cases;
        @Param("100")
        int miniBatch;
        @Param({"false", "true"})
        boolean dropout;

        BackPropagation algorithm;
        ShardCases shard;
        State start;

        @Setup
        public void start() {
            algorithm = new BackPropagation(UNITS, CLASSES, Averaging.everyEpoch(miniBatch), TestSeed.VALUE, false,
                    Pretraining.DEFAULTS, FineTuning.of(1, Descent.of(0.1, Momentum.constant(0.9), 0), 0,
                            dropout ? new Dropout(0.2, 0.5) : Dropout.NONE));
            shard = bytes(cases, UNITS[0]);
            State pretrained = State.EMPTY;
            for (int layers = 1; layers < UNITS.length; layers++) {
                pretrained = pretraining(miniBatch, Arrays.copyOf(UNITS, layers + 1)).start(pretrained);
            }
            start = algorithm.start(pretrained);
        }
    }

    private static RbmPretraining pretraining(int miniBatch, int... units) {
        return new RbmPretraining(units, 0, Averaging.everyEpoch(miniBatch), TestSeed.VALUE, false, Pretraining.DEFAULTS);
    }

    private static ShardCases bytes(int cases, int units) {
        Random random = new Random(TestSeed.VALUE);
        byte[] bytes = new byte[Math.multiplyExact(cases, units)];
        random.nextBytes(bytes);
        return ShardCases.ofBytes(units, bytes, random.ints(cases, 0, CLASSES).toArray());
    }

    /** CD-1. */
    @Benchmark
    public ShardResult contrastiveDivergence(FirstLayer layer) {
        return layer.algorithm.shardEpoch(layer.shard, layer.start, PLACE);
    }

    @Benchmark
    public ShardResult fineTuning(Stack stack) {
        return stack.algorithm.shardEpoch(stack.shard, stack.start, PLACE);
    }
}
