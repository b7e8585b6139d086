package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FixedPointTest {
    private static final long SEED = TestSeed.VALUE;

    @Test
    void theExponentIsThatOfTheLargestNumberAndAtLeastZero() {
        assertArrayEquals(new int[] {0, 0, 0, 1, 1, 10, 127}, FixedPoint.exponents(List.of(new float[] {0, -0f},
                new float[] {1e-30f, 0.99f}, new float[] {0.5f, -1}, new float[] {1, -2}, new float[] {3.9f, 2},
                new float[] {-1024, 1}, new float[] {Float.MAX_VALUE})));
    }

    @Test
    void aFloatThatStandsAloneComesBackUnchanged() {
        Random random = new Random(SEED);
        for (int exponent : new int[] {0, 1, 7, 100}) {
            float[] values = new float[1000];
            for (int i = 0; i < values.length; i++) {
                // 54 bits below the exponent hold a float's 24 down to 30 powers of two below it.
                values[i] = Math.scalb(random.nextFloat() + 1, exponent - random.nextInt(31)) * (random.nextBoolean() ? 1 : -1);
            }
            long[] sums = new long[values.length];
            assertEquals(-1, add(values, 1, exponent, sums, 0));
            assertArrayEquals(values, toFloats(sums, 0, values.length, exponent), TestSeed.replay("e = " + exponent));
        }
    }

    @Test
    void onlyTheSectionGivenIsTouched() {
        long[] sums = {1, 2, 3, 4};
        assertEquals(-1, add(new float[] {0.5f, 0.25f}, 1, 0, sums, 1));
        assertArrayEquals(new long[] {1, 2 + (1L << 53), 3 + (1L << 52), 4}, sums);
        assertArrayEquals(new float[] {0.5f, 0.25f}, toFloats(sums, 1, 3, 0));
        assertEquals(2, add(new float[] {0.5f, 0.25f, Float.NaN}, 1, 0, sums, 1));
    }

    @Test
    void everyShardIsRoundedToTheNearestUnit() {
        long[] sums = new long[4];
        add(new float[] {0x1.8p-55f, -0x1.8p-55f, 0x0.8p-55f, 0x1p-53f}, 1, 0, sums, 0);
        assertArrayEquals(new long[] {1, -1, 0, 2}, sums);
    }

    /** The largest numbers that are not divergence, of as many shards as a plan may have, at their full weight. */
    @Test
    void theLargestNumbersAllowedDoNotOverflowTheirSum() {
        for (int exponent : new int[] {0, 5, 60}) {
            float largest = Math.nextDown(Math.scalb(1f, exponent + 8));
            long[] sums = new long[1];
            for (int shard = 0; shard < 4096; shard++) {
                assertEquals(-1, add(new float[] {-largest}, 1.0 / 4096, exponent, sums, 0));
            }
            assertEquals(-largest, toFloats(sums, 0, 1, exponent)[0]);
        }
    }

    @Test
    void statisticsKeepTheirSumInAnyOrder() {
        Random random = new Random(SEED);
        long forwards = 0;
        long backwards = 0;
        double[] statistics = random.doubles(100, 0, 1e6).toArray();
        double sum = 0;
        for (int i = 0; i < statistics.length; i++) {
            forwards += FixedPoint.statistic(statistics[i]);
            backwards += FixedPoint.statistic(statistics[statistics.length - 1 - i]);
            sum += statistics[i];
        }
        assertEquals(forwards, backwards);
        assertEquals(sum / 1234, FixedPoint.mean(forwards, 1234), 1e-6, TestSeed.replay("statistics"));
    }

    @Test
    void aStatisticThatIsNotFiniteOrTooLargeIsRefused() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0x1p42, -0x1p42}) {
            assertEquals(FixedPoint.NO_STATISTIC, FixedPoint.statistic(bad), () -> String.valueOf(bad));
        }
        assertEquals(0, FixedPoint.statistic(0));
        assertEquals(0, FixedPoint.statistic(-0.0));
        assertEquals(1 << 20, FixedPoint.statistic(1));
        assertEquals(-(1 << 20), FixedPoint.statistic(-1));
    }

    private static int add(float[] values, double weight, int exponent, long[] sums, int start) {
        return FixedPoint.add(values, new SectionPart(0, 0, values.length, start), weight, SumUnits.exact(exponent), sums);
    }

    private static float[] toFloats(long[] sums, int start, int end, int exponent) {
        float[] values = new float[end - start];
        FixedPoint.toFloats(sums, new SectionPart(0, 0, values.length, start), SumUnits.exact(exponent), values);
        return values;
    }
}
