package org.beliefgrid.model;

/**
 * The layer that turns the top hidden units into class probabilities. The arrays are handed over and not modified afterwards.
 *
 * @param inputs number N of units below, at least 1
 * @param classes number C of classes, at least 2
 * @param weights [N x C] row-major
 * @param biases [C]
 */
public record SoftmaxLayer(int inputs, int classes, float[] weights, float[] biases) {
    public SoftmaxLayer {
        Lengths.require("weights", weights, Math.multiplyExact(inputs, classes));
        Lengths.require("biases", biases, classes);
    }
}
