package com.example.perceptron;

/**
 * What a perceptron has learned so far, and how it goes on; it learns in place.
 *
 * @param weights [visible x classes] row-major
 * @param biases [classes]
 */
record PerceptronWeights(float[] weights, float[] biases) {
    /**
     * Learns from a case if it is taken for another class: the case is added to the weights of the right class and taken from
     * those of the other.
     *
     * @param values [visible] not modified
     * @param right its class
     * @return whether it was taken for the right class, and nothing changed
     */
    boolean learn(float[] values, int right) {
        int taken = best(values);
        if (taken == right) {
            return true;
        }
        int classes = biases.length;
        biases[right]++;
        biases[taken]--;
        for (int unit = 0; unit < values.length; unit++) {
            weights[unit * classes + right] += values[unit];
            weights[unit * classes + taken] -= values[unit];
        }
        return false;
    }

    /** The class of the largest score, of equals the first. */
    private int best(float[] values) {
        int classes = biases.length;
        float[] scores = biases.clone();
        for (int unit = 0; unit < values.length; unit++) {
            for (int label = 0; values[unit] != 0 && label < classes; label++) {
                scores[label] += values[unit] * weights[unit * classes + label];
            }
        }
        int best = 0;
        for (int label = 1; label < classes; label++) {
            best = scores[label] > scores[best] ? label : best;
        }
        return best;
    }
}
