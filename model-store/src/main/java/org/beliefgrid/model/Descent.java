package org.beliefgrid.model;

/**
 * The steps of gradient descent inside a shard, in pre-training and fine-tuning alike. Costs and the bound are on weights;
 * biases have none.
 *
 * @param learningRate step size for the mean gradient of a mini-batch
 * @param momentum of the velocity
 * @param weightCost factor of the weights in the gradient (L2; Hinton's Practical Guide, section 10), 0 and up
 * @param l1 factor of the weights' signs in the gradient (L1; the same section), 0 and up
 * @param maxNorm bound of the length of the weights into each unit, above 0: longer ones are scaled down to it after every step
 *     and every averaging (Srebro and Shraibman 2005; Srivastava et al. 2014, section 5.1, take 2 to 4 for weights that are
 *     multiplied by the probability of keeping an input afterwards: 1 to 2 here, where what is kept is divided by it, with half
 *     of the inputs kept); {@link #NO_BOUND} where there is none
 */
public record Descent(LearningRate learningRate, Momentum momentum, double weightCost, double l1, double maxNorm) {
    /** {@code maxNorm} of weights of any length. */
    public static final double NO_BOUND = Double.POSITIVE_INFINITY;

    public Descent {
        new Check()
                .notNegative("weightCost", weightCost)
                .notNegative("l1", l1)
                .asFloat(value -> value > 0, "maxNorm", "greater than 0, or none", maxNorm)
                .orThrow();
    }

    /** Plain steps with one learning rate, momentum and weight cost. */
    public static Descent of(double learningRate, Momentum momentum, double weightCost) {
        return new Descent(LearningRate.constant(learningRate), momentum, weightCost, 0, NO_BOUND);
    }

    /** Whether the weights into a unit are bounded. */
    public boolean bounded() {
        return maxNorm != NO_BOUND;
    }
}
