package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.LearningRate;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Momentum.Form;
import org.beliefgrid.model.Momentum.Ramp;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bound of the weights into a unit in the averaged model. */
class MaxNormTest {
    private static final int V = 9;
    private static final int H = 5;
    private static final int CLASSES = 3;
    private static final int CASES = 23;
    private static final int EPOCHS = 6;
    private static final double BOUND = 0.7;

    /** Weights with their number of columns, of every algorithm that has a descent. */
    private static Map<String, Integer> weights(IterativeAlgorithm algorithm) {
        return algorithm instanceof RbmPretraining ? Map.of("layer0.weights", H, "labels.weights", H)
                : algorithm instanceof BackPropagation ? Map.of("layer0.weights", H, "softmax.weights", CLASSES)
                : Map.of("encoder0.weights", H, "decoder0.weights", V);
    }

    private static List<IterativeAlgorithm> algorithms(Momentum block, Form form, double bound) {
        Descent descent = new Descent(LearningRate.constant(0.4), new Momentum(0.3, 0.8, 3, Ramp.LINEAR, form), 0, 0, bound);
        Pretraining pretraining = Pretraining.of(EPOCHS, descent, Sampling.CD1, 0).withBlockMomentum(block);
        FineTuning fineTuning = FineTuning.of(EPOCHS, descent, 0, Dropout.NONE).withBlockMomentum(block);
        Averaging averaging = Averaging.everyEpoch(5);
        List<IterativeAlgorithm> algorithms = new ArrayList<>(List.of(
                new RbmPretraining(new int[] {V, H}, CLASSES, averaging, 5, false, pretraining),
                new BackPropagation(new int[] {V, H}, CLASSES, averaging, 5, false, Pretraining.DEFAULTS, fineTuning),
                new BackPropagation(new int[] {V, H}, CLASSES, averaging, 5, false, Pretraining.DEFAULTS,
                        fineTuning.withAverageLast(3))));
        TrainingPlan plan = TrainingPlan.DEFAULTS.withHidden(List.of(H)).withFineTuning(fineTuning);
        algorithms.addAll(AutoencoderTraining.algorithms(plan, TrainingData.of(V, CLASSES), 0.01, true).stream()
                .filter(DeepAutoencoder.class::isInstance).toList());
        assertEquals(4, algorithms.size());
        return algorithms;
    }

    private static ShardCases cases(Random random) {
        int[] labels = random.ints(CASES, 0, CLASSES).toArray();
        return RandomValues.cases(random, V, labels);
    }

    private static double longest(float[] weights, int columns) {
        double[] squares = new double[columns];
        for (int i = 0; i < weights.length; i++) {
            squares[i % columns] += (double) weights[i] * weights[i];
        }
        double longest = 0;
        for (double square : squares) {
            longest = Math.max(longest, Math.sqrt(square));
        }
        return longest;
    }

    private interface Look {
        void at(IterativeAlgorithm algorithm, State state, Mean mean, State next);
    }

    private static void rounds(IterativeAlgorithm algorithm, Look look) {
        Random random = new Random(TestSeed.VALUE);
        ShardCases cases = cases(random);
        State state = RandomValues.state(random, algorithm, 0.2);
        for (int round = 0; round < EPOCHS; round++) {
            ShardResult result = algorithm.shardEpoch(cases, state, new RoundPlace(round, round, 0));
            Mean mean = new Mean(result.averaged(), result.cases(), result.statistics());
            State next = algorithm.afterAveraging(state, mean, round);
            look.at(algorithm, state, mean, next);
            state = next;
        }
    }

    /** That of every round is judged, and that of the last stored. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void noAveragedModelHasLongerWeights(Form form) {
        Momentum block = new Momentum(0.6, 0.9, 2, Ramp.LINEAR, form);
        for (IterativeAlgorithm algorithm : algorithms(block, form, BOUND)) {
            rounds(algorithm, (of, state, mean, next) -> weights(of).forEach((name, columns) ->
                    assertTrue(longest(next.get(name), columns) <= BOUND * (1 + 2e-6),
                            TestSeed.replay("%s, %s: %s".formatted(of.name(), name, longest(next.get(name), columns))))));
        }
    }

    /** What is too long keeps its direction; all else, biases and velocities of both kinds, is what it is without a bound. */
    @Test
    void unitsAreScaledAndNothingElseChanges() {
        Momentum block = Momentum.constant(0.9);
        IterativeAlgorithm bounded = algorithms(block, Form.CLASSICAL, BOUND).get(1);
        IterativeAlgorithm free = algorithms(block, Form.CLASSICAL, Descent.NO_BOUND).get(1);
        boolean[] scaled = new boolean[1];
        rounds(bounded, (of, state, mean, next) -> {
            State without = free.afterAveraging(state, mean, 0);
            State with = bounded.afterAveraging(state, mean, 0);
            for (Section section : with.sections()) {
                float[] expected = without.get(section.name()).clone();
                Integer columns = weights(of).get(section.name());
                for (int i = 0; columns != null && i < expected.length; i++) {
                    double norm = norm(without.get(section.name()), columns, i % columns);
                    scaled[0] |= norm > BOUND * 1.01;
                    expected[i] *= (float) Math.min(1, BOUND / norm);
                }
                assertArrayEquals(expected, with.get(section.name()), columns == null ? 0 : 1e-6f, section.name());
            }
        });
        assertTrue(scaled[0], "some unit is beyond the bound");
    }

    private static double norm(float[] weights, int columns, int unit) {
        double square = 0;
        for (int i = unit; i < weights.length; i += columns) {
            square += (double) weights[i] * weights[i];
        }
        return Math.sqrt(square);
    }

    /** Shards have kept the bound, so their mean has; and a bound that nothing reaches changes nothing. */
    @Test
    void plainMeansAndShortWeightsStayAsTheyAre() {
        for (IterativeAlgorithm algorithm : algorithms(Momentum.NONE, Form.CLASSICAL, BOUND)) {
            if (algorithm instanceof BackPropagation fineTuning && fineTuning.settings().averageLast() > 0) {
                continue;
            }
            rounds(algorithm, (of, state, mean, next) -> {
                for (int section = 0; section < mean.averaged().size(); section++) {
                    assertSame(mean.averaged().get(section), next.averaged().get(section), of.name());
                }
            });
        }
        List<IterativeAlgorithm> far = algorithms(Momentum.constant(0.5), Form.NESTEROV, 1000);
        List<IterativeAlgorithm> free = algorithms(Momentum.constant(0.5), Form.NESTEROV, Descent.NO_BOUND);
        for (int index = 0; index < far.size(); index++) {
            IterativeAlgorithm other = free.get(index);
            rounds(far.get(index), (of, state, mean, next) -> {
                State expected = other.afterAveraging(state, mean, 0);
                State found = of.afterAveraging(state, mean, 0);
                expected.sections().forEach(section -> assertArrayEquals(expected.get(section.name()),
                        found.get(section.name()), section.name()));
            });
        }
    }
}
