package org.beliefgrid.learning;

import org.beliefgrid.math.Elementwise;
import org.beliefgrid.model.Units;

/** What the hidden units of a network do between two products, forwards and backwards. */
enum HiddenUnits {
    /** {@code 1 / (1 + exp(-x))}. */
    LOGISTIC {
        @Override
        void activate(float[] values, int rows, float[] biases) {
            Elementwise.addBiasesAndSigmoid(values, rows, biases);
        }

        @Override
        void passBack(float[] deltas, float[] outputs, float keep, int count) {
            Elementwise.timesSigmoidSlope(deltas, outputs, keep, count);
        }
    },
    /** {@code max(0, x)}: what pre-training takes as the mean of a noisy rectified unit. */
    RECTIFIED {
        @Override
        void activate(float[] values, int rows, float[] biases) {
            Elementwise.addBiasesAndRectify(values, rows, biases);
        }

        @Override
        void passBack(float[] deltas, float[] outputs, float keep, int count) {
            Elementwise.timesRectifiedSlope(deltas, outputs, keep, count);
        }
    },
    /** x: code units and outputs of autoencoders. */
    LINEAR {
        @Override
        void activate(float[] values, int rows, float[] biases) {
            Elementwise.addBiases(values, rows, biases);
        }

        @Override
        void passBack(float[] deltas, float[] outputs, float keep, int count) {
            // The slope is 1, and nothing drops out.
        }
    };

    static HiddenUnits of(Units units) {
        return units.hidden() == Units.Hidden.RECTIFIED ? RECTIFIED : LOGISTIC;
    }

    /**
     * From inputs to outputs.
     *
     * @param values [rows x biases.length], overwritten
     * @param rows number of rows
     * @param biases one a unit, not modified
     */
    abstract void activate(float[] values, int rows, float[] biases);

    /**
     * From derivatives by the outputs to those by the inputs.
     *
     * @param deltas overwritten
     * @param outputs after dropout, not modified
     * @param keep probability that an output was kept; 1 without dropout
     * @param count number of values
     */
    abstract void passBack(float[] deltas, float[] outputs, float keep, int count);
}
