package org.beliefgrid.model;

/**
 * The labels as a group of softmax units that the top restricted Boltzmann machine has beside its visible ones (Hinton,
 * Osindero and Teh, "A fast learning algorithm for deep belief nets", 2006). The arrays are handed over and not modified
 * afterwards.
 *
 * @param classes number C of classes, at least 2
 * @param hidden number H of hidden units of the top machine, at least 1
 * @param weights [C x H] row-major: {@code weights[y * hidden + j]} joins class y and hidden unit j
 * @param biases [C]
 */
public record LabelUnits(int classes, int hidden, float[] weights, float[] biases) {
    public LabelUnits {
        Lengths.require("weights", weights, Math.multiplyExact(classes, hidden));
        Lengths.require("biases", biases, classes);
    }
}
