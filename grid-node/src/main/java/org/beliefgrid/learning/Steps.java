package org.beliefgrid.learning;

import org.beliefgrid.math.Elementwise;
import org.beliefgrid.model.Descent;

/**
 * The steps of gradient descent in one epoch.
 *
 * @param learningRate step size for the mean gradient of a mini-batch
 * @param momentum of the velocity
 * @param nesterov whether the parameters are the place that the velocity alone leads to
 * @param weightCost factor of the weights in the gradient
 * @param l1 factor of the weights' signs in the gradient
 * @param maxNorm bound of the length of the weights into a unit, infinite for none
 */
record Steps(double learningRate, float momentum, boolean nesterov, double weightCost, double l1, double maxNorm) {
    /**
     * The steps of an epoch.
     *
     * @param epoch counted from 0
     * @param epochs in all
     */
    static Steps of(Descent descent, int epoch, int epochs) {
        return new Steps(descent.learningRate().at(epoch, epochs), descent.momentum().at(epoch), descent.momentum().nesterov(),
                descent.weightCost(), descent.l1(), descent.maxNorm());
    }

    /** The learning rate for a mini-batch of so many cases, whose gradient is a sum over them. */
    float perCase(int cases) {
        return (float) learningRate / cases;
    }

    /** Whether only momentum and weight cost change weights, besides the gradient. */
    boolean plain() {
        return !nesterov && l1 == 0 && !bounded();
    }

    /** Whether the weights into a unit are bounded. */
    boolean bounded() {
        return maxNorm < Double.POSITIVE_INFINITY;
    }

    /** One step of biases, which have neither costs nor bound. */
    void move(float[] biases, float[] velocities, float[] increments) {
        if (nesterov) {
            Elementwise.nesterovStep(biases, velocities, momentum, increments);
        } else {
            Elementwise.step(biases, velocities, momentum, increments);
        }
    }
}
