package org.beliefgrid.learning;

/**
 * A sum of any magnitude as digits to the base 2^30, whole numbers that {@link IterativeAlgorithm#statistics() statistics} of all
 * shards add up exactly, in any order: 4,096 of them stay below 2^42, the limit of a statistic. What is below 2^-300, less than
 * the square of the smallest float, is cut off.
 */
final class WideSum {
    /** How many digits a sum has, enough for sums of squares of floats. */
    static final int DIGITS = 20;

    private static final int DIGIT_BITS = 30;
    private static final int LOWEST = -300;

    private WideSum() {
    }

    /**
     * Splits a sum into its digits, the lowest first, all with its sign.
     *
     * @param sum below 2^300 in size
     * @param digits overwritten from {@code offset} on
     */
    static void split(double sum, double[] digits, int offset) {
        double rest = sum;
        for (int digit = DIGITS - 1; digit >= 0; digit--) {
            int exponent = LOWEST + DIGIT_BITS * digit;
            double whole = (long) Math.scalb(rest, -exponent);
            digits[offset + digit] = whole;
            rest -= Math.scalb(whole, exponent);  // exact: these are the upper bits of the rest
        }
    }

    /**
     * The number that digits stand for, or the mean that means of digits do.
     *
     * @param digits not modified
     * @param offset of the lowest
     */
    static double join(double[] digits, int offset) {
        double sum = 0;
        for (int digit = DIGITS - 1; digit >= 0; digit--) {
            sum += Math.scalb(digits[offset + digit], LOWEST + DIGIT_BITS * digit);
        }
        return sum;
    }
}
