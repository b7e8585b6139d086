package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.SOFTMAX_BIASES;
import static org.beliefgrid.learning.LayerSections.SOFTMAX_WEIGHTS;
import static org.beliefgrid.learning.LayerSections.hiddenBiases;
import static org.beliefgrid.learning.LayerSections.velocity;
import static org.beliefgrid.learning.LayerSections.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.math.Matrix;
import org.beliefgrid.math.Matrix.Rows;
import org.beliefgrid.model.Adversarial;
import org.beliefgrid.model.FineTuning;

/**
 * One pass of back-propagation over the labelled cases of one shard, or over its part of a round: hidden layers, softmax on
 * top, dropout where the plan has it. What happens between two products happens to a few rows at a time, which stay in the
 * processor's first cache.
 *
 * <p>Rows of matrices come in blocks: the cases of a mini-batch, and behind them their adversarial copies if the plan has them.
 * Cases go up and down, copies are made from what arrives at the bottom and go up and down, and all rows take one step.
 */
final class BackPropagationEpoch implements AutoCloseable {
    private final FineTuningLayer[] layers;
    private final ShardCases cases;
    private final RoundPlace place;
    private final int[] labelled;
    private final long seed;
    private final int miniBatch;
    private final int inputs;
    private final Averaging averaging;
    private final Steps steps;
    private final float keepVisible;
    private final Matrix data;
    private final float[] values;
    private final float[] others;
    private final float[] draws;
    private final CounterStream dropout;
    private final HiddenUnits hiddenUnits;
    /** Of the values of the copies; none without copies. */
    private final Optional<AdversarialCopies> copies;
    private final ClassLoss lossOfCopies;
    /** What the loss of the rows of a block counts. */
    private final float[] shares;
    private Blocks shown;

    BackPropagationEpoch(BackPropagation algorithm, ShardCases cases, State start, RoundPlace place) {
        this.cases = cases;
        this.place = place;
        labelled = cases.labelled();
        FineTuning settings = algorithm.settings();
        seed = algorithm.seed();
        averaging = algorithm.averaging();
        miniBatch = Math.min(averaging.miniBatch(), labelled.length);
        inputs = algorithm.units()[0];
        steps = Steps.of(settings.descent(), place.epoch(), settings.epochs());
        hiddenUnits = HiddenUnits.of(algorithm.pretraining().units());
        keepVisible = (float) (1 - settings.dropout().visible());
        dropout = new CounterStream(seed, Purpose.DROPOUT, place.round(), place.shard(), 0);
        Adversarial adversarial = settings.adversarial();
        copies = adversarial.used() ? Optional.of(new AdversarialCopies(miniBatch, inputs, (float) adversarial.epsilon(),
                keepVisible, dropout)) : Optional.empty();
        lossOfCopies = new ClassLoss(settings.loss(), algorithm.classWeights(), settings.labelSmoothing());
        shares = adversarial.used() ? new float[] {(float) (1 - adversarial.share()), (float) adversarial.share()}
                : new float[] {1};
        data = new Matrix(miniBatch * shares.length, inputs);
        layers = new FineTuningLayer[algorithm.layers() + 1];
        int chunk = Math.max(Matrix.CHUNK, inputs);
        for (int layer = 0; layer < layers.length; layer++) {
            boolean top = layer == algorithm.layers();
            int units = top ? algorithm.classes() : algorithm.units()[layer + 1];
            WeightStep step = new WeightStep(algorithm.units()[layer], units,
                    start.get(top ? SOFTMAX_WEIGHTS : weights(layer)),
                    start.get(velocity(top ? SOFTMAX_WEIGHTS : weights(layer))), steps);
            layers[layer] = new FineTuningLayer(layer, units, miniBatch * shares.length, step, start, top ? SOFTMAX_BIASES
                    : hiddenBiases(layer), top ? 1 : (float) (1 - settings.dropout().hidden(layer)));
            chunk = Math.max(chunk, units);
        }
        values = new float[chunk];
        others = new float[chunk];
        draws = new float[chunk + CounterStream.BLOCK - 1];
    }

    /**
     * Learns from the shard's cases, or from those of this round.
     *
     * @param loss takes in every case
     * @return new values of the averaged sections
     */
    List<float[]> run(ClassLoss loss) {
        int[] order = new CounterStream(seed, Purpose.CASE_ORDER, place.firstRoundOfEpoch(), place.shard(), place.pass())
                .permutation(labelled.length);
        int begin = averaging.first(order.length, place.part());
        int end = begin + averaging.count(order.length, place.part());
        int before = place.pass() * Averaging.miniBatches(end - begin, miniBatch);
        for (int first = begin, batch = before; first < end; first += miniBatch, batch++) {
            Cancellation.check();
            learn(order, first, Math.min(miniBatch, end - first), batch, loss);
        }
        List<float[]> parameters = new ArrayList<>();
        List<float[]> velocities = new ArrayList<>();
        for (FineTuningLayer layer : layers) {
            float[] learned = layer.step.copyOfWeights();
            parameters.addAll(List.of(learned, layer.biases.values()));
            velocities.addAll(List.of(layer.step.copyOfVelocity(learned), layer.biases.velocities()));
        }
        return Stream.concat(parameters.stream(), velocities.stream()).toList();
    }

    private void learn(int[] order, int first, int count, int batch, ClassLoss loss) {
        takeRows(count);
        show(order, first, count, batch);
        int last = shares.length - 1;
        up(0, order, first, count, batch, loss);
        if (last > 0) {
            for (int layer = layers.length - 1; layer > 0; layer--) {
                down(layer, 0, count);
            }
            AdversarialCopies made = copies.orElseThrow();
            layers[0].step.down(layers[0].deltaRows.block(0), made.gradient(count));
            made.make(data, count, batch);
            up(last, order, first, count, batch, lossOfCopies);
        }
        for (int layer = layers.length - 1; layer >= 0; layer--) {
            if (layer > 0) {
                // Derivatives by the outputs of the layer below, before this layer's weights change.
                down(layer, last, count);
            }
            layers[layer].update(layer == 0 ? shown : layers[layer - 1].outputRows, count, steps);
        }
    }

    /** From the data to the loss and its derivatives by the softmax's arguments. */
    private void up(int block, int[] order, int first, int count, int batch, ClassLoss loss) {
        Rows below = shown.block(block);
        for (FineTuningLayer layer : layers) {
            layer.step.up(1, below, layer.outputRows.block(block));
            if (layer == layers[layers.length - 1]) {
                score(layer, block, order, first, count, loss);
            } else {
                activate(layer, block, count, batch);
            }
            below = layer.outputRows.block(block);
        }
    }

    /** From a layer's derivatives to those of the layer below. */
    private void down(int layer, int block, int count) {
        layers[layer].step.down(layers[layer].deltaRows.block(block), layers[layer - 1].deltaRows.block(block));
        passThroughUnits(layers[layer - 1], block, count);
    }

    /** The rows of a mini-batch: made once a size, so that the loop over mini-batches makes no garbage. */
    private void takeRows(int count) {
        if (shown != null && shown.count() == count) {
            return;
        }
        shown = Blocks.of(data, count, shares.length);
        for (FineTuningLayer layer : layers) {
            layer.outputRows = Blocks.of(layer.outputs, count, shares.length);
            layer.deltaRows = Blocks.of(layer.deltas, count, shares.length);
        }
    }

    private void show(int[] order, int first, int count, int batch) {
        int chunkRows = Matrix.chunkRows(inputs);
        for (int row = 0; row < count; row += chunkRows) {
            int rows = Math.min(chunkRows, count - row);
            for (int i = 0; i < rows; i++) {
                cases.copy(labelled[order[first + row + i]], values, i * inputs);
            }
            drop(0, inputs, keepVisible, row, rows, batch);
            data.set(row, values, 0, rows * inputs);
        }
    }

    private void activate(FineTuningLayer layer, int block, int count, int batch) {
        int chunkRows = Matrix.chunkRows(layer.units);
        for (int row = 0; row < count; row += chunkRows) {
            int rows = Math.min(chunkRows, count - row);
            layer.outputs.get(block * count + row, values, 0, rows * layer.units);
            hiddenUnits.activate(values, rows, layer.biases.values());
            drop(1 + layer.index, layer.units, layer.keep, row, rows, batch);
            layer.outputs.set(block * count + row, values, 0, rows * layer.units);
        }
    }

    /**
     * Dropout of some rows of a layer of units, counted from the visible ones; each has its own stretch of the stream. A copy
     * of a case has the draws of the case.
     */
    private void drop(int layerOfUnits, int units, float keep, int row, int rows, int batch) {
        if (keep == 1) {
            return;
        }
        long from = 0;
        for (int below = 0; below < layerOfUnits; below++) {
            from += CounterStream.wholeBlocks((long) miniBatch * (below == 0 ? inputs : layers[below - 1].units));
        }
        dropout.blocks(batch, from + (long) row * units, draws, rows * units);
        Elementwise.drop(values, draws, keep, rows * units);
    }

    private void passThroughUnits(FineTuningLayer layer, int block, int count) {
        int chunkRows = Matrix.chunkRows(layer.units);
        for (int row = 0; row < count; row += chunkRows) {
            int rows = Math.min(chunkRows, count - row);
            layer.deltas.get(block * count + row, values, 0, rows * layer.units);
            layer.outputs.get(block * count + row, others, 0, rows * layer.units);
            hiddenUnits.passBack(values, others, layer.keep, rows * layer.units);
            layer.setDeltas(values, block * count + row, rows, -steps.perCase(count));
        }
    }

    /** Loss, errors, and the derivatives of the loss by the softmax's arguments. */
    private void score(FineTuningLayer top, int block, int[] order, int first, int count, ClassLoss loss) {
        int chunkRows = Matrix.chunkRows(top.units);
        for (int row = 0; row < count; row += chunkRows) {
            int rows = Math.min(chunkRows, count - row);
            top.outputs.get(block * count + row, values, 0, rows * top.units);
            Elementwise.addBiasesAndSoftmax(values, rows, top.biases.values());
            for (int i = 0; i < rows; i++) {
                loss.add(values, i * top.units, top.units, cases.label(labelled[order[first + row + i]]));
            }
            if (shares[block] != 1) {
                Elementwise.scale(shares[block], values, rows * top.units);
            }
            top.setDeltas(values, block * count + row, rows, -steps.perCase(count));
        }
    }

    @Override
    public void close() {
        data.close();
        copies.ifPresent(AdversarialCopies::close);
        for (FineTuningLayer layer : layers) {
            layer.close();
        }
    }

    /**
     * The rows of a matrix that a mini-batch takes.
     *
     * @param all of them
     * @param each block of them
     */
    private record Blocks(Rows all, Rows[] each) {
        static Blocks of(Matrix matrix, int count, int blocks) {
            Rows[] each = new Rows[blocks];
            for (int block = 0; block < blocks; block++) {
                each[block] = new Rows(matrix, block * count, count);
            }
            return new Blocks(matrix.first(count * blocks), each);
        }

        Rows block(int block) {
            return each[block];
        }

        /** Rows of a block. */
        int count() {
            return each[0].count();
        }
    }

    /** The parameters of one layer of weights, and the outputs and deltas of the units above it. */
    private static final class FineTuningLayer implements AutoCloseable {
        final int index;
        final int units;
        final float keep;
        final WeightStep step;
        final Matrix outputs;
        final Matrix deltas;
        final Biases biases;
        Blocks outputRows;
        Blocks deltaRows;

        FineTuningLayer(int index, int units, int rows, WeightStep step, State start, String biasSection, float keep) {
            this.index = index;
            this.units = units;
            this.keep = keep;
            this.step = step;
            biases = new Biases(start, biasSection);
            outputs = new Matrix(rows, units);
            deltas = new Matrix(rows, units);
        }

        /** Derivatives of some rows by the arguments of this layer's units; they are also the biases' gradient. */
        void setDeltas(float[] values, int row, int rows, float scale) {
            biases.add(values, rows, scale);
            deltas.set(row, values, 0, rows * units);
        }

        void update(Blocks below, int count, Steps steps) {
            step.take(-steps.perCase(count), below.all(), deltaRows.all());
            biases.move(steps);
        }

        @Override
        public void close() {
            step.close();
            outputs.close();
            deltas.close();
        }
    }
}
