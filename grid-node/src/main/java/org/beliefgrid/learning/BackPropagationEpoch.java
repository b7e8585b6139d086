package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.SOFTMAX_BIASES;
import static org.beliefgrid.learning.LayerSections.SOFTMAX_WEIGHTS;
import static org.beliefgrid.learning.LayerSections.hiddenBiases;
import static org.beliefgrid.learning.LayerSections.velocity;
import static org.beliefgrid.learning.LayerSections.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.beliefgrid.math.Blas;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.math.Matrix;

/** One epoch of back-propagation over the labelled cases of one shard: logistic hidden layers, softmax on top. */
final class BackPropagationEpoch implements AutoCloseable {
    private final FineTuningLayer[] layers;
    private final ShardCases cases;
    private final RoundPlace place;
    private final int[] labelled;
    private final long seed;
    private final int miniBatch;
    private final int inputs;
    private final float learningRate;
    private final float momentum;
    private final float weightCost;
    private final Matrix data;
    private final float[] dataValues;
    private double loss;
    private long errors;

    BackPropagationEpoch(BackPropagation algorithm, ShardCases cases, State start, RoundPlace place) {
        this.cases = cases;
        this.place = place;
        labelled = cases.labelled();
        seed = algorithm.seed();
        miniBatch = Math.min(algorithm.miniBatch(), labelled.length);
        inputs = algorithm.units()[0];
        learningRate = (float) algorithm.settings().learningRate();
        momentum = algorithm.settings().momentum().at(place.epoch());
        weightCost = (float) algorithm.settings().weightCost();
        data = new Matrix(miniBatch, inputs);
        dataValues = new float[miniBatch * inputs];
        layers = new FineTuningLayer[algorithm.layers() + 1];
        for (int layer = 0; layer < layers.length; layer++) {
            boolean top = layer == algorithm.layers();
            layers[layer] = new FineTuningLayer(algorithm.units()[layer], top ? algorithm.classes() : algorithm.units()[layer + 1],
                    miniBatch, start, top ? SOFTMAX_WEIGHTS : weights(layer), top ? SOFTMAX_BIASES : hiddenBiases(layer));
        }
    }

    ShardResult run() {
        int[] order = new CounterStream(seed, Purpose.CASE_ORDER, place.round(), place.shard(), 0).permutation(labelled.length);
        for (int first = 0; first < order.length; first += miniBatch) {
            Cancellation.check();
            learn(order, first, Math.min(miniBatch, order.length - first));
        }
        List<float[]> parameters = new ArrayList<>();
        List<float[]> velocities = new ArrayList<>();
        for (FineTuningLayer layer : layers) {
            parameters.addAll(layer.parameters());
            velocities.addAll(layer.velocities());
        }
        return new ShardResult(Stream.concat(parameters.stream(), velocities.stream()).toList(), labelled.length,
                new double[] {loss, errors});
    }

    private void learn(int[] order, int first, int count) {
        for (int i = 0; i < count; i++) {
            cases.copy(labelled[order[first + i]], dataValues, i * inputs);
        }
        data.set(dataValues, count * inputs);
        forward(count);
        FineTuningLayer top = layers[layers.length - 1];
        score(top, order, first, count);
        for (int layer = layers.length - 1; layer >= 0; layer--) {
            if (layer > 0) {
                layers[layer].passDeltasTo(layers[layer - 1], count);
            }
            Matrix below = layer == 0 ? data : layers[layer - 1].outputs;
            layers[layer].update(below, count, learningRate, momentum, weightCost);
        }
    }

    private void forward(int count) {
        Matrix below = data;
        for (FineTuningLayer layer : layers) {
            Blas.product(1, below.first(count), layer.step.weights(), 0, layer.outputs.first(count));
            layer.outputs.get(layer.values, count * layer.units);
            if (layer == layers[layers.length - 1]) {
                Elementwise.addBiasesAndSoftmax(layer.values, count, layer.biases);
            } else {
                Elementwise.addBiasesAndSigmoid(layer.values, count, layer.biases);
                layer.outputs.set(layer.values, count * layer.units);
            }
            below = layer.outputs;
        }
    }

    /** Loss, errors, and the derivative of the cross-entropy by the softmax's argument: probability minus target. */
    private void score(FineTuningLayer top, int[] order, int first, int count) {
        for (int i = 0; i < count; i++) {
            int label = cases.label(labelled[order[first + i]]);
            int start = i * top.units;
            int largest = 0;
            for (int unit = 1; unit < top.units; unit++) {
                if (top.values[start + unit] > top.values[start + largest]) {
                    largest = unit;
                }
            }
            errors += largest == label ? 0 : 1;
            loss -= StrictMath.log(Math.max(top.values[start + label], Float.MIN_NORMAL));
            top.values[start + label] -= 1;
        }
        top.setDeltas(top.values, count);
    }

    @Override
    public void close() {
        data.close();
        for (FineTuningLayer layer : layers) {
            layer.close();
        }
    }

    /** The parameters of one layer of weights, and the outputs and deltas of the units above it. */
    private static final class FineTuningLayer implements AutoCloseable {
        final int units;
        final WeightStep step;
        final Matrix outputs;
        final float[] biases;
        final float[] values;
        private final Matrix deltas;
        private final float[] deltaValues;
        private final float[] biasVelocity;
        private final float[] biasIncrement;

        FineTuningLayer(int inputs, int units, int miniBatch, State start, String weightSection, String biasSection) {
            this.units = units;
            step = new WeightStep(inputs, units, start.get(weightSection), start.get(velocity(weightSection)));
            biases = start.get(biasSection).clone();
            biasVelocity = start.get(velocity(biasSection)).clone();
            biasIncrement = new float[units];
            outputs = new Matrix(miniBatch, units);
            deltas = new Matrix(miniBatch, units);
            values = new float[miniBatch * units];
            deltaValues = new float[miniBatch * units];
        }

        void setDeltas(float[] newDeltas, int count) {
            System.arraycopy(newDeltas, 0, deltaValues, 0, count * units);
            deltas.set(deltaValues, count * units);
        }

        /** Derivatives by the argument of the layer below, before this layer's weights change. */
        void passDeltasTo(FineTuningLayer below, int count) {
            Blas.productWithTransposed(1, deltas.first(count), step.weights(), 0, below.deltas.first(count));
            below.deltas.get(below.deltaValues, count * below.units);
            Elementwise.timesSigmoidSlope(below.deltaValues, below.values, count * below.units);
            below.deltas.set(below.deltaValues, count * below.units);
        }

        void update(Matrix below, int count, float learningRate, float momentum, float weightCost) {
            step.take(-learningRate / count, below.first(count), deltas.first(count), momentum, learningRate * weightCost);
            Arrays.fill(biasIncrement, 0);
            Elementwise.addRows(deltaValues, 0, count, -learningRate / count, biasIncrement);
            Elementwise.step(biases, biasVelocity, momentum, biasIncrement);
        }

        List<float[]> parameters() {
            return List.of(step.copyOfWeights(), biases);
        }

        List<float[]> velocities() {
            return List.of(step.copyOfVelocity(), biasVelocity);
        }

        @Override
        public void close() {
            step.close();
            outputs.close();
            deltas.close();
        }
    }
}
