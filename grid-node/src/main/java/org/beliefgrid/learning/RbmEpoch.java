package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.activity;
import static org.beliefgrid.learning.LayerSections.chains;
import static org.beliefgrid.learning.LayerSections.hiddenBiases;
import static org.beliefgrid.learning.LayerSections.velocity;
import static org.beliefgrid.learning.LayerSections.visibleBiases;
import static org.beliefgrid.learning.LayerSections.weights;

import java.util.ArrayList;
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
 * One pass of CD-k or of persistent contrastive divergence over one shard, or over its part of a round. The upper rows of
 * {@code visible} and {@code hidden} hold the data and its hidden means, the rows below the reconstruction with its sign turned
 * and its hidden means: one product of the two is the whole gradient, positive minus negative statistics, and goes straight
 * into the velocity. A sparsity target adds one row. What happens between two products happens to a few rows at a time, which
 * stay in the processor's first cache from the first step to the last.
 *
 * <p>With persistent chains the reconstruction is that of the chains' hidden states instead of the mini-batch's. There are
 * always as many chains as a full mini-batch has cases; where a mini-batch has fewer, the chains' hidden means are scaled by
 * the ratio, so that a learning rate by case is one by chain for them.
 */
final class RbmEpoch implements AutoCloseable {
    private final RbmPretraining algorithm;
    private final Averaging averaging;
    private final Sampling sampling;
    private final Steps steps;
    private final ShardCases cases;
    private final RoundPlace place;
    private final int miniBatch;
    private final int visibleUnits;
    private final int hiddenUnits;
    private final UnitSampler visibleSampler;
    private final UnitSampler hiddenSampler;

    private final WeightStep weights;
    private final Matrix visible;
    private final Matrix hidden;
    private final Matrix states;
    private final Biases visibleBiases;
    private final Biases hiddenBiases;
    /** Null where no labels are learned. */
    private final LabelUnits labels;
    /** Null where there is no target. */
    private final SparsityTarget sparsity;
    /** Null where a chain begins at the data. */
    private final PersistentChains chains;
    private final float[] squaredErrors;
    private final int visibleRows;
    private final int hiddenRows;
    private final float[] values;
    private final float[] data;
    private final Draws draws;
    private double squaredError;

    RbmEpoch(RbmPretraining algorithm, ShardCases cases, State start, RoundPlace place) {
        this.algorithm = algorithm;
        Pretraining settings = algorithm.settings();
        averaging = algorithm.averaging();
        sampling = settings.sampling();
        steps = Steps.of(settings.descent(), place.epoch(), settings.epochs());
        this.cases = cases;
        this.place = place;
        miniBatch = Math.min(averaging.miniBatch(), cases.cases());
        visibleUnits = algorithm.visible();
        hiddenUnits = algorithm.hidden();
        visibleSampler = UnitSampler.of(algorithm.visibleKind());
        hiddenSampler = UnitSampler.of(algorithm.hiddenKind());
        int layer = algorithm.layer();
        weights = new WeightStep(visibleUnits, hiddenUnits, start.get(weights(layer)), start.get(velocity(weights(layer))),
                steps);
        sparsity = settings.sparsity().none() ? null
                : new SparsityTarget(settings.sparsity(), visibleUnits, start.get(activity(layer)));
        int rows = 2 * miniBatch + (sparsity == null ? 0 : 1);
        visible = new Matrix(rows, visibleUnits);
        hidden = new Matrix(rows, hiddenUnits);
        states = new Matrix(miniBatch, hiddenUnits);
        visibleBiases = new Biases(start, visibleBiases(layer));
        hiddenBiases = new Biases(start, hiddenBiases(layer));
        squaredErrors = new float[visibleUnits];
        visibleRows = Matrix.chunkRows(visibleUnits);
        hiddenRows = Matrix.chunkRows(hiddenUnits);
        int chunk = Math.max(Matrix.CHUNK, Math.max(visibleUnits, hiddenUnits));
        values = new float[chunk];
        data = new float[chunk];
        draws = new Draws(algorithm.seed(), place, miniBatch, Math.max(chunk, miniBatch));
        labels = algorithm.classes() == 0 ? null : new LabelUnits(algorithm, cases, start, steps, draws);
        chains = algorithm.persistent() ? new PersistentChains(miniBatch, hiddenUnits, start, chains(layer)) : null;
    }

    /**
     * A mini-batch of so many cases, and the rows that it takes: made once a size, so that the loop over them makes no garbage.
     */
    private final class MiniBatch {
        final int count;
        /** Rows of the negative phase: the cases, or all persistent chains. */
        final int negatives;
        final float perCase;
        final float perNegative;
        final Rows shown;
        final Rows above;
        final Rows drawn;
        /** Hidden states that the reconstruction comes from. */
        final Rows from;
        final Rows reconstructed;
        final Rows hiddenAgain;
        final Rows errors;
        final Rows visibleAll;
        final Rows hiddenAll;

        MiniBatch(int count) {
            this.count = count;
            negatives = chains == null ? count : miniBatch;
            perCase = steps.perCase(count);
            perNegative = steps.perCase(negatives);
            shown = visible.first(count);
            above = hidden.first(count);
            drawn = states.first(count);
            from = chains == null ? drawn : chains.states().first(negatives);
            reconstructed = new Rows(visible, count, negatives);
            hiddenAgain = new Rows(hidden, count, negatives);
            errors = new Rows(visible, count, count);
            int rows = count + negatives + (sparsity == null ? 0 : 1);
            visibleAll = visible.first(rows);
            hiddenAll = hidden.first(rows);
        }
    }

    ShardResult run() {
        int[] order = new CounterStream(algorithm.seed(), Purpose.CASE_ORDER, place.firstRoundOfEpoch(), place.shard(),
                place.pass()).permutation(cases.cases());
        int begin = averaging.first(order.length, place.part());
        int end = begin + averaging.count(order.length, place.part());
        MiniBatch batch = null;
        int before = place.pass() * Averaging.miniBatches(end - begin, miniBatch);
        for (int first = begin, index = before; first < end; first += miniBatch, index++) {
            int count = Math.min(miniBatch, end - first);
            batch = batch != null && batch.count == count ? batch : new MiniBatch(count);
            draws.begin(index);
            learn(order, first, batch);
        }
        List<float[]> own = algorithm.own().stream().map(section -> chains.copy(section.length())).toList();
        return new ShardResult(averaged(), end - begin, new double[] {squaredError}, own);
    }

    private void learn(int[] order, int first, MiniBatch batch) {
        show(order, first, batch);
        weights.up(1, batch.shown, batch.above);
        if (labels != null) {
            labels.show(order, first, batch.count, batch.perCase, batch.above);
        }
        hiddenOfData(batch);
        if (chains != null) {
            reconstructData(batch);
            chains.beginAt(states);
        }
        for (int step = 0; step < sampling.cdSteps(); step++) {
            Cancellation.check();
            boolean last = step == sampling.cdSteps() - 1;
            weights.down(batch.from, batch.reconstructed);
            if (labels != null) {
                labels.reconstruct(batch.from, batch.count, step);
            }
            reconstruct(batch, step, last);
            weights.up(-1, batch.reconstructed, batch.hiddenAgain);
            if (labels != null) {
                labels.addUp(batch.hiddenAgain);
            }
            hiddenOfReconstruction(batch, step, last);
        }
        update(batch);
    }

    /** The data into the upper rows of {@code visible}. */
    private void show(int[] order, int first, MiniBatch batch) {
        for (int row = 0; row < batch.count; row += visibleRows) {
            int rows = Math.min(visibleRows, batch.count - row);
            for (int i = 0; i < rows; i++) {
                cases.copy(order[first + row + i], values, i * visibleUnits);
            }
            if (algorithm.shownSamples()) {
                float[] uniform = draws.uniform(Purpose.INPUT_STATES, 0, visibleUnits, row, rows);
                visibleSampler.show(values, uniform, rows * visibleUnits);
            }
            visibleBiases.add(values, rows, batch.perCase);
            if (sparsity != null) {
                sparsity.addVisible(values, rows);
            }
            visible.set(row, values, 0, rows * visibleUnits);
        }
    }

    /** The data's hidden means into the upper rows of {@code hidden}, and states drawn from their distribution. */
    private void hiddenOfData(MiniBatch batch) {
        for (int row = 0; row < batch.count; row += hiddenRows) {
            int rows = Math.min(hiddenRows, batch.count - row);
            hidden.get(row, values, 0, rows * hiddenUnits);
            sampleHidden(states, row, rows, 0);
            hiddenBiases.add(values, rows, batch.perCase);
            if (sparsity != null) {
                sparsity.addHidden(values, rows);
            }
            hidden.set(row, values, 0, rows * hiddenUnits);
        }
    }

    /** The data's own reconstruction, for its error: persistent chains do without it. */
    private void reconstructData(MiniBatch batch) {
        weights.down(batch.drawn, batch.errors);
        for (int row = 0; row < batch.count; row += visibleRows) {
            int rows = Math.min(visibleRows, batch.count - row);
            visible.get(batch.count + row, values, 0, rows * visibleUnits);
            visibleSampler.means(values, rows, visibleBiases.values());
            addError(row, rows);
        }
        addUpErrors();
    }

    /** The reconstruction, with its sign turned, into the lower rows of {@code visible}. */
    private void reconstruct(MiniBatch batch, int step, boolean last) {
        for (int row = 0; row < batch.negatives; row += visibleRows) {
            int rows = Math.min(visibleRows, batch.negatives - row);
            visible.get(batch.count + row, values, 0, rows * visibleUnits);
            float[] shown = values;
            if (sampling.reconstruction() == Reconstruction.SAMPLES) {
                shown = draws.uniform(Purpose.VISIBLE_STATES, step, visibleUnits, row, rows);
                visibleSampler.meansAndStates(values, rows, visibleBiases.values(), shown);
            } else {
                visibleSampler.means(values, rows, visibleBiases.values());
            }
            if (last && chains == null) {
                addError(row, rows);
            }
            Elementwise.negate(shown, rows * visibleUnits);
            if (last) {
                visibleBiases.add(shown, rows, batch.perNegative);
            }
            visible.set(batch.count + row, shown, 0, rows * visibleUnits);
        }
        addUpErrors();
    }

    /** Compares rows of a reconstruction's means, in {@code values}, with the data. */
    private void addError(int row, int rows) {
        visible.get(row, data, 0, rows * visibleUnits);
        Elementwise.addSquaredDifferences(data, values, rows, squaredErrors);
    }

    private void addUpErrors() {
        for (int unit = 0; unit < visibleUnits; unit++) {
            squaredError += squaredErrors[unit];
            squaredErrors[unit] = 0;
        }
    }

    /** Hidden units of the reconstruction: means for the gradient after the last step, states where a chain goes on. */
    private void hiddenOfReconstruction(MiniBatch batch, int step, boolean last) {
        for (int row = 0; row < batch.negatives; row += hiddenRows) {
            int rows = Math.min(hiddenRows, batch.negatives - row);
            hidden.get(batch.count + row, values, 0, rows * hiddenUnits);
            if (chains != null) {
                sampleHidden(chains.states(), row, rows, step + 1);
            } else if (!last) {
                sampleHidden(states, row, rows, step + 1);
            } else {
                hiddenSampler.means(values, rows, hiddenBiases.values());
            }
            if (last) {
                hiddenBiases.add(values, rows, -batch.perNegative);
                if (batch.count != batch.negatives) {
                    Elementwise.scale((float) batch.count / batch.negatives, values, rows * hiddenUnits);
                }
                hidden.set(batch.count + row, values, 0, rows * hiddenUnits);
            }
        }
    }

    /** Total inputs of hidden units, in {@code values}, become means; states drawn from their distribution go into a matrix. */
    private void sampleHidden(Matrix into, int row, int rows, int step) {
        float[] drawn = draws.uniform(Purpose.HIDDEN_STATES, step, hiddenUnits, row, rows);
        hiddenSampler.meansAndStates(values, rows, hiddenBiases.values(), drawn);
        into.set(row, drawn, 0, rows * hiddenUnits);
    }

    private void update(MiniBatch batch) {
        if (sparsity != null) {
            int row = batch.count + batch.negatives;
            sparsity.pull(batch.count, (float) steps.learningRate(), visible, hidden, row, hiddenBiases);
        }
        weights.take(batch.perCase, batch.visibleAll, batch.hiddenAll);
        visibleBiases.move(steps);
        hiddenBiases.move(steps);
        if (labels != null) {
            labels.take(batch.count, batch.perCase, batch.hiddenAll);
        }
    }

    /** In the order of the layout: what was learned, then velocities, then mean activations. */
    private List<float[]> averaged() {
        float[] learned = weights.copyOfWeights();
        List<float[]> averaged = new ArrayList<>(List.of(learned, visibleBiases.values(), hiddenBiases.values()));
        List<float[]> ofLabels = labels == null ? List.of() : labels.result();
        averaged.addAll(ofLabels.subList(0, ofLabels.size() / 2));
        averaged.addAll(List.of(weights.copyOfVelocity(learned), visibleBiases.velocities(), hiddenBiases.velocities()));
        averaged.addAll(ofLabels.subList(ofLabels.size() / 2, ofLabels.size()));
        if (sparsity != null) {
            averaged.add(sparsity.activity());
        }
        return averaged;
    }

    @Override
    public void close() {
        weights.close();
        visible.close();
        hidden.close();
        states.close();
        if (labels != null) {
            labels.close();
        }
        if (chains != null) {
            chains.close();
        }
    }
}
