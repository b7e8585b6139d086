package org.beliefgrid.scoring;

import java.util.Arrays;
import java.util.List;
import org.beliefgrid.math.Blas;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.math.Matrix;

/**
 * Mean activations upwards through layers of logistic units, with class probabilities on top where the last layer is a
 * softmax layer. The result of a case does not depend on how many cases are passed with it, nor on their values: products have
 * whole blocks of {@link Blas#ROW_BLOCK} rows. Its last bits depend on its place modulo that number. Not thread-safe; its
 * memory is given back by {@link #close}.
 */
public final class ForwardPass implements AutoCloseable {
    private final List<Layer> layers;
    private final boolean softmaxOnTop;
    private final int casesAtOnce;
    private final Matrix[] weights;
    private final Matrix[] activations;
    private final float[] buffer;

    /**
     * @param layers from the data upwards, at least one
     * @param softmaxOnTop whether the last of them gives class probabilities
     * @param casesAtOnce most cases a product, at least 1, rounded up to whole blocks; does not change the result
     */
    public ForwardPass(List<Layer> layers, boolean softmaxOnTop, int casesAtOnce) {
        this.layers = List.copyOf(layers);
        this.softmaxOnTop = softmaxOnTop;
        this.casesAtOnce = Blas.padded(casesAtOnce);
        weights = new Matrix[layers.size()];
        activations = new Matrix[layers.size() + 1];
        activations[0] = new Matrix(this.casesAtOnce, layers.get(0).inputs());
        int widest = layers.get(0).inputs();
        for (int i = 0; i < weights.length; i++) {
            Layer layer = layers.get(i);
            weights[i] = new Matrix(layer.inputs(), layer.units());
            weights[i].set(layer.weights(), layer.weights().length);
            activations[i + 1] = new Matrix(this.casesAtOnce, layer.units());
            widest = Math.max(widest, layer.units());
        }
        buffer = new float[Math.multiplyExact(this.casesAtOnce, widest)];
    }

    /**
     * One layer of weights.
     *
     * @param inputs number N of units below
     * @param units number U of units
     * @param weights [N x U] row-major, not modified
     * @param biases [U], not modified
     */
    public record Layer(int inputs, int units, float[] weights, float[] biases) {
    }

    /** Where the values of cases come from. */
    @FunctionalInterface
    public interface Cases {
        /** Copies the values of a case to {@code out}, from {@code offset} on. */
        void copy(int index, float[] out, int offset);
    }

    /**
     * The activations of the top layer.
     *
     * @param cases number of cases
     * @param values of the cases
     * @return [cases x units of the top layer] row-major
     */
    public float[] through(int cases, Cases values) {
        int top = layers.get(layers.size() - 1).units();
        float[] result = new float[Math.multiplyExact(cases, top)];
        for (int first = 0; first < cases; first += casesAtOnce) {
            int count = Math.min(casesAtOnce, cases - first);
            pass(first, count, values);
            System.arraycopy(buffer, 0, result, first * top, count * top);
        }
        return result;
    }

    private void pass(int first, int count, Cases values) {
        int inputs = layers.get(0).inputs();
        for (int i = 0; i < count; i++) {
            values.copy(first + i, buffer, i * inputs);
        }
        int rows = Blas.padded(count);
        Arrays.fill(buffer, count * inputs, rows * inputs, 0);
        activations[0].set(buffer, rows * inputs);
        for (int i = 0; i < weights.length; i++) {
            Layer layer = layers.get(i);
            Blas.product(1, activations[i].first(rows), weights[i].all(), 0, activations[i + 1].first(rows));
            activations[i + 1].get(buffer, rows * layer.units());
            if (softmaxOnTop && i == weights.length - 1) {
                Elementwise.addBiasesAndSoftmax(buffer, rows, layer.biases());
            } else {
                Elementwise.addBiasesAndSigmoid(buffer, rows, layer.biases());
                activations[i + 1].set(buffer, rows * layer.units());
            }
        }
    }

    @Override
    public void close() {
        for (Matrix matrix : activations) {
            matrix.close();
        }
        for (Matrix matrix : weights) {
            matrix.close();
        }
    }
}
