package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.hiddenBiases;
import static org.beliefgrid.learning.LayerSections.velocity;
import static org.beliefgrid.learning.LayerSections.visibleBiases;
import static org.beliefgrid.learning.LayerSections.weights;

import java.util.Arrays;
import java.util.List;
import org.beliefgrid.math.Blas;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.math.Matrix;
import org.beliefgrid.math.Matrix.Rows;
import org.beliefgrid.math.Philox;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Pretraining.Reconstruction;

/**
 * One epoch of CD-k over one shard. The upper half of {@code visible} and {@code hidden} holds the data and its hidden
 * probabilities, the lower half the reconstruction with its sign turned and its hidden probabilities: one product of the two
 * is the whole gradient, positive minus negative statistics, and goes straight into the velocity.
 */
final class RbmEpoch implements AutoCloseable {
    private final Pretraining settings;
    private final ShardCases cases;
    private final RoundPlace place;
    private final long seed;
    private final int miniBatch;
    private final int visibleUnits;
    private final int hiddenUnits;
    private final float learningRate;
    private final float momentum;

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
    private final float[] data;
    private final float[] reconstruction;
    private final float[] hiddenValues;
    private final float[] draws;
    private double squaredError;

    RbmEpoch(RbmPretraining algorithm, ShardCases cases, State start, RoundPlace place) {
        this.settings = algorithm.settings();
        this.cases = cases;
        this.place = place;
        seed = algorithm.seed();
        miniBatch = Math.min(algorithm.miniBatch(), cases.cases());
        visibleUnits = algorithm.visible();
        hiddenUnits = algorithm.hidden();
        learningRate = (float) settings.learningRate();
        momentum = settings.momentum().at(place.epoch());
        int layer = algorithm.layer();
        weights = new WeightStep(visibleUnits, hiddenUnits, start.get(weights(layer)), start.get(velocity(weights(layer))));
        visible = new Matrix(2 * miniBatch, visibleUnits);
        hidden = new Matrix(2 * miniBatch, hiddenUnits);
        states = new Matrix(miniBatch, hiddenUnits);
        visibleBiases = start.get(visibleBiases(layer)).clone();
        visibleBiasVelocity = start.get(velocity(visibleBiases(layer))).clone();
        visibleBiasIncrement = new float[visibleUnits];
        hiddenBiases = start.get(hiddenBiases(layer)).clone();
        hiddenBiasVelocity = start.get(velocity(hiddenBiases(layer))).clone();
        hiddenBiasIncrement = new float[hiddenUnits];
        data = new float[miniBatch * visibleUnits];
        reconstruction = new float[miniBatch * visibleUnits];
        hiddenValues = new float[miniBatch * hiddenUnits];
        draws = new float[miniBatch * Math.max(visibleUnits, hiddenUnits)];
    }

    ShardResult run() {
        int[] order = stream(Purpose.CASE_ORDER, 0).permutation(cases.cases());
        for (int first = 0, batch = 0; first < order.length; first += miniBatch, batch++) {
            learn(order, first, Math.min(miniBatch, order.length - first), batch);
        }
        return new ShardResult(List.of(weights.copyOfWeights(), visibleBiases, hiddenBiases, weights.copyOfVelocity(),
                visibleBiasVelocity, hiddenBiasVelocity), cases.cases(), new double[] {squaredError});
    }

    private void learn(int[] order, int first, int count, int batch) {
        for (int i = 0; i < count; i++) {
            cases.copy(order[first + i], data, i * visibleUnits);
        }
        visible.set(data, count * visibleUnits);
        float perCase = learningRate / count;

        up(1, visible.first(count), hidden.first(count));
        hidden.set(hiddenValues, count * hiddenUnits);
        collect(data, visibleBiasIncrement, hiddenBiasIncrement, count, perCase);

        Rows reconstructed = new Rows(visible, count, count);
        Rows hiddenAgain = new Rows(hidden, count, count);
        for (int step = 0; step < settings.cdSteps(); step++) {
            Cancellation.check();
            sampleHidden(count, batch, step);
            down(reconstructed, count, batch, step);
            up(-1, reconstructed, hiddenAgain);
        }
        hidden.set(count, hiddenValues, 0, count * hiddenUnits);
        collect(reconstruction, visibleBiasIncrement, hiddenBiasIncrement, count, -perCase);
        update(count, perCase);
    }

    /** Hidden probabilities into {@code hiddenValues}; {@code sign} is the one that the visible values carry. */
    private void up(float sign, Rows from, Rows to) {
        Blas.product(sign, from, weights.weights(), 0, to);
        to.matrix().get(to.first(), hiddenValues, 0, to.count() * hiddenUnits);
        Elementwise.addBiasesAndSigmoid(hiddenValues, to.count(), hiddenBiases);
    }

    private void sampleHidden(int count, int batch, int step) {
        draw(Purpose.HIDDEN_STATES, batch, step, hiddenUnits, count);
        Elementwise.drawStates(hiddenValues, draws, draws, count * hiddenUnits);
        states.set(draws, count * hiddenUnits);
    }

    /** The reconstruction into {@code reconstruction}, and with its sign turned into the lower half of {@code visible}. */
    private void down(Rows to, int count, int batch, int step) {
        int values = count * visibleUnits;
        Blas.productWithTransposed(1, states.first(count), weights.weights(), 0, to);
        visible.get(to.first(), reconstruction, 0, values);
        Elementwise.addBiasesAndSigmoid(reconstruction, count, visibleBiases);
        if (step == settings.cdSteps() - 1) {
            squaredError += Elementwise.squaredDistance(data, reconstruction, values);
        }
        if (settings.reconstruction() == Reconstruction.SAMPLES) {
            draw(Purpose.VISIBLE_STATES, batch, step, visibleUnits, count);
            Elementwise.drawStates(reconstruction, draws, reconstruction, values);
        }
        Elementwise.negate(reconstruction, draws, values);
        visible.set(to.first(), draws, 0, values);
    }

    private void draw(Purpose purpose, int batch, int step, int units, int count) {
        // Each step has its own stretch of the stream, as long as that of a full mini-batch.
        long stretch = (long) miniBatch * units + Philox.WORDS - 1 & -Philox.WORDS;
        stream(purpose, batch).uniform(step * stretch, draws, count * units);
    }

    /** Adds one half of the biases' gradient: {@code scale} times the sums of visible and hidden values over the cases. */
    private void collect(float[] visibleValues, float[] visibleSums, float[] hiddenSums, int count, float scale) {
        Elementwise.addRows(visibleValues, 0, count, scale, visibleSums);
        Elementwise.addRows(hiddenValues, 0, count, scale, hiddenSums);
    }

    private void update(int count, float perCase) {
        weights.take(perCase, visible.first(2 * count), hidden.first(2 * count), momentum,
                (float) (settings.learningRate() * settings.weightCost()));
        Elementwise.step(visibleBiases, visibleBiasVelocity, momentum, visibleBiasIncrement);
        Elementwise.step(hiddenBiases, hiddenBiasVelocity, momentum, hiddenBiasIncrement);
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
