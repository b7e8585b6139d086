package org.beliefgrid.model;

/**
 * What is done to a case before Gaussian visible units see it: {@code (x - mean) / deviation}, each unit by its own (Hinton, "A
 * practical guide to training restricted Boltzmann machines", 2012, section 13.2), at most 10 from 0 in either direction: a
 * unit that is nearly always the same would outweigh all others in the few cases where it is not. The arrays are handed over
 * and not modified afterwards.
 *
 * @param means [V], one a visible unit
 * @param deviations [V], each above 0
 */
public record Standardisation(float[] means, float[] deviations) {
    /** How far from 0 a standardised value is at most; {@code Elementwise}, which knows no model, has the same. */
    public static final float MOST_DEVIATIONS = 10;

    public Standardisation {
        Lengths.require("deviations", deviations, means.length);
        for (int unit = 0; unit < deviations.length; unit++) {
            if (!(deviations[unit] > 0)) {
                throw new IllegalArgumentException("deviation %d must be above 0, was %s".formatted(unit, deviations[unit]));
            }
        }
    }

    /** Number V of visible units. */
    public int visible() {
        return means.length;
    }
}
