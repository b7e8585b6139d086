package org.beliefgrid.grid;

import com.hazelcast.aggregation.Aggregator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * The mean of what the shards of a round learned, weighted by cases: exact sums, so that neither the order of the shards nor
 * their place on the members changes a bit (architecture, rule 1). The prototype is empty, because the grid clones it by
 * serialisation for every member; sums are allocated when the first shard arrives.
 */
final class MeanUpdate implements Aggregator<Map.Entry<UpdateKey, ShardUpdate>, MeanUpdate> {
    private static final long serialVersionUID = 1L;
    private static final int NOBODY = Integer.MAX_VALUE;

    // Settings.
    final String run;
    final int round;
    final int[] lengths;
    final transient SumUnits units;  // its serializer writes it; Java serialisation, to which javac points, takes no part
    final long totalCases;
    final int[] homes;
    final int from;
    final int to;
    // What was seen; null until the first shard.
    long[] sums;
    long[] statistics;
    BitSet shards = new BitSet();
    long cases;
    // The lowest shard with a number that cannot be averaged, and where it stood.
    int divergedShard = NOBODY;
    int divergedPlace;
    float divergedValue;

    /**
     * @param run name of the run
     * @param round the round averaged; updates of other rounds are passed over
     * @param lengths of the averaged sections, in their order
     * @param units in which those sections are summed
     * @param totalCases cases of all shards
     * @param homes partition key of each shard in this round; what was written under another one is passed over: the
     *     shard has moved since, and learns again
     * @param from first number of the slice that is averaged, counted through all sections
     * @param to behind the last number of the slice
     */
    MeanUpdate(String run, int round, int[] lengths, SumUnits units, long totalCases, int[] homes, int from, int to) {
        this.run = run;
        this.round = round;
        this.lengths = lengths;
        this.units = units;
        this.totalCases = totalCases;
        this.homes = homes;
        this.from = from;
        this.to = to;
    }

    /** The same round's mean of all numbers, in slices of at most {@code length}. */
    List<MeanUpdate> slices(int length) {
        List<MeanUpdate> slices = new ArrayList<>();
        for (int start = from; start < to || slices.isEmpty(); start += length) {
            slices.add(new MeanUpdate(run, round, lengths, units, totalCases, homes, start, Math.min(to, start + length)));
        }
        return slices;
    }

    @Override
    public void accumulate(Map.Entry<UpdateKey, ShardUpdate> entry) {
        UpdateKey key = entry.getKey();
        if (key.round() != round || !key.run().equals(run) || key.home() != homes[key.shard()]) {
            return;
        }
        ShardUpdate update = entry.getValue();
        requireLengths(key, update.sections());
        markSeen(key.shard());
        cases += update.cases();
        if (sums == null) {
            sums = new long[to - from];
            statistics = new long[update.statistics().length];
        }
        double weight = (double) update.cases() / totalCases;
        for (SectionPart part : SectionPart.of(lengths, from, to)) {
            float[] values = update.sections().get(part.section());
            int unsummable = FixedPoint.add(values, part, weight, units, sums);
            if (unsummable >= 0) {
                noteDivergence(key.shard(), from + part.at() + unsummable - part.begin(), values[unsummable]);
                return;
            }
        }
        for (int i = 0; i < statistics.length; i++) {
            long statistic = FixedPoint.statistic(update.statistics()[i]);
            if (statistic == FixedPoint.NO_STATISTIC) {
                noteDivergence(key.shard(), numbers() + i, (float) update.statistics()[i]);
                return;
            }
            statistics[i] = Math.addExact(statistics[i], statistic);
        }
    }

    private void requireLengths(UpdateKey key, List<float[]> sections) {
        int[] found = sections.stream().mapToInt(section -> section.length).toArray();
        if (!Arrays.equals(found, lengths)) {
            throw new IllegalStateException("round %d: shard %d sent sections of %s numbers, expected %s".formatted(round,
                    key.shard(), Arrays.toString(found), Arrays.toString(lengths)));
        }
    }

    @Override
    public void combine(@SuppressWarnings("rawtypes") Aggregator aggregator) {
        MeanUpdate other = (MeanUpdate) aggregator;
        if (other.sums == null) {
            return;  // a member without an update of this round
        }
        if (sums == null) {
            sums = other.sums.clone();
            statistics = other.statistics.clone();
        } else {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += other.sums[i];
            }
            for (int i = 0; i < statistics.length; i++) {
                statistics[i] = Math.addExact(statistics[i], other.statistics[i]);
            }
        }
        other.shards.stream().forEach(this::markSeen);
        cases += other.cases;
        if (other.diverged()) {
            noteDivergence(other.divergedShard, other.divergedPlace, other.divergedValue);
        }
    }

    @Override
    public MeanUpdate aggregate() {
        return this;
    }

    /** Whether some number cannot be averaged. */
    boolean diverged() {
        return divergedShard != NOBODY;
    }

    /**
     * Fills in the means of the slice; nothing if no update was seen.
     *
     * @param sections of the lengths given, in their order
     */
    void meansInto(List<float[]> sections) {
        for (SectionPart part : sums == null ? List.<SectionPart>of() : SectionPart.of(lengths, from, to)) {
            FixedPoint.toFloats(sums, part, units, sections.get(part.section()));
        }
    }

    /** Numbers of all sections. */
    private int numbers() {
        return Arrays.stream(lengths).sum();
    }

    /** The means of the statistics, a case. */
    double[] statisticMeans() {
        double[] means = new double[statistics == null ? 0 : statistics.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = FixedPoint.mean(statistics[i], cases);
        }
        return means;
    }

    private void markSeen(int shard) {
        if (shards.get(shard)) {
            throw new IllegalStateException("round %d: shard %d was averaged twice".formatted(round, shard));
        }
        shards.set(shard);
    }

    private void noteDivergence(int shard, int place, float value) {
        if (shard < divergedShard) {
            divergedShard = shard;
            divergedPlace = place;
            divergedValue = value;
        }
    }
}
