package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map.Entry;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.beliefgrid.grid.ShardUpdates.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SumUnitsTest {
    private static final long SEED = TestSeed.VALUE;

    /** All shards at the largest number is the largest sum there is. */
    @ParameterizedTest(name = "{0} shards")
    @ValueSource(ints = {1, 3, 10, 4096})
    void theLargestSumFitsIntoSixteenBits(int shards) {
        for (float largest : new float[] {1e-30f, 0.37f, 1, 900}) {
            SumUnits units = SumUnits.narrow(new float[] {largest}, shards);
            long[] sums = new long[2];
            for (int shard = 0; shard < shards; shard++) {
                assertEquals(-1, FixedPoint.add(new float[] {largest, -largest}, new SectionPart(0, 0, 2, 0), 1.0 / shards,
                        units, sums));
            }
            assertTrue(sums[0] <= Short.MAX_VALUE && sums[1] >= Short.MIN_VALUE, sums[0] + " and " + sums[1]);
            assertTrue(shards > 16 || sums[0] > 32_000, "nearly all of the range is used, not only " + sums[0]);
        }
    }

    @Test
    void aNarrowMeanIsWithinHalfAUnitAShardOfTheExactOneInAnyOrder() {
        Random random = new Random(SEED);
        int shards = 12;
        int[] lengths = {50, 7};
        List<Entry<UpdateKey, ShardUpdate>> entries = ShardUpdates.random(random, shards, lengths, new int[] {0, 6});
        long cases = ShardUpdates.totalCases(entries);
        float[] largest = new float[2];
        for (Entry<UpdateKey, ShardUpdate> entry : entries) {
            for (int section = 0; section < 2; section++) {
                for (float value : entry.getValue().sections().get(section)) {
                    largest[section] = Math.max(largest[section], Math.abs(value));
                }
            }
        }
        Outcome found = new AggregatorConformance<Entry<UpdateKey, ShardUpdate>, MeanUpdate, Outcome>(
                () -> ShardUpdates.narrow(lengths, largest, shards, cases), UnaryOperator.identity(), Outcome::of)
                .check(entries, random);
        for (int section = 0; section < 2; section++) {
            for (int i = 0; i < lengths[section]; i++) {
                double exact = 0;
                for (Entry<UpdateKey, ShardUpdate> entry : entries) {
                    exact += (double) entry.getValue().sections().get(section)[i] * entry.getValue().cases() / cases;
                }
                double bound = 0.5 * shards * largest[section] / (Short.MAX_VALUE - shards);
                assertEquals(exact, found.means().get(section).get(i), bound * 1.001, TestSeed.replay(section + ", " + i));
            }
        }
    }

    @Test
    void aSectionThatDoesNotChangeStaysAsItIs() {
        SumUnits units = SumUnits.narrow(new float[] {0}, 5);
        long[] sums = new long[1];
        assertEquals(-1, FixedPoint.add(new float[] {0}, new SectionPart(0, 0, 1, 0), 1, units, sums));
        float[] mean = new float[1];
        FixedPoint.toFloats(sums, new SectionPart(0, 0, 1, 0), units, mean);
        assertEquals(0, mean[0]);
    }

    @Test
    void magnitudesThatHaveDivergedAreNotHeld() {
        SumUnits exact = SumUnits.exact(0, 3);
        assertTrue(exact.holds(new float[] {255, 2047}));
        assertFalse(exact.holds(new float[] {256, 1}));
        assertFalse(exact.holds(new float[] {1, Float.NaN}));
        assertFalse(exact.holds(new float[] {Float.POSITIVE_INFINITY, 1}));
    }
}
