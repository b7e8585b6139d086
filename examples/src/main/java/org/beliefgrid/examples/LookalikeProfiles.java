package org.beliefgrid.examples;

import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;

/**
 * What the customers of {@link LookalikeCustomers} are like. Each has a household and a way of life, six kinds of both, of
 * which nobody is told, and any of the 36 combinations.
 *
 * <p>A kind of household gives a reason for 60 of 300 categories, and so does a way of life: whoever has a reason buys it with
 * a probability of 0.08 for each, beside those who buy it anyway, 0.02 at the median. So a purchase by itself says little of
 * who bought it, and a basket a lot. Each kind also moves the means of six numbers. Two households take the offer, and only if
 * their way of life is one of two: 16 in 100 do, of all others one in 400, which makes 2 % of all. Over the year the first of
 * the two households becomes more common and takes the offer more often, the second one less.
 */
final class LookalikeProfiles {
    static final int HOUSEHOLDS = 6;
    static final int STYLES = 6;
    static final int CATEGORIES = 300;
    static final int NUMBERS = 6;

    private static final int REASONS = 60;
    private static final double WITH_A_REASON = 0.08;
    private static final double ANYWAY = 0.02;
    /** Deviation of the logarithms of how often categories are bought anyway. */
    private static final double POPULARITY = 0.5;
    /** By how many deviations a kind moves a mean. */
    private static final double SPREAD = 0.4;
    private static final int TAKERS = 2;
    private static final double TAKES = 0.16;
    private static final double TAKES_ELSE = 0.0025;

    /** [households + styles][categories] probability that this is no reason to buy. */
    private final double[][] without = new double[HOUSEHOLDS + STYLES][CATEGORIES];
    /** [households + styles][numbers] */
    private final double[][] means = new double[HOUSEHOLDS + STYLES][NUMBERS];
    /** [categories] probability that it is bought anyway. */
    private final double[] anyway = new double[CATEGORIES];

    LookalikeProfiles(long seed) {
        CounterStream draws = CounterStream.of(seed, Purpose.DRAWING);
        for (int category = 0; category < CATEGORIES; category++) {
            anyway[category] = ANYWAY * Math.exp(POPULARITY * draws.gaussian(category));
        }
        for (int kind = 0; kind < HOUSEHOLDS + STYLES; kind++) {
            int[] order = draws.atMiniBatch(1 + kind).permutation(CATEGORIES);
            for (int place = 0; place < CATEGORIES; place++) {
                without[kind][order[place]] = place < REASONS ? 1 - WITH_A_REASON : 1;
            }
            for (int number = 0; number < NUMBERS; number++) {
                means[kind][number] = SPREAD * draws.atMiniBatch(1 + HOUSEHOLDS + STYLES + kind).gaussian(number);
            }
        }
    }

    /**
     * The kind of household that is drawn.
     *
     * @param draw uniform in [0, 1)
     * @param passed part of the year, in [0, 1]
     */
    static int household(double draw, double passed) {
        double above = draw;
        for (int household = 0; household < HOUSEHOLDS - 1; household++) {
            above -= share(household, passed);
            if (above < 0) {
                return household;
            }
        }
        return HOUSEHOLDS - 1;
    }

    private static double share(int household, double passed) {
        return switch (household) {
            case 0 -> (0.8 + 0.6 * passed) / HOUSEHOLDS;
            case 1 -> (1.2 - 0.6 * passed) / HOUSEHOLDS;
            default -> 1.0 / HOUSEHOLDS;
        };
    }

    /** The probability that the offer is taken. */
    static double takes(int household, int style, double passed) {
        if (household >= TAKERS || style >= TAKERS) {
            return TAKES_ELSE;
        }
        return TAKES * (household == 0 ? 0.8 + 0.4 * passed : 1.2 - 0.4 * passed);
    }

    /** The probability that something of a category is bought in a year. */
    double buys(int household, int style, int category) {
        return 1 - (1 - anyway[category]) * without[household][category] * without[HOUSEHOLDS + style][category];
    }

    /** The mean of a number, whose deviation is 1. */
    double mean(int household, int style, int number) {
        return means[household][number] + means[HOUSEHOLDS + style][number];
    }
}
