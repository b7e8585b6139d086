package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The unrolled network's step against finite differences of its loss, which is computed here in doubles by its definition. */
class DeepAutoencoderTest {
    private static final int[] UNITS = {5, 4, 2};
    private static final int CASES = 7;
    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 5e-6;

    private static DeepAutoencoder autoencoder(Units kinds, int epochs) {
        return new DeepAutoencoder(UNITS, Averaging.everyEpoch(CASES), 1, kinds,
                FineTuning.of(epochs, Descent.of(1, Momentum.constant(0), 0), 0, Dropout.NONE));
    }

    private static State random(DeepAutoencoder algorithm, Random random) {
        State.Builder state = new State.Builder();
        for (Section section : algorithm.layout()) {
            boolean learned = section.role() == Role.LEARNED;
            boolean deviations = section.name().equals(LayerSections.INPUT_DEVIATIONS);
            float[] values = learned ? RandomValues.floats(random, section.length(), 0.7) : new float[section.length()];
            Arrays.fill(values, 0, deviations ? values.length : 0, 1);
            state.add(section, values);
        }
        return state.build();
    }

    @ParameterizedTest(name = "{1} units, seed {0}")
    @CsvSource({"1, BERNOULLI", "2, BERNOULLI", "3, BERNOULLI", "1, GAUSSIAN", "2, GAUSSIAN"})
    void theStepIsTheGradientOfTheMeanLoss(long seed, Units.Visible visible) {
        DeepAutoencoder algorithm = autoencoder(new Units(visible, Units.Hidden.BERNOULLI), 1);
        Random random = new Random(seed);
        State start = random(algorithm, random);
        ShardCases cases = RandomValues.cases(random, UNITS[0], new int[CASES]);
        ShardResult found = algorithm.shardEpoch(cases, start, new RoundPlace(0, 0, 0));
        List<Section> learned = start.of(Role.LEARNED);
        Map<String, double[]> parameters = new HashMap<>();
        learned.forEach(section -> parameters.put(section.name(), doubles(start.get(section.name()))));
        for (int index = 0; index < learned.size(); index++) {
            double[] values = parameters.get(learned.get(index).name());
            for (int i = 0; i < values.length; i++) {
                double before = values[i];
                values[i] = before + STEP;
                double above = loss(parameters, cases, visible)[0];
                values[i] = before - STEP;
                double gradient = (above - loss(parameters, cases, visible)[0]) / (2 * STEP);
                values[i] = before;
                assertEquals(before - gradient, found.averaged().get(index)[i], TOLERANCE, learned.get(index).name() + " " + i);
            }
        }
        double[] losses = loss(parameters, cases, visible);
        assertEquals(CASES * losses[0], found.statistics()[0], 1e-4);
        assertEquals(CASES * losses[1], found.statistics()[1], 1e-4);
    }

    /** Mean loss and mean squared error. */
    private static double[] loss(Map<String, double[]> parameters, ShardCases cases, Units.Visible visible) {
        String[] layers = {"encoder0", "encoder1", "decoder1", "decoder0"};
        double loss = 0;
        double squares = 0;
        for (int index = 0; index < CASES; index++) {
            float[] target = new float[UNITS[0]];
            cases.copy(index, target, 0);
            double[] below = doubles(target);
            for (int layer = 0; layer < layers.length; layer++) {
                boolean linear = layer == 1 || layer == 3 && visible == Units.Visible.GAUSSIAN;
                below = up(below, parameters.get(layers[layer] + ".weights"), parameters.get(layers[layer] + ".biases"),
                        linear);
            }
            for (int unit = 0; unit < target.length; unit++) {
                double error = below[unit] - target[unit];
                squares += error * error;
                loss += visible == Units.Visible.GAUSSIAN ? error * error / 2 : -target[unit] * Math.log(below[unit])
                        - (1 - target[unit]) * Math.log(1 - below[unit]);
            }
        }
        return new double[] {loss / CASES, squares / CASES};
    }

    private static double[] up(double[] below, double[] weights, double[] biases, boolean linear) {
        double[] above = biases.clone();
        for (int j = 0; j < above.length; j++) {
            for (int i = 0; i < below.length; i++) {
                above[j] += below[i] * weights[i * above.length + j];
            }
            above[j] = linear ? above[j] : 1 / (1 + Math.exp(-above[j]));
        }
        return above;
    }

    @Test
    void theDecoderBeginsAsTheEncoderTransposed() {
        State.Builder stack = new State.Builder();
        Random random = new Random(4);
        for (int layer = 0; layer < UNITS.length - 1; layer++) {
            LayerSections.rbm(layer, UNITS[layer], UNITS[layer + 1], Role.LEARNED).forEach(section -> stack.add(section,
                    RandomValues.floats(random, section.length(), 1)));
        }
        State previous = stack.build();
        State start = autoencoder(Units.BERNOULLI, 1).start(previous);
        for (int layer = 0; layer < UNITS.length - 1; layer++) {
            float[] weights = previous.get(LayerSections.weights(layer));
            assertArrayEquals(weights, start.get("encoder" + layer + ".weights"));
            assertArrayEquals(previous.get(LayerSections.hiddenBiases(layer)), start.get("encoder" + layer + ".biases"));
            assertArrayEquals(previous.get(LayerSections.visibleBiases(layer)), start.get("decoder" + layer + ".biases"));
            float[] down = start.get("decoder" + layer + ".weights");
            for (int i = 0; i < UNITS[layer]; i++) {
                for (int j = 0; j < UNITS[layer + 1]; j++) {
                    assertEquals(weights[i * UNITS[layer + 1] + j], down[j * UNITS[layer] + i]);
                }
            }
        }
    }

    @Test
    void theLastRoundJudgesWhatWasLearnedOnLearnedAndHeldOutCases() {
        DeepAutoencoder algorithm = autoencoder(Units.BERNOULLI, 0);
        Random random = new Random(5);
        State state = random(algorithm, random);
        ShardCases cases = RandomValues.cases(random, UNITS[0], new int[CASES + 2]).withHeldOut(2);
        assertEquals(1, algorithm.rounds());
        ShardResult found = algorithm.shardEpoch(cases, state, new RoundPlace(0, 0, 0));
        Map<String, double[]> parameters = new HashMap<>();
        state.of(Role.LEARNED).forEach(section -> parameters.put(section.name(), doubles(state.get(section.name()))));
        assertEquals(CASES * loss(parameters, cases, Units.Visible.BERNOULLI)[1], found.statistics()[1], 1e-4);
        assertEquals(2, found.statistics()[3]);
        List<float[]> means = new ArrayList<>(found.averaged());
        double[] aCase = found.statistics().clone();
        for (int i = 0; i < aCase.length; i++) {
            aCase[i] /= CASES;
        }
        float[] errors = AutoencoderTraining.errors(algorithm.afterAveraging(state, new Mean(means, CASES, aCase), 0));
        assertEquals(found.statistics()[1] / CASES, errors[0], 1e-5);
        assertEquals(found.statistics()[2] / 2, errors[1], 1e-5);
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
