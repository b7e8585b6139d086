package org.beliefgrid.model;

/**
 * A restricted Boltzmann machine; {@link Units} says what its units are (Hinton, "A practical guide to training restricted
 * Boltzmann machines", 2012). The arrays are handed over and not modified afterwards.
 *
 * @param visible number V of visible units, at least 1
 * @param hidden number H of hidden units, at least 1
 * @param weights [V x H] row-major: {@code weights[i * hidden + j]} joins visible unit i and hidden unit j
 * @param visibleBiases [V]
 * @param hiddenBiases [H]
 */
public record Rbm(int visible, int hidden, float[] weights, float[] visibleBiases, float[] hiddenBiases) {
    public Rbm {
        Lengths.require("weights", weights, Math.multiplyExact(visible, hidden));
        Lengths.require("visibleBiases", visibleBiases, visible);
        Lengths.require("hiddenBiases", hiddenBiases, hidden);
    }
}
