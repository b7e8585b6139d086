package org.beliefgrid.learning;

import static org.beliefgrid.learning.AutoencoderSections.above;
import static org.beliefgrid.learning.AutoencoderSections.below;
import static org.beliefgrid.learning.AutoencoderSections.biases;
import static org.beliefgrid.learning.AutoencoderSections.weights;
import static org.beliefgrid.learning.LayerSections.velocity;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.math.Matrix;
import org.beliefgrid.math.Matrix.Rows;

/** One pass of back-propagation through an unrolled autoencoder over the cases of one shard, or over its part of a round. */
final class AutoencoderEpoch implements AutoCloseable {
    private final DeepAutoencoder algorithm;
    private final ShardCases cases;
    private final RoundPlace place;
    private final Averaging averaging;
    private final Steps steps;
    private final int miniBatch;
    private final int inputs;
    private final Matrix data;
    private final UnrolledLayer[] layers;
    private final float[] values;
    private final float[] others;
    private double loss;
    private double squaredError;
    /** The rows of {@link #data} that a mini-batch takes. */
    private Rows shown;

    AutoencoderEpoch(DeepAutoencoder algorithm, ShardCases cases, State start, RoundPlace place) {
        this.algorithm = algorithm;
        this.cases = cases;
        this.place = place;
        averaging = algorithm.averaging();
        steps = Steps.of(algorithm.settings().descent(), place.epoch(), algorithm.settings().epochs());
        miniBatch = Math.min(averaging.miniBatch(), cases.cases());
        int[] units = algorithm.units();
        int half = units.length - 1;
        inputs = units[0];
        data = new Matrix(miniBatch, inputs);
        layers = new UnrolledLayer[2 * half];
        int chunk = Matrix.CHUNK;
        for (int index = 0; index < layers.length; index++) {
            String name = weights(index, half);
            layers[index] = new UnrolledLayer(new WeightStep(below(units, index), above(units, index), start.get(name),
                    start.get(velocity(name)), steps), new Biases(start, biases(index, half)), algorithm.unitsOf(index),
                    miniBatch, above(units, index));
            chunk = Math.max(chunk, Math.max(below(units, index), above(units, index)));
        }
        values = new float[chunk];
        others = new float[chunk];
    }

    /** Learns from the shard's cases, or from those of this round. */
    ShardResult run() {
        int[] order = new CounterStream(algorithm.seed(), Purpose.CASE_ORDER, place.firstRoundOfEpoch(), place.shard(),
                place.pass()).permutation(cases.cases());
        int begin = averaging.first(order.length, place.part());
        int end = begin + averaging.count(order.length, place.part());
        for (int first = begin; first < end; first += miniBatch) {
            Cancellation.check();
            learn(order, first, Math.min(miniBatch, end - first));
        }
        List<float[]> parameters = new ArrayList<>();
        List<float[]> velocities = new ArrayList<>();
        for (UnrolledLayer layer : layers) {
            float[] learned = layer.step.copyOfWeights();
            parameters.addAll(List.of(learned, layer.biases.values()));
            velocities.addAll(List.of(layer.step.copyOfVelocity(learned), layer.biases.velocities()));
        }
        return new ShardResult(Stream.concat(parameters.stream(), velocities.stream()).toList(), end - begin,
                new double[] {loss, squaredError});
    }

    private void learn(int[] order, int first, int count) {
        takeRows(count);
        show(order, first, count);
        Rows under = shown;
        for (UnrolledLayer layer : layers) {
            layer.step.up(1, under, layer.outputRows);
            activate(layer, count);
            under = layer.outputRows;
        }
        compare(layers[layers.length - 1], count);
        for (int index = layers.length - 1; index >= 0; index--) {
            if (index > 0) {
                // Derivatives by the outputs of the layer below, before this layer's weights change.
                layers[index].step.down(layers[index].deltaRows, layers[index - 1].deltaRows);
                passThroughUnits(layers[index - 1], count);
            }
            layers[index].step.take(-steps.perCase(count), index == 0 ? shown : layers[index - 1].outputRows,
                    layers[index].deltaRows);
            layers[index].biases.move(steps);
        }
    }

    /** The rows of a mini-batch: made once a size, so that the loop over mini-batches makes no garbage. */
    private void takeRows(int count) {
        if (shown != null && shown.count() == count) {
            return;
        }
        shown = data.first(count);
        for (UnrolledLayer layer : layers) {
            layer.outputRows = layer.outputs.first(count);
            layer.deltaRows = layer.deltas.first(count);
        }
    }

    private void show(int[] order, int first, int count) {
        for (int row = 0; row < count; row++) {
            cases.copy(order[first + row], values, 0);
            data.set(row, values, 0, inputs);
        }
    }

    private void activate(UnrolledLayer layer, int count) {
        int chunkRows = Matrix.chunkRows(layer.units);
        for (int row = 0; row < count; row += chunkRows) {
            int rows = Math.min(chunkRows, count - row);
            layer.outputs.get(row, values, 0, rows * layer.units);
            layer.kind.activate(values, rows, layer.biases.values());
            layer.outputs.set(row, values, 0, rows * layer.units);
        }
    }

    /** Loss, squared error, and the derivatives of the loss by the arguments of the outputs: outputs less data. */
    private void compare(UnrolledLayer top, int count) {
        int chunkRows = Matrix.chunkRows(inputs);
        for (int row = 0; row < count; row += chunkRows) {
            int rows = Math.min(chunkRows, count - row);
            top.outputs.get(row, values, 0, rows * inputs);
            data.get(row, others, 0, rows * inputs);
            for (int i = 0; i < rows * inputs; i++) {
                double output = values[i];
                double target = others[i];
                squaredError += (output - target) * (output - target);
                loss += algorithm.loss(output, target);
                values[i] = (float) (output - target);
            }
            setDeltas(top, row, rows, count);
        }
    }

    private void passThroughUnits(UnrolledLayer layer, int count) {
        int chunkRows = Matrix.chunkRows(layer.units);
        for (int row = 0; row < count; row += chunkRows) {
            int rows = Math.min(chunkRows, count - row);
            layer.deltas.get(row, values, 0, rows * layer.units);
            layer.outputs.get(row, others, 0, rows * layer.units);
            layer.kind.passBack(values, others, 1, rows * layer.units);
            setDeltas(layer, row, rows, count);
        }
    }

    /** Derivatives of some rows by the arguments of a layer's units; they are also the biases' gradient. */
    private void setDeltas(UnrolledLayer layer, int row, int rows, int count) {
        layer.biases.add(values, rows, -steps.perCase(count));
        layer.deltas.set(row, values, 0, rows * layer.units);
    }

    @Override
    public void close() {
        data.close();
        for (UnrolledLayer layer : layers) {
            layer.step.close();
            layer.outputs.close();
            layer.deltas.close();
        }
    }

    /** The parameters of one layer of weights, and the outputs and deltas of the units above it. */
    private static final class UnrolledLayer {
        final WeightStep step;
        final Biases biases;
        final HiddenUnits kind;
        final int units;
        final Matrix outputs;
        final Matrix deltas;
        Rows outputRows;
        Rows deltaRows;

        UnrolledLayer(WeightStep step, Biases biases, HiddenUnits kind, int miniBatch, int units) {
            this.step = step;
            this.biases = biases;
            this.kind = kind;
            this.units = units;
            outputs = new Matrix(miniBatch, units);
            deltas = new Matrix(miniBatch, units);
        }
    }
}
