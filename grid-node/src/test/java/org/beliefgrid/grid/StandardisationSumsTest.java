package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map.Entry;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.beliefgrid.grid.ShardUpdates.Outcome;
import org.beliefgrid.learning.InputStandardisation;
import org.beliefgrid.learning.Mean;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.ShardResult;
import org.beliefgrid.learning.State;
import org.junit.jupiter.api.Test;

/** Standardisation through the sums of a round, of units that are far larger or smaller than these are made for. */
class StandardisationSumsTest {
    private static final int[] SHARDS = {400, 7, 1, 230, 90};
    /** Mean and deviation of the units: an income, a time in ns, lengths in m, whatever a float can be; and constant ones. */
    private static final double[][] UNITS = {{1e6, 1e5}, {3e-9, 1e-9}, {52_000, 30}, {0.5, 0.2}, {1.7e18, 1e14}, {0, 1e-9},
        {2e-30, 1e-31}, {1e38, 4e37}, {-255, 40}, {52_000.5, 0}, {1e-9, 0}, {0.3, 0}, {1e-25, 0}, {-1e30, 0}, {0, 0},
        {7e-13, 0}, {0, 3}, {1e-9, 0.1}};
    private static final int FAR = 9;
    private static final InputStandardisation ALGORITHM = new InputStandardisation(UNITS.length);

    private static List<ShardCases> shards() {
        Random random = new Random(TestSeed.VALUE);
        List<ShardCases> shards = new ArrayList<>();
        for (int cases : SHARDS) {
            float[] values = new float[cases * UNITS.length];
            for (int i = 0; i < values.length; i++) {
                double[] unit = UNITS[i % UNITS.length];
                values[i] = (float) (unit[0] + unit[1] * Math.max(-5, Math.min(5, random.nextGaussian())));
            }
            shards.add(ShardCases.ofFloats(UNITS.length, values, new int[cases]));
        }
        return shards;
    }

    private static List<ShardResult> results(List<ShardCases> shards, State state, int round) {
        List<ShardResult> results = new ArrayList<>();
        for (int shard = 0; shard < shards.size(); shard++) {
            results.add(ALGORITHM.shardEpoch(shards.get(shard), state, new RoundPlace(round, round, shard)));
        }
        return results;
    }

    /** A round as its driver turns it, with the shards in any order and the aggregators combined in any way. */
    private static State after(State state, List<ShardResult> results, int round) {
        List<Entry<UpdateKey, ShardUpdate>> updates = new ArrayList<>();
        for (int shard = 0; shard < results.size(); shard++) {
            ShardResult result = results.get(shard);
            updates.add(ShardUpdates.entry(shard, result.cases(), result.averaged(), result.statistics()));
        }
        int[] lengths = state.averaged().stream().mapToInt(values -> values.length).toArray();
        int[] exponents = FixedPoint.exponents(state.averaged());
        long cases = ShardUpdates.totalCases(updates);
        Outcome outcome = new AggregatorConformance<>(() -> ShardUpdates.prototype(lengths, exponents, cases),
                UnaryOperator.<MeanUpdate>identity(), Outcome::of).check(updates, new Random(TestSeed.VALUE));
        assertEquals(Integer.MAX_VALUE, outcome.divergedShard(), "round " + round + " has no number that cannot be summed, "
                + outcome.divergedValue());
        MeanUpdate mean = ShardUpdates.prototype(lengths, exponents, cases);
        updates.forEach(mean::accumulate);
        Mean means = new Mean(ShardUpdates.means(mean), cases, mean.statisticMeans());
        assertTrue(Double.isFinite(ALGORITHM.figures(means, round).get(0).value()));
        return ALGORITHM.afterAveraging(state, means, round);
    }

    private static State learned(List<ShardCases> shards) {
        State state = ALGORITHM.start(State.EMPTY);
        for (int round = 0; round < ALGORITHM.rounds(); round++) {
            assertFalse(ALGORITHM.finished(state, round));
            state = after(state, results(shards, state, round), round);
        }
        assertTrue(ALGORITHM.finished(state, ALGORITHM.rounds()));
        return state;
    }

    private static float[] column(List<ShardCases> shards, int unit) {
        float[] values = new float[Arrays.stream(SHARDS).sum()];
        float[] one = new float[UNITS.length];
        int at = 0;
        for (ShardCases shard : shards) {
            for (int i = 0; i < shard.cases(); i++) {
                shard.copy(i, one, 0);
                values[at++] = one[unit];
            }
        }
        return values;
    }

    private static BigDecimal mean(float[] values) {
        BigDecimal sum = BigDecimal.ZERO;
        for (float value : values) {
            sum = sum.add(new BigDecimal(value));
        }
        return sum.divide(BigDecimal.valueOf(values.length), new MathContext(60));
    }

    private static double deviation(float[] values) {
        BigDecimal mean = mean(values);
        BigDecimal sum = BigDecimal.ZERO;
        for (float value : values) {
            BigDecimal deviation = new BigDecimal(value).subtract(mean);
            sum = sum.add(deviation.multiply(deviation));
        }
        return sum.divide(BigDecimal.valueOf(values.length), new MathContext(60)).sqrt(new MathContext(60)).doubleValue();
    }

    @Test
    void meansAndDeviationsAreThoseOfAllCasesHoweverLargeOrSmallUnitsAre() {
        List<ShardCases> shards = shards();
        State state = learned(shards);
        for (int unit = 0; unit < UNITS.length; unit++) {
            float[] values = column(shards, unit);
            double mean = mean(values).doubleValue();
            double deviation = deviation(values);
            String message = TestSeed.replay("unit " + unit);
            assertEquals(mean, state.get("input.means")[unit], (Math.abs(mean) + deviation) * 1e-6, message);
            float expected = UNITS[unit][1] == 0 ? 1 : (float) deviation;
            assertEquals(expected, state.get("input.deviations")[unit], expected * 1e-6, message);
        }
    }

    @Test
    void aNumberThatIsNotFiniteIsStillTheSectionsError() {
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            float[] values = new float[2 * UNITS.length];
            values[FAR] = bad;
            State state = ALGORITHM.start(State.EMPTY);
            ShardResult result = ALGORITHM.shardEpoch(ShardCases.ofFloats(UNITS.length, values, new int[2]), state,
                    new RoundPlace(0, 0, 0));
            assertEquals(bad, result.averaged().get(0)[FAR]);
            assertTrue(Arrays.stream(result.statistics()).allMatch(Double::isFinite));
        }
    }
}
