package org.beliefgrid.scoring;

import java.util.List;
import org.beliefgrid.math.Blas;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.math.Matrix;
import org.beliefgrid.model.Units;

/**
 * Mean activations upwards through layers of logistic or rectified units, with class probabilities on top where the last layer
 * is a softmax layer. The result of a case does not depend on how many cases are passed with it, nor on their values: products have
 * {@link Blas#padded} rows. Its last bits depend on its place modulo that number. Not thread-safe; its
 * memory is given back by {@link #close}.
 */
public final class ForwardPass implements AutoCloseable {
    /** Values of the rows that are worked on at a time between two products: 16 kB, which stay in the first cache. */
    private static final int CHUNK = 4096;

    private final List<Layer> layers;
    private final boolean softmaxOnTop;
    private final Units.Hidden hidden;
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
        this(layers, softmaxOnTop, Units.Hidden.BERNOULLI, casesAtOnce);
    }

    /**
     * @param layers from the data upwards, at least one
     * @param softmaxOnTop whether the last of them gives class probabilities
     * @param hidden what the units of all other layers are: the mean of rectified ones is {@code max(0, x)}
     * @param casesAtOnce most cases a product, at least 1, rounded up to whole blocks; does not change the result
     */
    public ForwardPass(List<Layer> layers, boolean softmaxOnTop, Units.Hidden hidden, int casesAtOnce) {
        this.hidden = hidden;
        this.layers = List.copyOf(layers);
        this.softmaxOnTop = softmaxOnTop;
        this.casesAtOnce = Blas.padded(casesAtOnce);
        weights = new Matrix[layers.size()];
        activations = new Matrix[layers.size() + 1];
        int widest = layers.get(0).inputs();
        int rows = 0;
        for (int i = 0; i < weights.length; i++) {
            Layer layer = layers.get(i);
            weights[i] = new Matrix(layer.inputs(), layer.units());
            weights[i].set(layer.weights(), layer.weights().length);
            int rowsAbove = rows(layer, this.casesAtOnce);
            activations[i] = new Matrix(Math.max(rows, rowsAbove), layer.inputs());
            rows = rowsAbove;
            widest = Math.max(widest, layer.units());
        }
        activations[weights.length] = new Matrix(rows, layers.get(weights.length - 1).units());
        buffer = new float[Math.max(CHUNK, widest)];
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
        float[] result = new float[Math.multiplyExact(cases, layers.get(layers.size() - 1).units())];
        for (int first = 0; first < cases; first += casesAtOnce) {
            pass(first, Math.min(casesAtOnce, cases - first), values, result);
        }
        return result;
    }

    private void pass(int first, int count, Cases values, float[] result) {
        show(first, count, values);
        for (int layer = 0; layer < weights.length; layer++) {
            int rows = rows(layers.get(layer), count);
            Blas.product(1, activations[layer].first(rows), weights[layer].all(), 0, activations[layer + 1].first(rows));
            activate(layer, first, count, result);
        }
    }

    private static int rows(Layer layer, int cases) {
        return Blas.padded(cases, layer.inputs(), layer.units());
    }

    /** The cases as rows of the lowest matrix. What lies in the rows behind them is of no account: no row depends on another. */
    private void show(int first, int count, Cases values) {
        int inputs = layers.get(0).inputs();
        int chunkRows = chunkRows(inputs);
        for (int row = 0; row < count; row += chunkRows) {
            int chunk = Math.min(chunkRows, count - row);
            for (int i = 0; i < chunk; i++) {
                values.copy(first + row + i, buffer, i * inputs);
            }
            activations[0].set(row, buffer, 0, chunk * inputs);
        }
    }

    private void activate(int index, int first, int count, float[] result) {
        Layer layer = layers.get(index);
        boolean top = index == weights.length - 1;
        int chunkRows = chunkRows(layer.units());
        for (int row = 0; row < count; row += chunkRows) {
            int chunk = Math.min(chunkRows, count - row);
            activations[index + 1].get(row, buffer, 0, chunk * layer.units());
            if (top && softmaxOnTop) {
                Elementwise.addBiasesAndSoftmax(buffer, chunk, layer.biases());
            } else if (hidden == Units.Hidden.RECTIFIED) {
                Elementwise.addBiasesAndRectify(buffer, chunk, layer.biases());
            } else {
                Elementwise.addBiasesAndSigmoid(buffer, chunk, layer.biases());
            }
            if (top) {
                System.arraycopy(buffer, 0, result, (first + row) * layer.units(), chunk * layer.units());
            } else {
                activations[index + 1].set(row, buffer, 0, chunk * layer.units());
            }
        }
    }

    private static int chunkRows(int units) {
        return Math.max(1, CHUNK / units);
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
