package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.LearningRate;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Pretraining.LayerInput;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.Sampling.Chains;
import org.beliefgrid.model.Sampling.Reconstruction;
import org.beliefgrid.model.Sparsity;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands around the mini-batches: rounds of an epoch, schedules, what is measured, prepared and begun with. */
class RbmPretrainingTest {
    private static final int V = 9;
    private static final int H = 5;
    private static final int CASES = 31;
    private static final RoundPlace PLACE = new RoundPlace(9, 2, 4);
    private static final Pretraining SETTINGS = Pretraining.of(10, Descent.of(0.1, Momentum.constant(0.5), 0.001),
            Sampling.CD1, 0);

    private final Random random = new Random(TestSeed.VALUE);

    private static RbmPretraining algorithm(Averaging averaging, boolean heldOut, Pretraining settings) {
        return new RbmPretraining(new int[] {V, H}, 0, averaging, 5, heldOut, settings);
    }

    /** Every unit is on in one case, and reconstructions are all off: the visible biases' velocity shows who was there. */
    @Test
    void everyCaseIsShownOnceAnEpochAcrossItsRounds() {
        Averaging averaging = new Averaging(7, 2, CASES + 10);
        RbmPretraining algorithm = new RbmPretraining(new int[] {CASES, H}, 0, averaging, 5, false,
                Pretraining.of(10, Descent.of(1e-3, Momentum.NONE, 0), SETTINGS.sampling(), 0));
        byte[] values = new byte[CASES * CASES];
        for (int i = 0; i < CASES; i++) {
            values[i * CASES + i] = (byte) 255;
        }
        ShardCases cases = ShardCases.ofBytes(CASES, values, new int[CASES]);
        State.Builder start = new State.Builder();
        for (Section section : algorithm.layout()) {
            float[] numbers = new float[section.length()];
            Arrays.fill(numbers, section.name().equals("layer0.visibleBiases") ? -100 : 0);
            start.add(section, numbers);
        }
        State state = start.build();
        int shown = 0;
        float[] biases = state.get("layer0.visibleBiases").clone();
        double[] seen = new double[CASES];
        for (int part = 0; part < averaging.roundsAnEpoch(); part++) {
            long weight = algorithm.weight(CASES, 0, 4 * averaging.roundsAnEpoch() + part);
            if (weight == 0) {
                continue;
            }
            ShardResult result = algorithm.shardEpoch(cases, state, new RoundPlace(20 + part, 4, part, 3));
            assertEquals(weight, result.cases());
            shown += Math.toIntExact(result.cases());
            // Steps of a mini-batch are 1e-3 by its cases; the last one of all has 3.
            float[] moved = result.averaged().get(1);
            for (int i = 0; i < CASES; i++) {
                seen[i] += moved[i] - biases[i] > 5e-5 ? 1 : 0;
            }
        }
        assertEquals(CASES, shown);
        assertEquals(3, averaging.roundsAnEpoch());
        for (double times : seen) {
            assertEquals(1, times, TestSeed.replay("times shown"));
        }
    }

    @ParameterizedTest(name = "averaged every {0} mini-batches")
    @ValueSource(ints = {4, 5, 1000})
    void averagingAfterAllMiniBatchesIsAveragingAfterTheEpoch(int every) {
        ShardCases cases = RandomValues.cases(random, V, new int[CASES]);
        RbmPretraining whole = algorithm(Averaging.everyEpoch(8), false, SETTINGS);
        RbmPretraining parts = algorithm(new Averaging(8, every, CASES), false, SETTINGS);
        assertEquals(1, parts.roundsAnEpoch());
        State start = RandomValues.state(random, whole, 0.3);
        assertSame(whole.shardEpoch(cases, start, PLACE), parts.shardEpoch(cases, start, PLACE), true);
        RbmPretraining two = algorithm(new Averaging(8, 2, CASES), false, SETTINGS);
        assertEquals(2, two.roundsAnEpoch());
        assertSame(whole.shardEpoch(cases, start, PLACE), two.shardEpoch(cases, start, PLACE), false);
    }

    @Test
    void aScheduleGivesAnEpochTheBitsOfItsOwnRate() {
        ShardCases cases = RandomValues.cases(random, V, new int[CASES]);
        State start = RandomValues.state(random, algorithm(Averaging.everyEpoch(8), false, SETTINGS), 0.3);
        for (LearningRate schedule : List.of(new LearningRate(0.1, LearningRate.Schedule.EXPONENTIAL, 0.7, 0.01, 0),
                new LearningRate(0.1, LearningRate.Schedule.COSINE, 1, 0.01, 1), new LearningRate(0.1,
                        LearningRate.Schedule.CONSTANT, 1, 0, 5))) {
            double rate = schedule.at(PLACE.epoch(), SETTINGS.epochs());
            assertTrue(Math.abs(rate - 0.1) > 1e-3);
            ShardResult[] results = new ShardResult[2];
            LearningRate[] rates = {schedule, LearningRate.constant(rate)};
            for (int i = 0; i < rates.length; i++) {
                Descent descent = new Descent(rates[i], SETTINGS.descent().momentum(), 0.001, 0, Descent.NO_BOUND);
                results[i] = algorithm(Averaging.everyEpoch(8), false, SETTINGS.withDescent(descent))
                        .shardEpoch(cases, start, PLACE);
            }
            assertSame(results[0], results[1], true);
        }
    }

    private static void assertSame(ShardResult expected, ShardResult found, boolean same) {
        for (int section = 0; section < expected.averaged().size(); section++) {
            assertEquals(same, Arrays.equals(expected.averaged().get(section), found.averaged().get(section)),
                    "section " + section);
        }
    }

    @Test
    void aStrongCostBringsMeanActivationsToTheTarget() {
        Pretraining plain = Pretraining.of(60, Descent.of(0.1, Momentum.constant(0.5), 0), SETTINGS.sampling(), 0);
        double without = meanActivation(plain, false);
        for (double target : new double[] {0.1, 0.8}) {
            double found = meanActivation(plain.withSparsity(new Sparsity(target, 3, 0.9)), true);
            assertEquals(target, found, 0.02, TestSeed.replay("target " + target));
        }
        assertTrue(without > 0.2 && without < 0.7, TestSeed.replay("without a target " + without));
    }

    private double meanActivation(Pretraining settings, boolean sparse) {
        RbmPretraining algorithm = algorithm(Averaging.everyEpoch(8), false, settings);
        ShardCases cases = RandomValues.cases(new Random(TestSeed.VALUE), V, new int[CASES]);
        State state = algorithm.start(State.EMPTY);
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            ShardResult result = algorithm.shardEpoch(cases, state, new RoundPlace(epoch, epoch, 0));
            state = algorithm.afterAveraging(state, new Mean(result.averaged(), result.cases(), result.statistics()), epoch);
        }
        double mean = 0;
        double kept = 0;
        for (int j = 0; j < H; j++) {
            for (int i = 0; i < CASES; i++) {
                float[] v = new float[V];
                cases.copy(i, v, 0);
                double input = state.get("layer0.hiddenBiases")[j];
                for (int unit = 0; unit < V; unit++) {
                    input += v[unit] * state.get("layer0.weights")[unit * H + j];
                }
                mean += 1 / (1 + Math.exp(-input)) / CASES / H;
            }
            kept += sparse ? state.get("layer0.activity")[j] / H : 0;
        }
        assertEquals(sparse ? mean : 0, kept, 0.02, TestSeed.replay("the mean activation that is kept"));
        return mean;
    }

    @Test
    void theMeanActivationBeginsAtTheTargetAndIsAveragedWithoutBlockMomentum() {
        RbmPretraining algorithm = algorithm(Averaging.everyEpoch(8), false, SETTINGS.withSparsity(new Sparsity(0.25, 1, 0.9))
                .withBlockMomentum(Momentum.constant(0.5)));
        State start = algorithm.start(State.EMPTY);
        float[] target = new float[H];
        Arrays.fill(target, 0.25f);
        assertArrayEquals(target, start.get("layer0.activity"));
        assertTrue(algorithm.layout().stream().noneMatch(section -> section.name().equals("layer0.activity.block")));
        assertTrue(start.of(Role.VELOCITY).stream().anyMatch(section -> section.name().equals("layer0.activity")));
    }

    /** Total inputs of rectified units are kept where states are drawn from them, means in all other cases. */
    @Test
    void whatIsKeptOfTheLayerBelowSaysWhatToDrawFrom() {
        ShardCases cases = RandomValues.cases(random, 4, new int[20]);
        for (Units.Hidden hidden : Units.Hidden.values()) {
            for (LayerInput input : LayerInput.values()) {
                RbmPretraining algorithm = new RbmPretraining(new int[] {4, V, H}, 0, Averaging.everyEpoch(8), 5, false,
                        SETTINGS.withUnits(new Units(Units.Visible.BERNOULLI, hidden)).withLayerInput(input));
                State state = RandomValues.state(new Random(TestSeed.VALUE), algorithm, 0.8);
                ShardCases prepared = algorithm.prepare(cases, state);
                for (int i = 0; i < cases.cases(); i++) {
                    float[] v = new float[4];
                    cases.copy(i, v, 0);
                    float[] found = new float[V];
                    prepared.copy(i, found, 0);
                    for (int j = 0; j < V; j++) {
                        double x = state.get("layer0.hiddenBiases")[j];
                        for (int unit = 0; unit < 4; unit++) {
                            x += v[unit] * state.get("layer0.weights")[unit * V + j];
                        }
                        double expected = hidden == Units.Hidden.BERNOULLI ? 1 / (1 + Math.exp(-x))
                                : input == LayerInput.SAMPLES ? x : Math.max(0, x);
                        assertEquals(expected, found[j], 1e-5, TestSeed.replay(hidden + " " + input));
                    }
                }
            }
        }
    }

    @Test
    void shownStatesAreDrawnAnewInEveryEpoch() {
        RbmPretraining algorithm = new RbmPretraining(new int[] {4, V, H}, 0, Averaging.everyEpoch(CASES), 5, false,
                Pretraining.of(10, Descent.of(1, Momentum.NONE, 0), SETTINGS.sampling(), 0).withLayerInput(LayerInput.SAMPLES));
        float[] halves = new float[CASES * V];
        Arrays.fill(halves, 0.5f);
        ShardCases cases = ShardCases.ofFloats(V, halves, new int[CASES]);
        State.Builder start = new State.Builder();
        for (Section section : algorithm.layout()) {
            float[] numbers = new float[section.length()];
            Arrays.fill(numbers, section.name().equals("layer1.visibleBiases") ? -100 : 0);
            start.add(section, numbers);
        }
        float[][] counts = new float[2][];
        for (int round = 0; round < 2; round++) {
            // The reconstruction is all off, so the velocity of a visible bias is the share of the cases that had its unit on.
            counts[round] = algorithm.shardEpoch(cases, start.build(), new RoundPlace(round, round, 0)).averaged().get(4);
            for (float share : counts[round]) {
                assertEquals(Math.rint(share * CASES), share * CASES, 1e-3, "states are on or off");
            }
        }
        assertTrue(!Arrays.equals(counts[0], counts[1]), TestSeed.replay("two epochs"));
    }

    /** p(label | hidden) of a machine with label units is the softmax layer with its weights. */
    @Test
    void fineTuningBeginsWithTheLabelUnitsAsSoftmaxLayerAndKeepsThem() {
        TrainingPlan plan = TrainingPlan.DEFAULTS.withHidden(List.of(6, H)).withPretraining(SETTINGS.withLabelUnits(true));
        List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(plan, TrainingData.of(V, 3));
        State first = algorithms.get(0).start(State.EMPTY);
        assertTrue(!first.has("labels.weights"), "labels are learned at the top alone");
        State top = RandomValues.state(random, algorithms.get(1), 1);
        State start = algorithms.get(2).start(top);
        assertEquals(algorithms.get(2).layout(), start.sections());
        for (int label = 0; label < 3; label++) {
            assertEquals(top.get("labels.biases")[label], start.get("softmax.biases")[label]);
            for (int j = 0; j < H; j++) {
                assertEquals(top.get("labels.weights")[label * H + j], start.get("softmax.weights")[j * 3 + label]);
            }
        }
        assertArrayEquals(top.get("labels.weights"), start.get("labels.weights"));
        assertEquals(List.of("labels.weights", "labels.biases"), start.of(Role.FROZEN).stream().map(Section::name)
                .filter(name -> name.startsWith("labels")).toList());
    }

    @Test
    void labelUnitsWithPersistentChainsAreRefused() {
        Pretraining labels = SETTINGS.withLabelUnits(true);
        InvalidConfigException refused = assertThrows(InvalidConfigException.class,
                () -> labels.withSampling(new Sampling(1, Chains.PERSISTENT, Reconstruction.SAMPLES)));
        assertEquals("labelUnits must be false with persistent chains, was true", refused.getMessage());
    }
}
