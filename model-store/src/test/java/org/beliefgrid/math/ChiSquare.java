package org.beliefgrid.math;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Pearson's test that counts come from equally likely bins. Both tails are refused: counts that agree too well with what is
 * expected are as little random as those that do not agree. (Few bins may agree by chance: there only the upper tail counts.)
 */
final class ChiSquare {
    /** Of a right generator, one in this many of the tests below fails on each side. */
    private static final double SIGNIFICANCE = 1e-6;

    private static final int MANY_BINS = 32;

    private ChiSquare() {
    }

    /** @throws AssertionError if counts as uneven, or as even, as these have a probability below one in a million */
    static void assertEquallyLikely(long[] counts, String what) {
        double above = upperTail(statistic(counts), counts.length - 1);
        assertTrue(above > SIGNIFICANCE, TestSeed.replay(
                "%s: bins are too uneven, such counts have probability %.2g".formatted(what, above)));
        assertTrue(1 - above > SIGNIFICANCE || counts.length < MANY_BINS, TestSeed.replay(
                "%s: bins are too even, such counts have probability %.2g".formatted(what, 1 - above)));
    }

    /** Sum of (count - expected)^2 / expected over equally likely bins. */
    static double statistic(long[] counts) {
        long draws = 0;
        for (long count : counts) {
            draws += count;
        }
        double expected = (double) draws / counts.length;
        double sum = 0;
        for (long count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }

    /**
     * Probability that a chi-square variable exceeds a value: 1 - P(k/2, x/2), with the series of the regularised incomplete
     * gamma function (Abramowitz and Stegun 1964, 6.5.29). Its absolute error is about 1e-13.
     */
    static double upperTail(double value, int degreesOfFreedom) {
        double a = degreesOfFreedom / 2.0;
        double x = value / 2;
        double term = 1;
        double sum = 1;
        for (int n = 1; term > sum * 1e-17; n++) {
            term *= x / (a + n);
            sum += term;
        }
        return x == 0 ? 1 : 1 - sum * Math.exp(a * Math.log(x) - x - logGamma(degreesOfFreedom + 2));
    }

    /** Logarithm of gamma(twice / 2), from gamma(1) = 1 or gamma(1/2) = sqrt(pi) upwards. */
    private static double logGamma(int twice) {
        double log = twice % 2 == 0 ? 0 : Math.log(Math.PI) / 2;
        for (int k = twice - 2; k > 0; k -= 2) {
            log += Math.log(k / 2.0);
        }
        return log;
    }
}
