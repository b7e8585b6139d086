package org.beliefgrid.math;

/**
 * The innermost loops of {@link Elementwise} and {@link Philox}, in two forms that give the same bits: {@link PlainLoops}, the
 * reference, and one written with the Vector API where the JVM has that module. Every value is computed by the same operations
 * in the same order, fused where {@code Math.fma} says so; sums go down the columns, never across the lanes of a vector, so
 * the width of the processor's vectors does not show.
 */
abstract class Loops {
    /** {@code values[row][column] = sigmoid(values[row][column] + biases[column])}; [rows x biases.length]. */
    abstract void addBiasesAndSigmoid(float[] values, int rows, float[] biases);

    /** {@code sums[column] = fma(scale, values[row][column], sums[column])}, row after row; [rows x sums.length]. */
    abstract void addRows(float[] values, int rows, float scale, float[] sums);

    /** {@code d = a[i] - b[i]; sums[column] = fma(d, d, sums[column])}, row after row; [rows x sums.length]. */
    abstract void addSquaredDifferences(float[] a, float[] b, int rows, float[] sums);

    /** {@code sums[column] = fma(v, v, sums[column])} of every value v, row after row; [rows x sums.length]. */
    abstract void addSquares(float[] values, int rows, float[] sums);

    /** {@code values[row][column] *= factors[column]}; [rows x factors.length]. */
    abstract void scaleColumns(float[] values, int rows, float[] factors);

    /** {@code values[i] = values[i] - step * signum(of[i])}. */
    abstract void subtractSigns(float[] values, float step, float[] of, int count);

    /** {@code values[row][column] = max(values[row][column] + biases[column], 0)}; [rows x biases.length]. */
    abstract void addBiasesAndRectify(float[] values, int rows, float[] biases);

    /** {@code deltas[i] = outputs[i] > 0 ? scale * deltas[i] : 0}. */
    abstract void timesRectifiedSlope(float[] deltas, float[] outputs, float scale, int count);

    /** {@code states[i] = uniform[i] < probabilities[i] ? 1 : 0}. */
    abstract void drawStates(float[] probabilities, float[] uniform, float[] states, int count);

    /** {@code values[i] = uniform[i] < keep ? scale * values[i] : 0}. */
    abstract void drop(float[] values, float[] uniform, float keep, float scale, int count);

    /** {@code deltas[i] *= outputs[i] * fma(-keep, outputs[i], 1)}. */
    abstract void timesSlope(float[] deltas, float[] outputs, float keep, int count);

    /** {@code draws[i] = PlainLoops.normal(draws[i])}. */
    abstract void normals(float[] draws, int count);

    /** {@code states[i] = max(0, fma(sqrt(sigmoid(inputs[i])), normals[i], inputs[i]))}. */
    abstract void noisyRectified(float[] inputs, float[] normals, float[] states, int count);

    /** {@code values[offset + i] = bytes[start + i] / 255}, bytes unsigned. */
    abstract void fractions(byte[] bytes, int start, float[] values, int offset, int count);

    /** {@code values[i] = -values[i]}. */
    abstract void negate(float[] values, int count);

    /** Draws in [0, 1) as {@link Philox#blocks} describes them. */
    abstract void blocks(long key, int c0, int c1, int c2, int c3, float[] out, int count);
}
