package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.hiddenBiases;
import static org.beliefgrid.learning.LayerSections.velocity;
import static org.beliefgrid.learning.LayerSections.visibleBiases;
import static org.beliefgrid.learning.LayerSections.weights;

import java.util.Arrays;
import java.util.List;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.math.Matrix;
import org.beliefgrid.math.Matrix.Rows;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.Sampling.Reconstruction;

/**
 * One epoch of CD-k over one shard. The upper half of {@code visible} and {@code hidden} holds the data and its hidden
 * probabilities, the lower half the reconstruction with its sign turned and its hidden probabilities: one product of the two
 * is the whole gradient, positive minus negative statistics, and goes straight into the velocity. What happens between two
 * products happens to a few rows at a time, which stay in the processor's first cache from the first step to the last.
 */
final class RbmEpoch implements AutoCloseable {
    /** Values of the rows that are worked on at a time: 16 kB. */
    private static final int CHUNK = 4096;

    private final Averaging averaging;
    private final Sampling sampling;
    private final Steps steps;
    private final ShardCases cases;
    private final RoundPlace place;
    private final long seed;
    private final int miniBatch;
    private final int visibleUnits;
    private final int hiddenUnits;

    private final WeightStep weights;
    private final Matrix visible;
    private final Matrix hidden;
    private final Matrix states;
    private final float[] visibleBiases;
    private final float[] visibleBiasVelocity;
    private final float[] visibleBiasIncrement;
    private final float[] hiddenBiases;
    private final float[] hiddenBiasVelocity;
    private final float[] hiddenBiasIncrement;
    private final float[] squaredErrors;
    private final int visibleRows;
    private final int hiddenRows;
    private final float[] values;
    private final float[] data;
    private final float[] draws;
    private double squaredError;

    RbmEpoch(RbmPretraining algorithm, ShardCases cases, State start, RoundPlace place) {
        Pretraining settings = algorithm.settings();
        averaging = algorithm.averaging();
        sampling = settings.sampling();
        steps = Steps.of(settings.descent(), place.epoch(), settings.epochs());
        this.cases = cases;
        this.place = place;
        seed = algorithm.seed();
        miniBatch = Math.min(averaging.miniBatch(), cases.cases());
        visibleUnits = algorithm.visible();
        hiddenUnits = algorithm.hidden();
        int layer = algorithm.layer();
        weights = new WeightStep(visibleUnits, hiddenUnits, start.get(weights(layer)), start.get(velocity(weights(layer))),
                steps);
        visible = new Matrix(2 * miniBatch, visibleUnits);
        hidden = new Matrix(2 * miniBatch, hiddenUnits);
        states = new Matrix(miniBatch, hiddenUnits);
        visibleBiases = start.get(visibleBiases(layer)).clone();
        visibleBiasVelocity = start.get(velocity(visibleBiases(layer))).clone();
        visibleBiasIncrement = new float[visibleUnits];
        hiddenBiases = start.get(hiddenBiases(layer)).clone();
        hiddenBiasVelocity = start.get(velocity(hiddenBiases(layer))).clone();
        hiddenBiasIncrement = new float[hiddenUnits];
        squaredErrors = new float[visibleUnits];
        visibleRows = Math.max(1, CHUNK / visibleUnits);
        hiddenRows = Math.max(1, CHUNK / hiddenUnits);
        int chunk = Math.max(CHUNK, Math.max(visibleUnits, hiddenUnits));
        values = new float[chunk];
        data = new float[chunk];
        draws = new float[chunk + CounterStream.BLOCK - 1];
    }

    ShardResult run() {
        int[] order = new CounterStream(seed, Purpose.CASE_ORDER, place.firstRoundOfEpoch(), place.shard(), 0)
                .permutation(cases.cases());
        int begin = averaging.first(order.length, place.part());
        int end = begin + averaging.count(order.length, place.part());
        for (int first = begin, batch = 0; first < end; first += miniBatch, batch++) {
            learn(order, first, Math.min(miniBatch, end - first), batch);
        }
        float[] learned = weights.copyOfWeights();
        return new ShardResult(List.of(learned, visibleBiases, hiddenBiases, weights.copyOfVelocity(learned),
                visibleBiasVelocity, hiddenBiasVelocity), end - begin, new double[] {squaredError});
    }

    private void learn(int[] order, int first, int count, int batch) {
        float perCase = steps.perCase(count);
        show(order, first, count, perCase);
        weights.up(1, visible.first(count), hidden.first(count));
        hiddenOfData(count, batch, perCase);
        Rows reconstructed = new Rows(visible, count, count);
        Rows hiddenAgain = new Rows(hidden, count, count);
        for (int step = 0; step < sampling.cdSteps(); step++) {
            Cancellation.check();
            boolean last = step == sampling.cdSteps() - 1;
            weights.down(states.first(count), reconstructed);
            reconstruct(count, batch, step, last ? perCase : 0);
            weights.up(-1, reconstructed, hiddenAgain);
            hiddenOfReconstruction(count, batch, step, last ? perCase : 0);
        }
        update(count, perCase);
    }

    /** The data into the upper half of {@code visible}. */
    private void show(int[] order, int first, int count, float perCase) {
        for (int row = 0; row < count; row += visibleRows) {
            int rows = Math.min(visibleRows, count - row);
            for (int i = 0; i < rows; i++) {
                cases.copy(order[first + row + i], values, i * visibleUnits);
            }
            Elementwise.addRows(values, rows, perCase, visibleBiasIncrement);
            visible.set(row, values, 0, rows * visibleUnits);
        }
    }

    /** The data's hidden probabilities into the upper half of {@code hidden}, and states drawn from them. */
    private void hiddenOfData(int count, int batch, float perCase) {
        for (int row = 0; row < count; row += hiddenRows) {
            int rows = Math.min(hiddenRows, count - row);
            hidden.get(row, values, 0, rows * hiddenUnits);
            Elementwise.addBiasesAndSigmoid(values, rows, hiddenBiases);
            Elementwise.addRows(values, rows, perCase, hiddenBiasIncrement);
            hidden.set(row, values, 0, rows * hiddenUnits);
            sampleHidden(row, rows, batch, 0);
        }
    }

    /**
     * The reconstruction, with its sign turned, into the lower half of {@code visible}.
     *
     * @param perCase factor of its part in the gradient; 0 in all steps but the last
     */
    private void reconstruct(int count, int batch, int step, float perCase) {
        for (int row = 0; row < count; row += visibleRows) {
            int rows = Math.min(visibleRows, count - row);
            visible.get(count + row, values, 0, rows * visibleUnits);
            Elementwise.addBiasesAndSigmoid(values, rows, visibleBiases);
            if (perCase > 0) {
                visible.get(row, data, 0, rows * visibleUnits);
                Elementwise.addSquaredDifferences(data, values, rows, squaredErrors);
            }
            if (sampling.reconstruction() == Reconstruction.SAMPLES) {
                draw(Purpose.VISIBLE_STATES, visibleUnits, row, rows, batch, step);
                Elementwise.drawStates(values, draws, values, rows * visibleUnits);
            }
            Elementwise.negate(values, rows * visibleUnits);
            if (perCase > 0) {
                Elementwise.addRows(values, rows, perCase, visibleBiasIncrement);
            }
            visible.set(count + row, values, 0, rows * visibleUnits);
        }
        for (int unit = 0; perCase > 0 && unit < visibleUnits; unit++) {
            squaredError += squaredErrors[unit];
            squaredErrors[unit] = 0;
        }
    }

    /** Hidden probabilities of the reconstruction: after the last step for the gradient, before it to draw states from. */
    private void hiddenOfReconstruction(int count, int batch, int step, float perCase) {
        for (int row = 0; row < count; row += hiddenRows) {
            int rows = Math.min(hiddenRows, count - row);
            hidden.get(count + row, values, 0, rows * hiddenUnits);
            Elementwise.addBiasesAndSigmoid(values, rows, hiddenBiases);
            if (perCase > 0) {
                Elementwise.addRows(values, rows, -perCase, hiddenBiasIncrement);
                hidden.set(count + row, values, 0, rows * hiddenUnits);
            } else {
                sampleHidden(row, rows, batch, step + 1);
            }
        }
    }

    private void sampleHidden(int row, int rows, int batch, int step) {
        draw(Purpose.HIDDEN_STATES, hiddenUnits, row, rows, batch, step);
        Elementwise.drawStates(values, draws, draws, rows * hiddenUnits);
        states.set(row, draws, 0, rows * hiddenUnits);
    }

    /** Draws for some rows of a step. Each step has its own stretch of the stream, as long as that of a full mini-batch. */
    private void draw(Purpose purpose, int units, int row, int rows, int batch, int step) {
        long stretch = CounterStream.wholeBlocks((long) miniBatch * units);
        stream(purpose, batch).blocks(step * stretch + (long) row * units, draws, rows * units);
    }

    private void update(int count, float perCase) {
        weights.take(perCase, visible.first(2 * count), hidden.first(2 * count));
        steps.move(visibleBiases, visibleBiasVelocity, visibleBiasIncrement);
        steps.move(hiddenBiases, hiddenBiasVelocity, hiddenBiasIncrement);
        Arrays.fill(visibleBiasIncrement, 0);
        Arrays.fill(hiddenBiasIncrement, 0);
    }

    private CounterStream stream(Purpose purpose, int batch) {
        return new CounterStream(seed, purpose, place.round(), place.shard(), batch);
    }

    @Override
    public void close() {
        weights.close();
        visible.close();
        hidden.close();
        states.close();
    }
}
