package org.beliefgrid.learning;

import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.Matrix;
import org.beliefgrid.math.Matrix.Rows;

/**
 * Makes copies of a mini-batch's cases that are moved in the direction in which the loss grows ({@link
 * org.beliefgrid.model.Adversarial}). A visible unit that is dropped out of a case is dropped out of its copy; one that stays
 * is moved by {@code epsilon / keep}, as its value is divided by {@code keep}.
 */
final class AdversarialCopies implements AutoCloseable {
    private final int inputs;
    private final float keep;
    private final float step;
    private final Matrix gradients;
    private final float[] values;
    private final float[] gradient;
    private final float[] draws;
    private final CounterStream dropout;
    private Rows rows;

    /**
     * @param miniBatch most cases of a mini-batch
     * @param inputs values of a case
     * @param epsilon how far a value is moved, above 0
     * @param keep probability that a visible unit stays; 1 without dropout
     * @param dropout whose first draws of a mini-batch were those of the visible units
     */
    AdversarialCopies(int miniBatch, int inputs, float epsilon, float keep, CounterStream dropout) {
        this.dropout = dropout;
        this.inputs = inputs;
        this.keep = keep;
        step = epsilon / keep;
        gradients = new Matrix(miniBatch, inputs);
        int chunk = Math.max(Matrix.CHUNK, inputs);
        values = new float[chunk];
        gradient = new float[chunk];
        draws = new float[chunk + CounterStream.BLOCK - 1];
    }

    /** Where the derivatives of the loss by the values shown are to be put, [count x inputs]. */
    Rows gradient(int count) {
        if (rows == null || rows.count() != count) {
            rows = gradients.first(count);
        }
        return rows;
    }

    /**
     * Makes the copies.
     *
     * @param shown [2 count x inputs]: the cases after dropout, and room for their copies behind them
     * @param count number of cases
     * @param batch which mini-batch of the stream
     */
    void make(Matrix shown, int count, int batch) {
        int chunkRows = Matrix.chunkRows(inputs);
        for (int row = 0; row < count; row += chunkRows) {
            int length = Math.min(chunkRows, count - row) * inputs;
            shown.get(row, values, 0, length);
            gradients.get(row, gradient, 0, length);
            if (keep < 1) {
                dropout.blocks(batch, (long) row * inputs, draws, length);
                for (int i = 0; i < length; i++) {
                    gradient[i] = draws[i] < keep ? gradient[i] : 0;
                }
            }
            for (int i = 0; i < length; i++) {
                values[i] += step * Math.signum(gradient[i]);
            }
            shown.set(count + row, values, 0, length);
        }
    }

    @Override
    public void close() {
        gradients.close();
    }
}
