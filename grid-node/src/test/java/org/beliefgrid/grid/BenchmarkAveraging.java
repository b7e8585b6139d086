package org.beliefgrid.grid;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/** What averaging a round costs in one thread, beside what travels: one section, as large as the weights of 784 x 500. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BenchmarkAveraging {
    private static final int[] EXPONENTS = {0};
    private static final SumUnits UNITS = SumUnits.exact(EXPONENTS);

    /** A shard's section and its sums. */
    @State(Scope.Thread)
    public static class OneSection {
        @Param("392000")
        int numbers;

        SectionPart whole;
        float[] values;
        long[] sums;

        @Setup
        public void add() {
            whole = new SectionPart(0, 0, numbers, 0);
            values = updates(1, numbers).get(0).getValue().sections().get(0);
            sums = new long[numbers];
            FixedPoint.add(values, whole, 0.1, UNITS, sums);
        }
    }

    /** What all shards of a round sent. */
    @State(Scope.Thread)
    public static class Round {
        @Param("392000")
        int numbers;
        @Param("10")
        int shards;

        List<Map.Entry<UpdateKey, ShardUpdate>> updates;
        MeanUpdate empty;

        @Setup
        public void send() {
            updates = updates(shards, numbers);
            empty = ShardUpdates.prototype(new int[] {numbers}, EXPONENTS, ShardUpdates.totalCases(updates));
        }
    }

    private static List<Map.Entry<UpdateKey, ShardUpdate>> updates(int shards, int numbers) {
        return ShardUpdates.random(new Random(TestSeed.VALUE), shards, new int[] {numbers}, EXPONENTS);
    }

    /** Sums overflow after some thousand times, which costs nothing. */
    @Benchmark
    public long[] add(OneSection section) {
        FixedPoint.add(section.values, section.whole, 0.1, UNITS, section.sums);
        return section.sums;
    }

    @Benchmark
    public float[] toFloats(OneSection section) {
        FixedPoint.toFloats(section.sums, section.whole, UNITS, section.values);
        return section.values;
    }

    /** All shards into one slice after the other, as {@link RoundMean} does, but for its threads. */
    @Benchmark
    public List<float[]> meanInSlices(Round round) {
        List<float[]> means = List.of(new float[round.numbers]);
        for (MeanUpdate slice : round.empty.slices(RoundMean.SLICE)) {
            round.updates.forEach(slice::accumulate);
            slice.meansInto(means);
        }
        return means;
    }
}
