package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.LABEL_BIASES;
import static org.beliefgrid.learning.LayerSections.LABEL_WEIGHTS;
import static org.beliefgrid.learning.LayerSections.velocity;

import java.util.Arrays;
import java.util.List;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.math.Matrix;
import org.beliefgrid.math.Matrix.Rows;
import org.beliefgrid.model.Sampling.Reconstruction;

/**
 * A group of softmax units beside the visible ones, one a class, that takes the labels' side in an epoch of the top machine
 * (Hinton, Osindero and Teh, "A fast learning algorithm for deep belief nets", 2006). A case without a label is one of a
 * machine without the group, in both phases (Practical Guide, section 16, on missing values): its rows are zeros. A bound of
 * the norm holds for these weights into a hidden unit and for those from the visible units, each on their own.
 *
 * <p>The rows are those of the visible units: data above, the reconstruction with its sign turned below.
 */
final class LabelUnits implements AutoCloseable {
    private final ShardCases cases;
    private final boolean samples;
    private final Steps steps;
    private final Draws draws;
    private final int classes;
    private final WeightStep weights;
    private final Biases biases;
    private final Matrix units;
    private final float[] values;
    private final float[] sums;
    private final int[] labels;
    // Rows of the mini-batch, made anew where it has another number of cases.
    private Rows data;
    private Rows reconstruction;
    private Rows both;

    LabelUnits(RbmPretraining algorithm, ShardCases cases, State start, Steps steps, Draws draws) {
        this.cases = cases;
        samples = algorithm.settings().sampling().reconstruction() == Reconstruction.SAMPLES;
        this.steps = steps;
        this.draws = draws;
        classes = algorithm.classes();
        weights = new WeightStep(classes, algorithm.hidden(), start.get(LABEL_WEIGHTS), start.get(velocity(LABEL_WEIGHTS)),
                steps);
        biases = new Biases(start, LABEL_BIASES);
        int miniBatch = draws.miniBatch();
        units = new Matrix(2 * miniBatch + 1, classes);
        values = new float[miniBatch * classes];
        sums = new float[classes];
        labels = new int[miniBatch];
    }

    /** The labels of a mini-batch into the upper rows, and what they give to the hidden units' total inputs. */
    void show(int[] order, int first, int count, float perCase, Rows hidden) {
        if (data == null || data.count() != count) {
            data = units.first(count);
            reconstruction = new Rows(units, count, count);
            both = null;
        }
        Arrays.fill(values, 0, count * classes, 0);
        for (int row = 0; row < count; row++) {
            labels[row] = cases.label(order[first + row]);
            if (labels[row] != ShardCases.UNLABELLED) {
                values[row * classes + labels[row]] = 1;
            }
        }
        biases.add(values, count, perCase);
        Elementwise.addRows(values, count, 1, sums);
        units.set(0, values, 0, count * classes);
        weights.addUp(1, data, hidden);
    }

    /** The labels' reconstruction from hidden states into the lower rows. */
    void reconstruct(Rows states, int count, int step) {
        weights.down(states, reconstruction);
        units.get(count, values, 0, count * classes);
        Elementwise.addBiasesAndSoftmax(values, count, biases.values());
        if (samples) {
            Elementwise.drawOneOf(values, count, classes, draws.uniform(Purpose.LABEL_STATES, step, 1, 0, count));
        }
        Elementwise.negate(values, count * classes);
        for (int row = 0; row < count; row++) {
            if (labels[row] == ShardCases.UNLABELLED) {
                Arrays.fill(values, row * classes, (row + 1) * classes, 0);
            }
        }
        units.set(count, values, 0, count * classes);
    }

    /** What the reconstruction gives to the hidden units' total inputs. */
    void addUp(Rows hidden) {
        weights.addUp(-1, reconstruction, hidden);
    }

    /**
     * One step, after the last reconstruction of a mini-batch.
     *
     * @param above the hidden units of both phases, and one more row where a sparsity target pulls at them
     */
    void take(int count, float perCase, Rows above) {
        if (above.count() > 2 * count) {
            units.set(2 * count, sums, 0, classes);
        }
        Arrays.fill(sums, 0);
        both = both == null ? units.first(above.count()) : both;
        weights.take(perCase, both, above);
        biases.add(values, count, perCase);
        biases.move(steps);
    }

    /** Weights, biases and the velocities of both. */
    List<float[]> result() {
        float[] learned = weights.copyOfWeights();
        return List.of(learned, biases.values(), weights.copyOfVelocity(learned), biases.velocities());
    }

    @Override
    public void close() {
        weights.close();
        units.close();
    }
}
