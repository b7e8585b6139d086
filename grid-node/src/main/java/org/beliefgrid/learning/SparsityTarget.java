package org.beliefgrid.learning;

import java.util.Arrays;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.math.Matrix;
import org.beliefgrid.model.Sparsity;

/**
 * The pull of hidden units to a target activity p, as in Hinton's Practical Guide (2012), section 11: with q a unit's mean
 * activation, {@code q = decay q + (1 - decay) mean of the mini-batch}, the penalty is the cross-entropy of p and q, and
 * {@code cost (p - q)} is taken as minus its derivative by the unit's total input, in every case the same. So the bias gets
 * {@code cost (p - q)} and the weight from a visible unit {@code cost (p - q)} times that unit's mean in the mini-batch: one
 * more row of the product that is the gradient.
 */
final class SparsityTarget {
    private final Sparsity settings;
    private final float[] activity;
    private final float[] hiddenSums;
    private final float[] visibleSums;
    private final float[] pull;

    /** @param activity q of every hidden unit at the start, not modified */
    SparsityTarget(Sparsity settings, int visible, float[] activity) {
        this.settings = settings;
        this.activity = activity.clone();
        hiddenSums = new float[activity.length];
        visibleSums = new float[visible];
        pull = new float[activity.length];
    }

    /** Takes in values that the visible units are shown, [rows x visible]. */
    void addVisible(float[] values, int rows) {
        Elementwise.addRows(values, rows, 1, visibleSums);
    }

    /** Takes in mean activations of the hidden units by the data, [rows x hidden]. */
    void addHidden(float[] values, int rows) {
        Elementwise.addRows(values, rows, 1, hiddenSums);
    }

    /**
     * Ends a mini-batch: its part of the gradient becomes one row of each matrix.
     *
     * @param count cases of the mini-batch
     * @param learningRate step size
     * @param visible its {@code row} is overwritten
     * @param hidden its {@code row} is overwritten
     */
    void pull(int count, float learningRate, Matrix visible, Matrix hidden, int row, Biases hiddenBiases) {
        float decay = (float) settings.decay();
        for (int unit = 0; unit < pull.length; unit++) {
            activity[unit] = decay * activity[unit] + (1 - decay) * (hiddenSums[unit] / count);
            pull[unit] = (float) settings.cost() * ((float) settings.target() - activity[unit]);
        }
        hiddenBiases.add(pull, 1, learningRate);
        visible.set(row, visibleSums, 0, visibleSums.length);  // the mean times the cases, which the rate is divided by
        hidden.set(row, pull, 0, pull.length);
        Arrays.fill(hiddenSums, 0);
        Arrays.fill(visibleSums, 0);
    }

    /** The hidden units' mean activations q. */
    float[] activity() {
        return activity;
    }
}
