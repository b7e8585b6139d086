package org.beliefgrid.grid;

import java.util.stream.IntStream;

/**
 * What a whole number in the sums of a round stands for, section by section.
 *
 * @param unit value of 1 in the sums of each section
 * @param limit magnitude of each section from which on a number cannot be summed
 * @param narrow whether every sum fits into 16 bits
 */
record SumUnits(float[] unit, float[] limit, boolean narrow) {
    private static final int SUM_BITS = 54;
    private static final int HEADROOM_BITS = 8;

    float unit(int section) {
        return unit[section];
    }

    float limit(int section) {
        return limit[section];
    }

    /**
     * Units so small that a mean of floats is exact but for its last rounding (see {@link FixedPoint}).
     *
     * @param exponents of the sections, of {@link FixedPoint#exponents}
     */
    static SumUnits exact(int... exponents) {
        float[] unit = new float[exponents.length];
        float[] limit = new float[exponents.length];
        for (int section = 0; section < exponents.length; section++) {
            unit[section] = Math.scalb(1f, exponents[section] - SUM_BITS);
            limit[section] = (float) Math.scalb(1.0, exponents[section] + HEADROOM_BITS);
        }
        return new SumUnits(unit, limit, false);
    }

    /**
     * Units so large that every sum fits into 16 bits, that of some of the shards, too: a mean is at most as large as its
     * largest number, and each shard's rounding adds at most half a unit.
     *
     * @param largest magnitude of the numbers of each section, of all shards
     * @param shards number of shards, at most 4,096
     */
    static SumUnits narrow(float[] largest, int shards) {
        float[] unit = new float[largest.length];
        float[] limit = new float[largest.length];
        for (int section = 0; section < largest.length; section++) {
            unit[section] = Math.max(Float.MIN_NORMAL, largest[section] / (Short.MAX_VALUE - shards));
            limit[section] = Math.nextUp(largest[section]);
        }
        return new SumUnits(unit, limit, true);
    }

    /** Whether all magnitudes are below the limits, that is, no number has diverged. */
    boolean holds(float[] largest) {
        return IntStream.range(0, limit.length).allMatch(section -> largest[section] < limit[section]);
    }
}
