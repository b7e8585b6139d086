package org.beliefgrid.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.math.Blas;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.math.Matrix;
import org.beliefgrid.math.Panels;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.Standardisation;
import org.beliefgrid.model.UnitKind;
import org.beliefgrid.model.Units;

/**
 * Mean activations upwards through layers of units, with class probabilities on top where the last layer is a softmax layer.
 * The result of a case does not depend on how many cases are passed with it, nor on their values, nor on its place among them
 * ({@link Panels}). Not thread-safe; its memory is given back by {@link #close}.
 */
public final class ForwardPass implements AutoCloseable {
    /** Up to so many cases are passed one by one, which takes less time than a product of the fewest rows that there are. */
    private static final int FEW = 4;

    private final List<Layer> layers;
    private final Optional<Standardisation> standardisation;
    private final int casesAtOnce;
    private final Panels[] weights;
    /** What goes into each layer. */
    private final Matrix[] inputs;
    private final float[] buffer;
    /** What goes into a layer, of a case that is passed by itself. */
    private final float[] input;

    /**
     * Layers of logistic units, which take cases as they come.
     *
     * @param layers from the data upwards, at least one
     * @param softmaxOnTop whether the last of them gives class probabilities
     * @param casesAtOnce most cases a product, at least 1, rounded up to whole blocks; does not change the result
     */
    public ForwardPass(List<Layer> layers, boolean softmaxOnTop, int casesAtOnce) {
        this(softmaxOnTop ? withSoftmaxOnTop(layers) : layers, Optional.empty(), casesAtOnce);
    }

    /**
     * @param layers from the data upwards, at least one
     * @param standardisation of the cases, or empty where they are taken as they come
     * @param casesAtOnce most cases a product, at least 1, rounded up to whole blocks; does not change the result
     */
    public ForwardPass(List<Layer> layers, Optional<Standardisation> standardisation, int casesAtOnce) {
        this.layers = List.copyOf(layers);
        this.standardisation = standardisation;
        this.casesAtOnce = Blas.padded(casesAtOnce);
        weights = new Panels[layers.size()];
        inputs = new Matrix[layers.size()];
        int widest = layers.get(0).inputs();
        for (int i = 0; i < weights.length; i++) {
            Layer layer = layers.get(i);
            weights[i] = new Panels(layer.inputs(), layer.units(), layer.weights(), this.casesAtOnce);
            inputs[i] = new Matrix(weights[i].rows(this.casesAtOnce), layer.inputs());
            widest = Math.max(widest, layer.units());
        }
        buffer = new float[Math.max(Matrix.CHUNK, widest)];
        input = new float[widest];
    }

    private static List<Layer> withSoftmaxOnTop(List<Layer> layers) {
        List<Layer> all = new ArrayList<>(layers);
        Layer top = all.remove(all.size() - 1);
        all.add(new Layer(top.inputs, top.units, top.weights, top.biases, Activation.SOFTMAX));
        return all;
    }

    /** What a layer makes of its inputs x, the sums with biases. */
    public enum Activation {
        /** {@code 1 / (1 + exp(-x))}. */
        LOGISTIC,
        /** {@code max(0, x)}. */
        RECTIFIED,
        /** {@code exp(x) / sum of exp(x)} over the layer. */
        SOFTMAX,
        /** x itself. */
        LINEAR;

        /** That of the means of hidden units. */
        public static Activation of(Units.Hidden units) {
            return switch (units) {
                case BERNOULLI -> LOGISTIC;
                case RECTIFIED -> RECTIFIED;
            };
        }

        /** That of the means of units of a kind. */
        public static Activation of(UnitKind kind) {
            return switch (kind) {
                case BERNOULLI -> LOGISTIC;
                case GAUSSIAN -> LINEAR;
                case RECTIFIED -> RECTIFIED;
            };
        }
    }

    /**
     * One layer of weights.
     *
     * @param inputs number N of units below
     * @param units number U of units
     * @param weights [N x U] row-major, not modified
     * @param biases [U], not modified
     * @param activation of its units
     */
    public record Layer(int inputs, int units, float[] weights, float[] biases, Activation activation) {
        /** A layer of logistic units. */
        public Layer(int inputs, int units, float[] weights, float[] biases) {
            this(inputs, units, weights, biases, Activation.LOGISTIC);
        }

        /** The way up of a restricted Boltzmann machine. */
        Layer(Rbm rbm, Activation activation) {
            this(rbm.visible(), rbm.hidden(), rbm.weights(), rbm.hiddenBiases(), activation);
        }
    }

    /** The hidden layers of a network. */
    static List<Layer> hiddenLayers(DeepBeliefNet net) {
        return net.rbms().stream().map(rbm -> new Layer(rbm, Activation.of(net.units().hidden()))).toList();
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
        if (count <= FEW) {
            for (int index = first; index < first + count; index++) {
                passOne(index, values, result);
            }
            return;
        }
        show(first, count, values);
        for (int layer = 0; layer < weights.length; layer++) {
            weights[layer].multiply(inputs[layer].first(weights[layer].rows(count)));
            activate(layer, first, count, result);
        }
    }

    private void passOne(int index, Cases values, float[] result) {
        values.copy(index, input, 0);
        standardise(input, 1);
        for (int i = 0; i < weights.length; i++) {
            weights[i].multiply(input, buffer);
            activate(layers.get(i), 1);
            System.arraycopy(buffer, 0, input, 0, layers.get(i).units());
        }
        int top = layers.get(weights.length - 1).units();
        System.arraycopy(input, 0, result, index * top, top);
    }

    /**
     * The cases as rows of the lowest matrix. What lies in the rows behind them is of no account: no row depends on another.
     */
    private void show(int first, int count, Cases values) {
        int units = layers.get(0).inputs();
        int chunkRows = Matrix.chunkRows(units);
        for (int row = 0; row < count; row += chunkRows) {
            int chunk = Math.min(chunkRows, count - row);
            for (int i = 0; i < chunk; i++) {
                values.copy(first + row + i, buffer, i * units);
            }
            standardise(buffer, chunk);
            inputs[0].set(row, buffer, 0, chunk * units);
        }
    }

    private void standardise(float[] cases, int count) {
        if (standardisation.isPresent()) {
            Elementwise.standardise(cases, count, standardisation.get().means(), standardisation.get().deviations());
        }
    }

    private void activate(int index, int first, int count, float[] result) {
        Layer layer = layers.get(index);
        boolean top = index == weights.length - 1;
        int chunkRows = Matrix.chunkRows(layer.units());
        for (int row = 0; row < count; row += chunkRows) {
            int chunk = Math.min(chunkRows, count - row);
            weights[index].get(row, chunk, buffer);
            activate(layer, chunk);
            if (top) {
                System.arraycopy(buffer, 0, result, (first + row) * layer.units(), chunk * layer.units());
            } else {
                inputs[index + 1].set(row, buffer, 0, chunk * layer.units());
            }
        }
    }

    /** What units make of the sums in the buffer. */
    private void activate(Layer layer, int rows) {
        switch (layer.activation()) {
            case LOGISTIC -> Elementwise.addBiasesAndSigmoid(buffer, rows, layer.biases());
            case RECTIFIED -> Elementwise.addBiasesAndRectify(buffer, rows, layer.biases());
            case SOFTMAX -> Elementwise.addBiasesAndSoftmax(buffer, rows, layer.biases());
            case LINEAR -> Elementwise.addBiases(buffer, rows, layer.biases());
        }
    }

    @Override
    public void close() {
        for (Matrix matrix : inputs) {
            matrix.close();
        }
        for (Panels panels : weights) {
            panels.close();
        }
    }
}
