package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.beliefgrid.data.RowPlacement;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Mean;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.ShardResult;
import org.beliefgrid.learning.State;

/**
 * What a run is by definition: algorithm after algorithm, round after round, shard after shard in one thread, and means of
 * whole numbers in {@link BigDecimal}. It uses no class of the grid's side; the grid must give the same bits.
 */
final class PlainLoop {
    private PlainLoop() {
    }

    static State run(List<? extends IterativeAlgorithm> algorithms, BinaryCases source, long seed, int shards) {
        return run(algorithms, State.EMPTY, source, seed, shards);
    }

    /** The same from a state: what an algorithm does not find in the last one's state it takes from there. */
    static State run(List<? extends IterativeAlgorithm> algorithms, State initial, BinaryCases source, long seed, int shards) {
        RowPlacement placement = new RowPlacement(seed, source.cases(), shards);
        return run(algorithms, initial, IntStream.range(0, shards).mapToObj(shard -> source.shard(placement, shard)).toList());
    }

    static State run(List<? extends IterativeAlgorithm> algorithms, List<ShardCases> loaded) {
        return run(algorithms, State.EMPTY, loaded);
    }

    private static State run(List<? extends IterativeAlgorithm> algorithms, State initial, List<ShardCases> loaded) {
        return run(algorithms, initial, loaded, new int[1]);
    }

    /** How many rounds a run takes: algorithms may end before their last one. */
    static int rounds(List<? extends IterativeAlgorithm> algorithms, List<ShardCases> loaded) {
        int[] rounds = new int[1];
        run(algorithms, State.EMPTY, loaded, rounds);
        return rounds[0];
    }

    private static State run(List<? extends IterativeAlgorithm> algorithms, State initial, List<ShardCases> loaded,
            int[] rounds) {
        int shards = loaded.size();
        State state = State.EMPTY;
        int round = 0;
        for (IterativeAlgorithm algorithm : algorithms) {
            state = algorithm.start(completed(state, initial));
            State first = state;
            List<ShardCases> prepared = loaded.stream().map(cases -> algorithm.prepare(cases, first)).toList();
            List<List<float[]>> own = new ArrayList<>(Collections.nCopies(shards, List.of()));
            for (int done = 0; !algorithm.finished(state, done); done++, round++) {
                List<ShardResult> results = new ArrayList<>();
                int parts = algorithm.roundsAnEpoch();
                int epoch = Math.min(algorithm.epochs(), done / parts * algorithm.epochsARound());
                for (int shard = 0; shard < shards; shard++) {
                    ShardCases cases = prepared.get(shard);
                    if (algorithm.takesPart(cases.cases(), cases.labelled().length, cases.heldOut(), done)) {
                        ShardResult result = algorithm.shardEpoch(cases, with(state, algorithm.own(), own.get(shard)),
                                new RoundPlace(round, epoch, done % parts, shard));
                        results.add(result);
                        own.set(shard, result.own());
                    }
                }
                state = algorithm.afterAveraging(state, mean(state.averaged(), results), done);
            }
        }
        rounds[0] = round;
        return state;
    }

    private static State completed(State state, State initial) {
        State.Builder all = new State.Builder();
        state.sections().forEach(section -> all.add(section, state.get(section.name())));
        for (Section section : initial.sections()) {
            if (!state.has(section.name())) {
                all.add(section, initial.get(section.name()));
            }
        }
        return all.build();
    }

    private static State with(State state, List<Section> sections, List<float[]> own) {
        State.Builder all = new State.Builder();
        state.sections().forEach(section -> all.add(section, state.get(section.name())));
        for (int i = 0; i < own.size(); i++) {
            all.add(sections.get(i), own.get(i));
        }
        return all.build();
    }

    /** What each shard makes of the start in the first round of an algorithm that all take part in. */
    static List<ShardResult> firstRound(IterativeAlgorithm algorithm, State start, BinaryCases source, long seed, int shards) {
        RowPlacement placement = new RowPlacement(seed, source.cases(), shards);
        return IntStream.range(0, shards).mapToObj(shard -> algorithm.shardEpoch(source.shard(placement, shard), start,
                new RoundPlace(0, 0, shard))).toList();
    }

    /** Rule 1 of the architecture: every {@code x cases / all} as a whole number of units of 2^-k, their sum rounded once. */
    static Mean mean(List<float[]> start, List<ShardResult> results) {
        long all = results.stream().mapToLong(ShardResult::cases).sum();
        List<float[]> means = new ArrayList<>();
        for (int section = 0; section < start.size(); section++) {
            double unitsOfOne = Math.scalb(1.0, 54 - exponentOfLargest(start.get(section)));
            float[] mean = new float[start.get(section).length];
            for (int i = 0; i < mean.length; i++) {
                BigDecimal sum = BigDecimal.ZERO;
                for (ShardResult result : results) {
                    double share = (double) result.cases() / all;
                    sum = sum.add(new BigDecimal(result.averaged().get(section)[i] * (share * unitsOfOne))
                            .setScale(0, RoundingMode.HALF_EVEN));
                }
                mean[i] = sum.divide(new BigDecimal(unitsOfOne)).floatValue();
            }
            means.add(mean);
        }
        double[] statistics = new double[results.get(0).statistics().length];
        for (int i = 0; i < statistics.length; i++) {
            int index = i;
            // Sums as whole numbers of 2^-20, as documented.
            BigDecimal sum = results.stream().map(result -> new BigDecimal(result.statistics()[index] * 0x1.0p20)
                    .setScale(0, RoundingMode.HALF_EVEN)).reduce(BigDecimal.ZERO, BigDecimal::add);
            statistics[i] = sum.doubleValue() / 0x1.0p20 / all;
        }
        return new Mean(means, all, statistics);
    }

    private static int exponentOfLargest(float[] values) {
        int exponent = 0;
        for (float value : values) {
            exponent = Math.max(exponent, Math.getExponent(value));
        }
        return exponent;
    }

    static void assertSameBits(State expected, State found, String message) {
        assertEquals(expected.sections(), found.sections(), message);
        for (Section section : expected.sections()) {
            assertArrayEquals(expected.get(section.name()), found.get(section.name()), message + ", " + section.name());
        }
    }
}
