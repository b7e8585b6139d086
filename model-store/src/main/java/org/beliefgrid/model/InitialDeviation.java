package org.beliefgrid.model;

import java.util.Locale;

/**
 * Standard deviation of initial weights, which are drawn from a normal distribution with mean 0.
 *
 * @param rule where it comes from
 * @param value of the rule {@link Rule#GIVEN}, 0 and up and finite; 0 for the others
 */
public record InitialDeviation(Rule rule, double value) {
    /** Where a deviation comes from. */
    public enum Rule {
        /** A number. */
        GIVEN,
        /**
         * {@code sqrt(2 / (inputs + units))}, four times that for layers of logistic units (Glorot and Bengio, "Understanding
         * the difficulty of training deep feedforward neural networks", 2010): for networks that are not pre-trained.
         */
        GLOROT,
        /**
         * {@code sqrt(2 / inputs)} (He et al., "Delving deep into rectifiers", 2015): for rectified units without pre-training.
         */
        HE;

        /** As written in settings. */
        public String setting() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The rule of Glorot and Bengio. */
    public static final InitialDeviation GLOROT = new InitialDeviation(Rule.GLOROT, 0);
    /** The rule of He and others. */
    public static final InitialDeviation HE = new InitialDeviation(Rule.HE, 0);

    public InitialDeviation {
        new Check().notNegative("initialDeviation", value).orThrow();
    }

    /** A number, 0 and up and finite. */
    public static InitialDeviation of(double value) {
        return new InitialDeviation(Rule.GIVEN, value);
    }

    /**
     * The deviation of a layer's weights.
     *
     * @param inputs units below
     * @param units of the layer
     * @param logistic whether the units of the layer are logistic
     */
    public double of(int inputs, int units, boolean logistic) {
        return switch (rule) {
            case GIVEN -> value;
            case GLOROT -> (logistic ? 4 : 1) * Math.sqrt(2.0 / ((double) inputs + units));
            case HE -> Math.sqrt(2.0 / inputs);
        };
    }
}
