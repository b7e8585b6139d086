package org.beliefgrid.model;

import java.util.Locale;

/**
 * How the negative statistics of a restricted Boltzmann machine are drawn.
 *
 * @param cdSteps steps of Gibbs sampling a mini-batch, k of CD-k, 1 and up; default 1
 * @param chains where a chain begins; default at the data
 * @param reconstruction what the visible units of a reconstruction are; default probabilities
 */
public record Sampling(int cdSteps, Chains chains, Reconstruction reconstruction) {
    /** CD-1 with probabilities. */
    public static final Sampling CD1 = new Sampling(1, Chains.DATA, Reconstruction.PROBABILITIES);

    /** Where the chains of a mini-batch begin. */
    public enum Chains {
        /** At the hidden states of the mini-batch: contrastive divergence (Hinton 2002). */
        DATA,
        /**
         * Where they ended in the mini-batch before, over all epochs: persistent contrastive divergence (Tieleman 2008). A
         * shard has as many chains as a mini-batch has cases. With probabilities as reconstruction they are no exact Gibbs
         * chains, and unlike that of CD-k this bias does not end with the mini-batch.
         */
        PERSISTENT;

        /** As written in settings. */
        public String setting() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the visible units of a reconstruction are. Hidden units are always sampled, but for the last step of CD-k. */
    public enum Reconstruction {
        /** Their probabilities: less noise, a small bias (Practical Guide, section 3.2). */
        PROBABILITIES,
        /** Samples: the unbiased Gibbs chain. */
        SAMPLES;

        /** As written in settings. */
        public String setting() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Sampling {
        new Check().that(cdSteps >= 1, "cdSteps", "1 or more", cdSteps).orThrow();
    }
}
