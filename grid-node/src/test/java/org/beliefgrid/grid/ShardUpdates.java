package org.beliefgrid.grid;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** What shards send, and the aggregator that takes it, made in one place for the tests. */
final class ShardUpdates {
    static final String RUN = "run";
    static final int ROUND = 5;
    private static final int MOST_SHARDS = 64;

    private ShardUpdates() {
    }

    /** An aggregator that has seen nothing. */
    static MeanUpdate prototype(int[] lengths, int[] exponents, long totalCases) {
        return new MeanUpdate(RUN, ROUND, lengths, SumUnits.exact(exponents), totalCases,
                IntStream.range(0, MOST_SHARDS).map(ShardUpdates::home).toArray(), 0, IntStream.of(lengths).sum());
    }

    /** An aggregator in sums of 16 bits. */
    static MeanUpdate narrow(int[] lengths, float[] largest, int shards, long totalCases) {
        return new MeanUpdate(RUN, ROUND, lengths, SumUnits.narrow(largest, shards), totalCases,
                IntStream.range(0, MOST_SHARDS).map(ShardUpdates::home).toArray(), 0, IntStream.of(lengths).sum());
    }

    /** The means of all sections. */
    static List<float[]> means(MeanUpdate mean) {
        List<float[]> sections = IntStream.of(mean.lengths).mapToObj(float[]::new).toList();
        mean.meansInto(sections);
        return sections;
    }

    static int home(int shard) {
        return 100 + shard;
    }

    /** What a shard learned in the round that the aggregator wants. */
    static Map.Entry<UpdateKey, ShardUpdate> entry(int shard, long cases, float[] values, double... statistics) {
        return Map.entry(new UpdateKey(RUN, ROUND, shard, home(shard)), new ShardUpdate(List.of(values), cases, statistics));
    }

    /** The same, of several sections. */
    static Map.Entry<UpdateKey, ShardUpdate> entry(int shard, long cases, List<float[]> sections, double... statistics) {
        return Map.entry(new UpdateKey(RUN, ROUND, shard, home(shard)), new ShardUpdate(sections, cases, statistics));
    }

    /** One number a shard, all with the same number of cases. */
    static List<Map.Entry<UpdateKey, ShardUpdate>> ofEqualCases(long cases, float... values) {
        return IntStream.range(0, values.length).mapToObj(shard -> entry(shard, cases, new float[] {values[shard]})).toList();
    }

    /** Random numbers in sections of these lengths and magnitudes, with two statistics, of shards of different sizes. */
    static List<Map.Entry<UpdateKey, ShardUpdate>> random(Random random, int shards, int[] lengths, int[] exponents) {
        List<Map.Entry<UpdateKey, ShardUpdate>> entries = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            List<float[]> sections = new ArrayList<>();
            for (int section = 0; section < lengths.length; section++) {
                float[] values = new float[lengths[section]];
                for (int i = 0; i < values.length; i++) {
                    double shrunk = random.nextGaussian() * Math.scalb(1.0, exponents[section] - random.nextInt(30));
                    values[i] = (float) shrunk;
                }
                sections.add(values);
            }
            entries.add(entry(shard, 1 + random.nextInt(10_000), sections, random.nextDouble() * 1e6, random.nextInt(1000)));
        }
        return entries;
    }

    static long totalCases(List<Map.Entry<UpdateKey, ShardUpdate>> entries) {
        return entries.stream().mapToLong(entry -> entry.getValue().cases()).sum();
    }

    /** All that a mean says, in a form that can be compared. */
    record Outcome(List<List<Float>> means, List<Double> statistics, BitSet shards, long cases, int divergedShard,
                   int divergedPlace, Float divergedValue) {
        static Outcome of(MeanUpdate mean) {
            List<List<Float>> means = new ArrayList<>();
            List<Double> statistics = new ArrayList<>();
            if (!mean.diverged() && mean.sums != null) {
                ShardUpdates.means(mean).forEach(section -> means.add(boxed(section)));
                for (double statistic : mean.statisticMeans()) {
                    statistics.add(statistic);
                }
            }
            return new Outcome(means, statistics, mean.shards, mean.cases, mean.divergedShard, mean.divergedPlace,
                    mean.divergedValue);
        }

        private static List<Float> boxed(float[] values) {
            List<Float> boxed = new ArrayList<>();
            for (float value : values) {
                boxed.add(value);
            }
            return boxed;
        }
    }
}
