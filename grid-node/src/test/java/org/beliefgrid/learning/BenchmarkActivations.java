package org.beliefgrid.learning;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an upper layer reads: the activations of the layers below, for one shard in one thread, made again from its cases or
 * read from where they are kept, beside the CD-1 epoch that they are for.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@State(Scope.Thread)
public class BenchmarkActivations {
    private static final RoundPlace PLACE = new RoundPlace(0, 0, 0);

    @Param("6000")
    int cases;
    @Param("100")
    int miniBatch;
    /** Units of all layers up to the one that learns: one parameter, because only these stacks are of interest. */
    @Param({"784-500-500", "784-500-500-2000"})
    String layers;

    private RbmPretraining algorithm;
    private org.beliefgrid.learning.State start;
    private ShardCases shard;
    private ShardCases kept;
    private int[] order;
    private float[] one;

    @Setup
    public void prepare() {
        int[] units = Arrays.stream(layers.split("-")).mapToInt(Integer::parseInt).toArray();
        Random random = new Random(TestSeed.VALUE);
        byte[] bytes = new byte[Math.multiplyExact(cases, units[0])];
        random.nextBytes(bytes);
        shard = ShardCases.ofBytes(units[0], bytes, new int[cases]);
        start = org.beliefgrid.learning.State.EMPTY;
        for (int top = 1; top < units.length; top++) {
            algorithm = new RbmPretraining(Arrays.copyOf(units, top + 1), 0, Averaging.everyEpoch(miniBatch), TestSeed.VALUE,
                    false, Pretraining.DEFAULTS);
            start = algorithm.start(start);
        }
        kept = algorithm.prepare(shard, start);
        order = random.ints(cases, 0, cases).toArray();
        one = new float[kept.units()];
    }

    /** Upwards through the layers below, as it would have to be done every epoch. */
    @Benchmark
    public ShardCases madeAgain() {
        return algorithm.prepare(shard, start);
    }

    /** From the heap, case by case in the order of an epoch, as {@link #epoch} does it, too. */
    @Benchmark
    public float[] read() {
        for (int place : order) {
            kept.copy(place, one, 0);
        }
        return one;
    }

    /** CD-1 on what was kept, the reading included. */
    @Benchmark
    public ShardResult epoch() {
        return algorithm.shardEpoch(kept, start, PLACE);
    }
}
