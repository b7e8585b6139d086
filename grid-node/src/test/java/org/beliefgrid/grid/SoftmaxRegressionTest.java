package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.beliefgrid.learning.Averaging;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.ShardResult;
import org.beliefgrid.learning.SoftmaxRegression;
import org.beliefgrid.learning.State;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Softmax regression against finite differences of its loss, and against what scikit-learn converges to. */
class SoftmaxRegressionTest {
    private static final int UNITS = 5;
    private static final int CLASSES = 3;
    private static final double WEIGHT_COST = 0.01;
    private static final double STEP = 1e-5;

    private static SoftmaxRegression regression(int units, int epochs, int miniBatch, double rate, double momentum,
            double weightCost) {
        return new SoftmaxRegression(units, CLASSES, Averaging.everyEpoch(miniBatch), 1, false, Units.Visible.BERNOULLI,
                FineTuning.of(epochs, Descent.of(rate, Momentum.constant(momentum), weightCost), 0, Dropout.NONE),
                        new float[0]);
    }

    @Test
    void itBeginsWithZeros() {
        State start = regression(UNITS, 1, 10, 0.1, 0, 0).start(State.EMPTY);
        assertArrayEquals(new float[UNITS * CLASSES], start.get("softmax.weights"));
        assertArrayEquals(new float[CLASSES], start.get("softmax.biases"));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void aStepOverAllCasesIsTheGradientOfTheMeanLoss(long seed) {
        Random random = new Random(seed);
        int[] labels = {0, 2, 1, 1, 0, 2, 2, 0};
        float[] values = floats(random, labels.length * UNITS);
        float[] parameters = floats(random, (UNITS + 1) * CLASSES);
        SoftmaxRegression regression = regression(UNITS, 1, labels.length, 1, 0, 0);
        float[] weights = Arrays.copyOf(parameters, UNITS * CLASSES);
        float[] biases = Arrays.copyOfRange(parameters, UNITS * CLASSES, parameters.length);
        State start = regression.start(State.EMPTY).with(Map.of("softmax.weights", weights, "softmax.biases", biases));
        ShardResult found = regression.shardEpoch(ShardCases.ofFloats(UNITS, values, labels), start, new RoundPlace(0, 0, 0));
        double[] at = doubles(parameters);
        for (int i = 0; i < at.length; i++) {
            double before = at[i];
            at[i] = before + STEP;
            double above = loss(at, values, labels);
            at[i] = before - STEP;
            double gradient = (above - loss(at, values, labels)) / (2 * STEP);
            at[i] = before;
            float[] moved = found.averaged().get(i < weights.length ? 0 : 1);
            int index = i < weights.length ? i : i - weights.length;
            assertEquals(before - gradient, moved[index], 3e-6, "parameter " + i);
        }
        assertEquals(labels.length * loss(at, values, labels), found.statistics()[0], 1e-5);
    }

    /** In doubles, by the definition. */
    private static double loss(double[] parameters, float[] values, int[] labels) {
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            double all = 0;
            double ofLabel = 0;
            for (int label = 0; label < CLASSES; label++) {
                double score = parameters[UNITS * CLASSES + label];
                for (int unit = 0; unit < UNITS; unit++) {
                    score += values[i * UNITS + unit] * parameters[unit * CLASSES + label];
                }
                all += Math.exp(score);
                ofLabel = label == labels[i] ? score : ofLabel;
            }
            sum += Math.log(all) - ofLabel;
        }
        return sum / labels.length;
    }

    /** Whatever the number of shards: with whole shards as mini-batches the mean is a step over all cases. */
    @ParameterizedTest(name = "{0} shards")
    @ValueSource(ints = {1, 5})
    void itConvergesToWhatScikitLearnFinds(int shards) {
        List<ShardCases> cases = IrisTables.shards(shards);
        SoftmaxRegression regression = regression(IrisTables.UNITS, 1500, 150, 1, 0, WEIGHT_COST);
        State last = PlainLoop.run(List.of(regression), cases);
        double[][] weights = IrisTables.read("softmax-weights.csv");
        for (int unit = 0; unit < IrisTables.UNITS; unit++) {
            for (int label = 0; label < CLASSES; label++) {
                assertEquals(weights[unit][label], last.get("softmax.weights")[unit * CLASSES + label], 2e-4,
                        "weight " + unit + "," + label);
            }
        }
        double[][] probabilities = IrisTables.read("softmax.csv");
        for (int shard = 0; shard < shards; shard++) {
            for (int i = 0; i < cases.get(shard).cases(); i++) {
                assertArrayEquals(probabilities[shard + i * shards], probabilities(last, cases.get(shard), i), 1e-4);
            }
        }
    }

    private static double[] probabilities(State state, ShardCases cases, int index) {
        float[] values = new float[cases.units()];
        cases.copy(index, values, 0);
        double[] exponentials = new double[CLASSES];
        double sum = 0;
        for (int label = 0; label < CLASSES; label++) {
            double score = state.get("softmax.biases")[label];
            for (int unit = 0; unit < values.length; unit++) {
                score += values[unit] * state.get("softmax.weights")[unit * CLASSES + label];
            }
            exponentials[label] = Math.exp(score);
            sum += exponentials[label];
        }
        for (int label = 0; label < CLASSES; label++) {
            exponentials[label] /= sum;
        }
        return exponentials;
    }

    private static float[] floats(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
