package org.beliefgrid.model;

import java.util.Locale;

/**
 * How each restricted Boltzmann machine is trained. The defaults are those of Hinton's Practical Guide (2012) for binary
 * units on mini-batches of 100; block momentum is Chen and Huo (2016), 0 being the plain mean.
 *
 * @param epochs epochs of each layer, 0 and up; default 10. With 0 the layers keep their initial weights
 * @param learningRate step size for the mean gradient of a mini-batch, above 0; default 0.1
 * @param momentum default 0.5, from the sixth epoch on 0.9
 * @param weightCost factor of the weights in the gradient (L2), 0 and up; default 0.0002; biases have none
 * @param cdSteps k of CD-k, steps of Gibbs sampling, 1 and up; default 1
 * @param reconstruction what the visible units of a reconstruction are; default probabilities
 * @param blockMomentum momentum of the averaged model from round to round, in [0, 1); default 0
 * @param initialDeviation standard deviation of the initial weights, 0 and up; default 0.01
 */
public record Pretraining(int epochs, double learningRate, Momentum momentum, double weightCost, int cdSteps,
                          Reconstruction reconstruction, double blockMomentum, double initialDeviation) {
    /** The values that hold where a plan says nothing. */
    public static final Pretraining DEFAULTS = new Pretraining(10, 0.1, new Momentum(0.5, 0.9, 5, Momentum.Ramp.STEP), 2e-4, 1,
            Reconstruction.PROBABILITIES, 0, 0.01);

    /** What the visible units of a reconstruction are. Hidden units are always sampled, but for the last step of CD-k. */
    public enum Reconstruction {
        /** Their probabilities: less noise, a small bias (Practical Guide, section 3.2). */
        PROBABILITIES,
        /** Binary samples: the unbiased Gibbs chain. */
        SAMPLES;

        /** As written in settings. */
        public String setting() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Pretraining {
        new Check()
                .that(epochs >= 0, "epochs", "0 or more", epochs)
                .that(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY, "learningRate", "greater than 0 and finite",
                        learningRate)
                .that(weightCost >= 0 && weightCost < Double.POSITIVE_INFINITY, "weightCost", "0 or more and finite", weightCost)
                .that(cdSteps >= 1, "cdSteps", "1 or more", cdSteps)
                .that(blockMomentum >= 0 && blockMomentum < 1, "blockMomentum", "in [0, 1)", blockMomentum)
                .that(initialDeviation >= 0 && initialDeviation < Double.POSITIVE_INFINITY, "initialDeviation",
                        "0 or more and finite", initialDeviation)
                .orThrow();
    }

    /** The same with another number of epochs. */
    public Pretraining withEpochs(int newEpochs) {
        return new Pretraining(newEpochs, learningRate, momentum, weightCost, cdSteps, reconstruction, blockMomentum,
                initialDeviation);
    }
}
