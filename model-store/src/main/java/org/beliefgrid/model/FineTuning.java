package org.beliefgrid.model;

/**
 * How the whole stack and the softmax layer on top are trained by back-propagation of the cross-entropy.
 *
 * @param epochs 0 and up; default 20; with 0 the model has no softmax layer
 * @param learningRate step size for the mean gradient of a mini-batch, above 0; default 0.1
 * @param momentum default 0.5, by 0.05 an epoch to 0.9
 * @param weightCost factor of the weights in the gradient (L2), 0 and up; default 0; biases have none
 * @param blockMomentum momentum of the averaged model from round to round, in [0, 1) (Chen and Huo 2016); default 0
 * @param dropout which share of the units drops out of each mini-batch; default none
 */
public record FineTuning(int epochs, double learningRate, Momentum momentum, double weightCost, double blockMomentum,
                         Dropout dropout) {
    /** The values that hold where a plan says nothing. */
    public static final FineTuning DEFAULTS = new FineTuning(20, 0.1, new Momentum(0.5, 0.9, 8, Momentum.Ramp.LINEAR), 0, 0,
            Dropout.NONE);

    public FineTuning {
        new Check()
                .that(epochs >= 0, "epochs", "0 or more", epochs)
                .that(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY, "learningRate", "greater than 0 and finite",
                        learningRate)
                .that(weightCost >= 0 && weightCost < Double.POSITIVE_INFINITY, "weightCost", "0 or more and finite", weightCost)
                .that(blockMomentum >= 0 && blockMomentum < 1, "blockMomentum", "in [0, 1)", blockMomentum)
                .orThrow();
    }

    /** The same with another number of epochs. */
    public FineTuning withEpochs(int newEpochs) {
        return new FineTuning(newEpochs, learningRate, momentum, weightCost, blockMomentum, dropout);
    }
}
