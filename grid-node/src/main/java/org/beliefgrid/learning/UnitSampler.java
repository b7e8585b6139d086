package org.beliefgrid.learning;

import org.beliefgrid.math.Elementwise;
import org.beliefgrid.model.UnitKind;

/** What units of a kind make of their total inputs, some rows at a time. Rows are [rows x units] row-major. */
enum UnitSampler {
    /** On or off. */
    BERNOULLI {
        @Override
        void means(float[] values, int rows, float[] biases) {
            Elementwise.addBiasesAndSigmoid(values, rows, biases);
        }

        @Override
        void meansAndStates(float[] values, int rows, float[] biases, float[] draws) {
            means(values, rows, biases);
            Elementwise.drawStates(values, draws, draws, rows * biases.length);
        }

        @Override
        void show(float[] kept, float[] draws, int count) {
            Elementwise.drawStates(kept, draws, kept, count);
        }
    },
    /** The total input and noise of deviation 1. */
    GAUSSIAN {
        @Override
        void means(float[] values, int rows, float[] biases) {
            Elementwise.addBiases(values, rows, biases);
        }

        @Override
        void meansAndStates(float[] values, int rows, float[] biases, float[] draws) {
            means(values, rows, biases);
            Elementwise.normals(draws, rows * biases.length);
            Elementwise.add(values, draws, rows * biases.length);
        }

        @Override
        void show(float[] kept, float[] draws, int count) {
            throw new IllegalStateException("no layer has Gaussian hidden units, which another one could be shown");
        }
    },
    /** The positive part of the total input and noise (Nair and Hinton 2010). */
    RECTIFIED {
        @Override
        void means(float[] values, int rows, float[] biases) {
            Elementwise.addBiasesAndRectify(values, rows, biases);
        }

        @Override
        void meansAndStates(float[] values, int rows, float[] biases, float[] draws) {
            Elementwise.addBiases(values, rows, biases);
            Elementwise.normals(draws, rows * biases.length);
            Elementwise.noisyRectified(values, draws, draws, rows * biases.length);
            Elementwise.rectify(values, rows * biases.length);
        }

        @Override
        void show(float[] kept, float[] draws, int count) {
            Elementwise.normals(draws, count);
            Elementwise.noisyRectified(kept, draws, kept, count);
        }
    };

    static UnitSampler of(UnitKind kind) {
        return valueOf(kind.name());
    }

    /**
     * Mean activations.
     *
     * @param values total inputs without biases, overwritten by means
     */
    abstract void means(float[] values, int rows, float[] biases);

    /**
     * Mean activations, and states drawn from their distribution.
     *
     * @param values total inputs without biases, overwritten by means
     * @param draws uniform draws, overwritten by states
     */
    abstract void meansAndStates(float[] values, int rows, float[] biases, float[] draws);

    /**
     * States of a lower layer that an upper one is shown.
     *
     * @param kept what was kept of the lower layer, probabilities of Bernoulli units and total inputs of others, overwritten by
     *     states
     * @param draws uniform draws, overwritten
     */
    abstract void show(float[] kept, float[] draws, int count);
}
