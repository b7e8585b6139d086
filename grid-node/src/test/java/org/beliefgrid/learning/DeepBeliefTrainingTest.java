package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.Standardisation;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeepBeliefTrainingTest {
    private static final int VISIBLE = 12;
    private static final TrainingPlan PLAN = TrainingPlan.DEFAULTS.withHidden(List.of(7, 5, 4)).withSeed(TestSeed.VALUE);

    @Test
    void thereIsOnePretrainingALayerAndThenFineTuning() {
        List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(PLAN, TrainingData.of(VISIBLE, 3));
        assertEquals(List.of("pre-training layer 1", "pre-training layer 2", "pre-training layer 3", "fine-tuning"),
                algorithms.stream().map(IterativeAlgorithm::name).toList());
        assertEquals(List.of(10, 10, 10, 20), algorithms.stream().map(IterativeAlgorithm::rounds).toList());
        assertEquals("learningRate 0.1", algorithms.get(3).stepSize());
    }

    @Test
    void withoutLabelsOrWithoutEpochsThereIsNoFineTuning() {
        assertEquals(3, DeepBeliefTraining.algorithms(PLAN, TrainingData.of(VISIBLE, 0)).size());
        assertEquals(3, DeepBeliefTraining.algorithms(PLAN.withFineTuning(PLAN.fineTuning().withEpochs(0)),
                TrainingData.of(VISIBLE, 3)).size());
    }

    @Test
    void layersWithoutEpochsAreThereNevertheless() {
        List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(
                PLAN.withPretraining(PLAN.pretraining().withEpochs(0)), TrainingData.of(VISIBLE, 3));
        assertEquals(List.of(0, 0, 0, 20), algorithms.stream().map(IterativeAlgorithm::rounds).toList());
    }

    /**
     * Each algorithm begins where the one before ended: what was learned below is there, unchanged, and no more of it is
     * learned.
     */
    @Test
    void everyAlgorithmStartsFromWhatTheOnesBeforeLearned() {
        Random random = new Random(TestSeed.VALUE);
        State last = State.EMPTY;
        Set<String> learned = new HashSet<>();
        for (IterativeAlgorithm algorithm : DeepBeliefTraining.algorithms(PLAN, TrainingData.of(VISIBLE, 3))) {
            State start = algorithm.start(last);
            assertEquals(algorithm.layout(), start.sections());
            for (String name : learned) {
                assertSame(last.get(name), start.get(name), name);
            }
            for (Section section : start.of(Role.VELOCITY)) {
                assertArrayEquals(new float[section.length()], start.get(section.name()), section.name());
            }
            start.of(Role.LEARNED).forEach(section -> learned.add(section.name()));
            last = RandomValues.state(random, algorithm, 1);
            last = withFrozenOf(start, last);
        }
        assertEquals(Set.of("layer0.weights", "layer0.visibleBiases", "layer0.hiddenBiases", "layer1.weights",
                "layer1.visibleBiases", "layer1.hiddenBiases", "layer2.weights", "layer2.visibleBiases", "layer2.hiddenBiases",
                "softmax.weights", "softmax.biases"), learned);
    }

    @Test
    void fineTuningLearnsAllButTheVisibleBiases() {
        State start = last(PLAN, 3);
        assertEquals(List.of("layer0.visibleBiases", "layer1.visibleBiases", "layer2.visibleBiases"),
                start.of(Role.FROZEN).stream().map(Section::name).toList());
        assertEquals(8, start.of(Role.LEARNED).size());
        assertEquals(8, start.of(Role.VELOCITY).size());
    }

    @Test
    void initialWeightsAreSmallDifferInEveryLayerAndComeFromTheSeed() {
        TrainingPlan plan = PLAN.withHidden(List.of(200, 200, 200));
        State start = last(plan, 200);
        List<String> names = List.of("layer1.weights", "layer2.weights", "softmax.weights");
        Set<Float> first = new HashSet<>();
        for (String name : names) {
            float[] weights = start.get(name);
            first.add(weights[0]);
            double sum = 0;
            double squares = 0;
            for (float weight : weights) {
                sum += weight;
                squares += (double) weight * weight;
            }
            double deviation = plan.pretraining().initialDeviation().value();
            // 40,000 draws: mean and variance within six of their deviations.
            assertEquals(0, sum / weights.length, 6 * deviation / 200, TestSeed.replay(name));
            assertEquals(1, squares / weights.length / (deviation * deviation), 6 * Math.sqrt(2) / 200, TestSeed.replay(name));
            assertArrayEquals(weights, last(plan, 200).get(name));
        }
        assertEquals(3, first.size(), TestSeed.replay("first weights"));
        assertTrue(start.get("layer1.weights")[0] != last(plan.withSeed(TestSeed.VALUE + 1), 200).get("layer1.weights")[0]);
    }

    @ParameterizedTest(name = "{0} classes")
    @ValueSource(ints = {0, 3})
    void theNetworkHasWhatTheStateHas(int classes) {
        List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(PLAN, TrainingData.of(VISIBLE, classes));
        State state = RandomValues.state(new Random(TestSeed.VALUE), algorithms.get(algorithms.size() - 1), 1);
        DeepBeliefNet net = DeepBeliefTraining.net(state, VISIBLE, Units.BERNOULLI);
        assertEquals(VISIBLE, net.visible());
        assertEquals(PLAN.hidden(), net.hidden());
        for (int layer = 0; layer < 3; layer++) {
            assertArrayEquals(state.get("layer" + layer + ".weights"), net.rbms().get(layer).weights());
            assertArrayEquals(state.get("layer" + layer + ".visibleBiases"), net.rbms().get(layer).visibleBiases());
            assertArrayEquals(state.get("layer" + layer + ".hiddenBiases"), net.rbms().get(layer).hiddenBiases());
        }
        assertEquals(classes > 0, net.softmax().isPresent());
        net.softmax().ifPresent(softmax -> {
            assertArrayEquals(state.get("softmax.weights"), softmax.weights());
            assertArrayEquals(state.get("softmax.biases"), softmax.biases());
        });
    }

    /** A state in the middle of pre-training is a network of the layers so far. */
    @Test
    void theNetworkOfALowerLayersPretrainingEndsThere() {
        IterativeAlgorithm second = DeepBeliefTraining.algorithms(PLAN, TrainingData.of(VISIBLE, 3)).get(1);
        DeepBeliefNet net = DeepBeliefTraining.net(RandomValues.state(new Random(TestSeed.VALUE), second, 1), VISIBLE,
                Units.BERNOULLI);
        assertEquals(List.of(7, 5), net.hidden());
        assertTrue(net.softmax().isEmpty());
    }

    @Test
    void theNetworkHasStandardisationAndLabelUnitsIfTheStateHas() {
        Random random = new Random(TestSeed.VALUE);
        DeepBeliefNet net = everything(random);
        State state = DeepBeliefTraining.state(net, 3);
        DeepBeliefNet found = DeepBeliefTraining.net(state, VISIBLE, net.units());
        assertEquals(net.sha256(), found.sha256());
        assertEquals(net.units(), found.units());
        assertArrayEquals(net.standardisation().orElseThrow().deviations(), found.standardisation().orElseThrow().deviations());
        assertEquals(3, found.labelUnits().orElseThrow().classes());
        assertEquals(4, found.labelUnits().orElseThrow().hidden());
        assertSame(state.get("input.means"), found.standardisation().orElseThrow().means());
        assertSame(state.get("labels.weights"), found.labelUnits().orElseThrow().weights());
        assertSame(state.get("labels.biases"), found.labelUnits().orElseThrow().biases());
    }

    @Test
    void classesOfAnotherNumberAreNotTakenOver() {
        State state = DeepBeliefTraining.state(everything(new Random(TestSeed.VALUE)), 4);
        assertTrue(state.has("layer2.weights") && state.has("input.means"));
        assertFalse(state.has("labels.weights") || state.has("labels.biases") || state.has("softmax.weights")
                || state.has("softmax.biases"));
    }

    /** No layer is drawn anew; what the algorithm before learned counts for more than the network that the run started from. */
    @Test
    void algorithmsStartFromTheNetworkThatTheRunStartsFrom() {
        Random random = new Random(TestSeed.VALUE);
        DeepBeliefNet net = everything(random);
        State initial = DeepBeliefTraining.state(net, 3);
        TrainingPlan plan = PLAN.withPretraining(PLAN.pretraining().withBlockMomentum(Momentum.constant(0.5)));
        State last = State.EMPTY;
        for (IterativeAlgorithm algorithm : DeepBeliefTraining.algorithms(plan, TrainingData.of(VISIBLE, 3))) {
            State start = algorithm.start(last.completedBy(initial));
            for (Section section : start.sections()) {
                float[] expected = switch (section.role()) {
                    case LEARNED, FROZEN -> (last.has(section.name()) ? last : initial).get(section.name());
                    default -> new float[section.length()];
                };
                assertArrayEquals(expected, start.get(section.name()), algorithm.name() + ", " + section.name());
            }
            last = withFrozenOf(start, RandomValues.state(random, algorithm, 1));
        }
    }

    private static DeepBeliefNet everything(Random random) {
        List<Rbm> rbms = new ArrayList<>();
        int[] units = {VISIBLE, 7, 5, 4};
        for (int layer = 0; layer < 3; layer++) {
            rbms.add(new Rbm(units[layer], units[layer + 1], RandomValues.floats(random, units[layer] * units[layer + 1], 1),
                    RandomValues.floats(random, units[layer], 1), RandomValues.floats(random, units[layer + 1], 1)));
        }
        float[] deviations = new float[VISIBLE];
        Arrays.fill(deviations, 0.5f);
        return new DeepBeliefNet(rbms, new Units(Units.Visible.GAUSSIAN, Units.Hidden.BERNOULLI),
                Optional.of(new Standardisation(RandomValues.floats(random, VISIBLE, 1), deviations)),
                Optional.of(new LabelUnits(3, 4, RandomValues.floats(random, 12, 1), RandomValues.floats(random, 3, 1))),
                Optional.of(new SoftmaxLayer(4, 3, RandomValues.floats(random, 12, 1), RandomValues.floats(random, 3, 1))));
    }

    @Test
    void anUpperLayerLearnsFromTheActivationsOfTheLayersBelow() {
        List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(PLAN, TrainingData.of(VISIBLE, 3));
        Random random = new Random(TestSeed.VALUE);
        State state = RandomValues.state(random, algorithms.get(2), 0.7);
        ShardCases cases = RandomValues.cases(random, VISIBLE, 2, 0, ShardCases.UNLABELLED, 1, 1);
        ShardCases prepared = algorithms.get(2).prepare(cases, state);
        assertEquals(5, prepared.units());
        for (int i = 0; i < cases.cases(); i++) {
            assertEquals(cases.label(i), prepared.label(i));
            float[] data = new float[VISIBLE];
            cases.copy(i, data, 0);
            float[] found = new float[5];
            prepared.copy(i, found, 0);
            double[] expected = up(up(doubles(data), state, 0), state, 1);
            for (int unit = 0; unit < 5; unit++) {
                assertEquals(expected[unit], found[unit], 1e-6, TestSeed.replay("case " + i));
            }
        }
        assertSame(cases, algorithms.get(0).prepare(cases, state), "nothing to prepare for the first layer");
    }

    private static double[] up(double[] values, State state, int layer) {
        float[] weights = state.get("layer" + layer + ".weights");
        double[] sums = doubles(state.get("layer" + layer + ".hiddenBiases"));
        for (int j = 0; j < sums.length; j++) {
            for (int i = 0; i < values.length; i++) {
                sums[j] += values[i] * weights[i * sums.length + j];
            }
            sums[j] = 1 / (1 + Math.exp(-sums[j]));
        }
        return sums;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static State withFrozenOf(State start, State last) {
        State.Builder state = new State.Builder();
        for (Section section : last.sections()) {
            state.add(section, (section.role() == Role.FROZEN ? start : last).get(section.name()));
        }
        return state.build();
    }

    /** The state at the start of the last algorithm, after algorithms that learned nothing. */
    private static State last(TrainingPlan plan, int classes) {
        State state = State.EMPTY;
        for (IterativeAlgorithm algorithm : DeepBeliefTraining.algorithms(plan, TrainingData.of(VISIBLE, classes))) {
            state = algorithm.start(state);
        }
        return state;
    }
}
