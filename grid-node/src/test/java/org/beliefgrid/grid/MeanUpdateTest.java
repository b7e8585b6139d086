package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.beliefgrid.grid.ShardUpdates.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeanUpdateTest {
    private static final long SEED = TestSeed.VALUE;
    /** The eight shards of the architecture's rule 1. */
    private static final float[] EIGHT = {1, 0x1p-24f, 0x1p-54f, 0x1p-54f, 0x1p-54f, 0, 0, 0};
    private static final int[] ONE = {1};
    private static final int[] UNIT = {0};

    @Test
    void meansOfDoublesRoundedOnceDependOnTheOrderOfShards() {
        double forwards = 0;
        double backwards = 0;
        for (int i = 0; i < EIGHT.length; i++) {
            forwards += EIGHT[i] / 8.0;
            backwards += EIGHT[EIGHT.length - 1 - i] / 8.0;
        }
        assertNotEquals((float) forwards, (float) backwards);
    }

    @Test
    void theMeanDoesNotDependOnTheOrderOfShards() {
        List<Entry<UpdateKey, ShardUpdate>> entries = ShardUpdates.ofEqualCases(100, EIGHT);
        float mean = (float) conformance(() -> ShardUpdates.prototype(ONE, UNIT, 800)).check(entries, new Random(SEED))
                .means().get(0).get(0);
        assertNear(EIGHT, new long[] {100, 100, 100, 100, 100, 100, 100, 100}, 0, mean);
    }

    /** Two conditions: half a unit in the last place of the float, and the units in which shards are counted. */
    @ParameterizedTest(name = "{0} shards, largest number below 2^{1}")
    @CsvSource({"1, 0", "2, 0", "10, 0", "64, 0", "10, 7", "33, 20", "10, 100"})
    void theMeanIsTheExactOneRoundedOnce(int shards, int exponent) {
        Random random = new Random(SEED + shards);
        int[] lengths = {40, 3};
        int[] exponents = {exponent, 0};
        List<Entry<UpdateKey, ShardUpdate>> entries = ShardUpdates.random(random, shards, lengths, exponents);
        Outcome outcome = conformance(() -> ShardUpdates.prototype(lengths, exponents, ShardUpdates.totalCases(entries)))
                .check(entries, random);
        long[] cases = entries.stream().mapToLong(entry -> entry.getValue().cases()).toArray();
        for (int i = 0; i < 43; i++) {
            int section = i < 40 ? 0 : 1;
            float[] values = new float[shards];
            for (int shard = 0; shard < shards; shard++) {
                values[shard] = entries.get(shard).getValue().sections().get(section)[i - 40 * section];
            }
            assertNear(values, cases, exponents[section], outcome.means().get(section).get(i - 40 * section));
        }
    }

    @Test
    void theMeanOfEqualNumbersIsThatNumber() {
        float[] equal = new float[12];
        Random random = new Random(SEED);
        for (int trial = 0; trial < 200; trial++) {
            float value = random.nextFloat() * 2 - 1;
            Arrays.fill(equal, value);
            MeanUpdate mean = ShardUpdates.prototype(ONE, UNIT, 1200);
            ShardUpdates.ofEqualCases(100, equal).forEach(mean::accumulate);
            assertEquals(value, ShardUpdates.means(mean).get(0)[0], TestSeed.replay("trial " + trial));
        }
    }

    @Test
    void aShardCountsByItsCases() {
        MeanUpdate mean = ShardUpdates.prototype(ONE, UNIT, 4);
        mean.accumulate(ShardUpdates.entry(0, 3, new float[] {1}));
        mean.accumulate(ShardUpdates.entry(1, 1, new float[] {0}));
        assertEquals(0.75f, ShardUpdates.means(mean).get(0)[0]);
        assertEquals(4, mean.cases);
        assertEquals(2, mean.shards.cardinality());
    }

    @Test
    void statisticsAreSumsOverShardsDividedByCases() {
        MeanUpdate mean = ShardUpdates.prototype(ONE, UNIT, 10);
        mean.accumulate(ShardUpdates.entry(0, 7, new float[1], 14.5, 0));
        mean.accumulate(ShardUpdates.entry(1, 3, new float[1], 0.25, 3));
        assertEquals(1.475, mean.statisticMeans()[0], 1e-6);
        assertEquals(0.3, mean.statisticMeans()[1], 1e-6);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0x1p8f, -0x1p8f, Float.MAX_VALUE})
    void aNumberThatCannotBeAveragedIsDivergenceAndNamesTheLowestShardWhateverTheOrder(float bad) {
        List<Entry<UpdateKey, ShardUpdate>> entries = new ArrayList<>();
        for (int shard = 0; shard < 9; shard++) {
            float[] rest = {shard == 3 ? bad : 1, shard == 7 ? bad : -1, shard == 3 ? bad : 0};
            entries.add(ShardUpdates.entry(shard, 10, List.of(new float[] {0.5f}, rest), 1));
        }
        Outcome outcome = conformance(() -> ShardUpdates.prototype(new int[] {1, 3}, new int[] {0, 0}, 90))
                .check(entries, new Random(SEED));
        assertEquals(3, outcome.divergedShard());
        assertEquals(1, outcome.divergedPlace());
        assertEquals(bad, outcome.divergedValue());
    }

    @ParameterizedTest(name = "exponent {0}")
    @ValueSource(ints = {0, 1, 10, 100})
    void divergenceBeginsAtTwoHundredAndFiftySixTimesThePowerOfTwoBelowTheLargestNumber(int exponent) {
        float limit = Math.scalb(1f, exponent + 8);
        for (float sign : new float[] {1, -1}) {
            MeanUpdate below = ShardUpdates.prototype(ONE, new int[] {exponent}, 2);
            below.accumulate(ShardUpdates.entry(0, 1, new float[] {sign * Math.nextDown(limit)}));
            below.accumulate(ShardUpdates.entry(1, 1, new float[] {sign * Math.nextDown(limit)}));
            assertFalse(below.diverged());
            assertEquals(sign * Math.nextDown(limit), ShardUpdates.means(below).get(0)[0]);
            MeanUpdate at = ShardUpdates.prototype(ONE, new int[] {exponent}, 1);
            at.accumulate(ShardUpdates.entry(0, 1, new float[] {sign * limit}));
            assertTrue(at.diverged());
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0x1p42})
    void aStatisticThatCannotBeSummedIsDivergenceToo(double bad) {
        MeanUpdate mean = ShardUpdates.prototype(ONE, UNIT, 20);
        mean.accumulate(ShardUpdates.entry(0, 10, new float[1], 5, 5));
        assertFalse(mean.diverged());
        mean.accumulate(ShardUpdates.entry(1, 10, new float[1], 5, bad));
        assertTrue(mean.diverged());
        assertEquals(1, mean.divergedShard);
        assertEquals(2, mean.divergedPlace);
    }

    @Test
    void aShardSeenTwiceIsRefused() {
        MeanUpdate mean = ShardUpdates.prototype(ONE, UNIT, 2);
        mean.accumulate(ShardUpdates.entry(4, 1, new float[1]));
        assertEquals("round 5: shard 4 was averaged twice", assertThrows(IllegalStateException.class,
                () -> mean.accumulate(ShardUpdates.entry(4, 1, new float[1]))).getMessage());
        MeanUpdate other = ShardUpdates.prototype(ONE, UNIT, 2);
        other.accumulate(ShardUpdates.entry(4, 1, new float[1]));
        MeanUpdate first = ShardUpdates.prototype(ONE, UNIT, 2);
        first.accumulate(ShardUpdates.entry(4, 1, new float[1]));
        assertThrows(IllegalStateException.class, () -> first.combine(other));
    }

    @Test
    void updatesOfOtherRunsAndRoundsArePassedOver() {
        ShardUpdate update = new ShardUpdate(List.of(new float[] {Float.NaN}), 1, new double[0]);
        List<Entry<UpdateKey, ShardUpdate>> entries = new ArrayList<>(ShardUpdates.ofEqualCases(1, 0.5f, 0.25f));
        Outcome alone = outcome(entries);
        entries.add(Map.entry(new UpdateKey("other", ShardUpdates.ROUND, 0, ShardUpdates.home(0)), update));
        entries.add(Map.entry(new UpdateKey(ShardUpdates.RUN, ShardUpdates.ROUND - 1, 0, ShardUpdates.home(0)), update));
        entries.add(Map.entry(new UpdateKey(ShardUpdates.RUN, ShardUpdates.ROUND + 1, 1, ShardUpdates.home(1)), update));
        assertEquals(alone, outcome(entries));
    }

    /** A shard that moved in the middle of a round learns again, and both results are there. */
    @Test
    void updatesUnderAFormerHomeArePassedOver() {
        List<Entry<UpdateKey, ShardUpdate>> entries = new ArrayList<>(ShardUpdates.ofEqualCases(1, 0.5f, 0.25f));
        Outcome alone = outcome(entries);
        entries.add(Map.entry(new UpdateKey(ShardUpdates.RUN, ShardUpdates.ROUND, 1, ShardUpdates.home(1) + 1),
                entries.get(1).getValue()));
        assertEquals(alone, outcome(entries));
    }

    @Test
    void thePrototypeIsSmallUntilItSeesAnUpdate() {
        MeanUpdate mean = ShardUpdates.prototype(new int[] {1_000_000}, UNIT, 1);
        assertEquals(null, mean.sums);
        mean.combine(ShardUpdates.prototype(new int[] {1_000_000}, UNIT, 1));
        assertEquals(null, mean.sums);
        assertTrue(mean.shards.isEmpty());
    }

    @Test
    void combiningLeavesTheOtherSideAsItWas() {
        List<Entry<UpdateKey, ShardUpdate>> entries = ShardUpdates.ofEqualCases(1, 0.5f, 0.25f, 0.125f);
        MeanUpdate other = ShardUpdates.prototype(ONE, UNIT, 3);
        other.accumulate(entries.get(0));
        Outcome before = Outcome.of(other);
        MeanUpdate mean = ShardUpdates.prototype(ONE, UNIT, 3);
        mean.combine(other);
        mean.accumulate(entries.get(1));
        mean.accumulate(entries.get(2));
        assertEquals(before, Outcome.of(other));
    }

    private static Outcome outcome(List<Entry<UpdateKey, ShardUpdate>> entries) {
        List<Entry<UpdateKey, ShardUpdate>> shuffled = new ArrayList<>(entries);
        Collections.shuffle(shuffled, new Random(SEED));
        MeanUpdate mean = ShardUpdates.prototype(ONE, UNIT, 2);
        shuffled.forEach(mean::accumulate);
        return Outcome.of(mean);
    }

    private static AggregatorConformance<Entry<UpdateKey, ShardUpdate>, MeanUpdate, Outcome> conformance(
            Supplier<MeanUpdate> prototypes) {
        return new AggregatorConformance<>(prototypes, UnaryOperator.identity(), Outcome::of);
    }

    /**
     * Holds a mean against the exact one: half a unit in the last place of a float, half a unit of 2^-k for every shard (see
     * {@link FixedPoint}), and the roundings of the double that a shard's number and its share are multiplied in.
     */
    private static void assertNear(float[] values, long[] cases, int exponent, float found) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal all = BigDecimal.ZERO;
        double largest = 0;
        for (int shard = 0; shard < values.length; shard++) {
            sum = sum.add(new BigDecimal(values[shard]).multiply(BigDecimal.valueOf(cases[shard])));
            all = all.add(BigDecimal.valueOf(cases[shard]));
            largest = Math.max(largest, Math.abs(values[shard]));
        }
        BigDecimal exact = sum.divide(all, MathContext.DECIMAL128);
        double units = values.length * 0.5 * Math.scalb(1.0, exponent - 54) + 4 * largest * 0x1p-53;
        double error = exact.subtract(new BigDecimal(found)).abs().doubleValue();
        assertTrue(error <= Math.ulp(found) / 2.0 + units, TestSeed.replay(exact + " became " + found));
    }
}
