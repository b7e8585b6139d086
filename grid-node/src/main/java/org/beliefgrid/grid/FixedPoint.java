package org.beliefgrid.grid;

import java.util.List;

/**
 * Sums that do not depend on their order: numbers as multiples of a power of two in 64-bit integers, rounded once on the way
 * in and once on the way out. Doubles rounded once are not enough: eight equal shards of {1, 2^-24, 2^-54, 2^-54, 2^-54, 0, 0,
 * 0} give two different floats forwards and backwards.
 *
 * <p>The unit of a section is 2^-k, k = 54 - e, where e is the exponent of its largest number at the start of the round, at
 * least 0. A number of 2^(e + 8) or more is divergence; so the sum of a weighted mean stays below 2^62.
 */
final class FixedPoint {
    private static final int STATISTIC_BITS = 20;
    private static final double LARGEST_STATISTIC = 0x1.0p42;

    /** What {@link #statistic} gives for a number that cannot be summed. */
    static final long NO_STATISTIC = Long.MIN_VALUE;

    private FixedPoint() {
    }

    /** The exponent e of each section. */
    static int[] exponents(List<float[]> sections) {
        return sections.stream().mapToInt(FixedPoint::exponent).toArray();
    }

    private static int exponent(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return Math.max(0, Math.getExponent(largest));
    }

    /**
     * Adds a part of a shard's section to the sums.
     *
     * @param values numbers of the section, not modified
     * @param part which of them to add
     * @param weight share of the shard in the mean, in [0, 1]
     * @param units in which the section is summed
     * @param sums added to, from {@code part.at()}
     * @return place in the section of the first number that is NaN, infinite or has grown too far, or -1
     */
    static int add(float[] values, SectionPart part, double weight, SumUnits units, long[] sums) {
        double factor = weight / units.unit(part.section());  // exact where the unit is a power of two
        float limit = units.limit(part.section());
        int shift = part.at() - part.begin();
        for (int i = part.begin(); i < part.end(); i++) {
            float value = values[i];
            if (!(Math.abs(value) < limit)) {
                return i;
            }
            sums[shift + i] += (long) Math.rint(value * factor);
        }
        return -1;
    }

    /**
     * The sums of a part of a section as floats, each rounded once.
     *
     * @param values numbers of the section, overwritten in the part
     */
    static void toFloats(long[] sums, SectionPart part, SumUnits units, float[] values) {
        float unit = units.unit(part.section());
        int shift = part.at() - part.begin();
        for (int i = part.begin(); i < part.end(); i++) {
            values[i] = sums[shift + i] * unit;  // one of the two rounds: the sum is short, or the unit a power of two
        }
    }

    /** A statistic of one shard as an integer; {@link #NO_STATISTIC} if it is not finite or too large. */
    static long statistic(double sum) {
        return Math.abs(sum) < LARGEST_STATISTIC ? (long) Math.rint(Math.scalb(sum, STATISTIC_BITS)) : NO_STATISTIC;
    }

    /** A sum of {@link #statistic} as a mean per case. */
    static double mean(long sum, long cases) {
        return Math.scalb((double) sum, -STATISTIC_BITS) / cases;
    }
}
