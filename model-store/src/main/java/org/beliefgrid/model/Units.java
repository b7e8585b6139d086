package org.beliefgrid.model;

import java.util.Locale;

/**
 * What the units of the stack are.
 *
 * @param visible units of the data; default Bernoulli
 * @param hidden units of all hidden layers; default Bernoulli
 */
public record Units(Visible visible, Hidden hidden) {
    /** Bernoulli units everywhere. */
    public static final Units BERNOULLI = new Units(Visible.BERNOULLI, Hidden.BERNOULLI);

    /** Units of the data. */
    public enum Visible {
        /** On with a probability that is logistic in the input; data in [0, 1] are probabilities. */
        BERNOULLI,
        /**
         * Linear with Gaussian noise of deviation 1 (Practical Guide, section 13.2). Data are standardised: each unit by its
         * own mean and standard deviation over the training cases.
         */
        GAUSSIAN;

        /** As written in settings. */
        public String setting() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Units of the hidden layers. */
    public enum Hidden {
        /** On with a probability that is logistic in the input. */
        BERNOULLI,
        /**
         * {@code max(0, x + noise)}, noise being Gaussian with variance sigmoid(x) (Nair and Hinton 2010); means are max(0, x).
         */
        RECTIFIED;

        /** As written in settings. */
        public String setting() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
