package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Pretraining.LayerInput;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.UnitKind;
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The gap that pre-training reports against free energies written from their definition, in doubles and from the data up. */
class FreeEnergyGapTest {
    private static final int DATA = 4;
    private static final int V = 9;
    private static final int H = 5;
    private static final int CASES = 31;
    private static final int HELD_OUT = 7;
    private static final RoundPlace PLACE = new RoundPlace(9, 2, 4);
    private static final Pretraining SETTINGS = Pretraining.of(10, Descent.of(0.1, Momentum.constant(0.5), 0.001),
            Sampling.CD1, 0);
    /** Copies of a rectified unit beyond these are on with a probability that no double shows. */
    private static final int COPIES = 100;

    private final Random random = new Random(TestSeed.VALUE);

    static Stream<Arguments> lowest() {
        return Arrays.stream(Units.Visible.values()).flatMap(visible -> Arrays.stream(Units.Hidden.values())
                .map(hidden -> Arguments.of(visible, hidden)));
    }

    static Stream<Arguments> upper() {
        return Arrays.stream(Units.Hidden.values()).flatMap(hidden -> Arrays.stream(LayerInput.values())
                .map(input -> Arguments.of(hidden, input)));
    }

    @ParameterizedTest(name = "{0} and {1}")
    @MethodSource("lowest")
    void itIsTheDifferenceOfTheMeansOverBothKindsOfCases(Units.Visible visible, Units.Hidden hidden) {
        RbmPretraining algorithm = new RbmPretraining(new int[] {V, H}, 0, new Averaging(8, 1, CASES), 5, true,
                SETTINGS.withUnits(new Units(visible, hidden)));
        ShardCases cases = RandomValues.cases(random, V, new int[CASES]).withHeldOut(HELD_OUT);
        State start = RandomValues.state(random, algorithm, 0.5);
        ShardResult result = algorithm.shardEpoch(cases, start, PLACE);
        assertEquals(gap(algorithm, values(cases), start), reported(algorithm, result), 1e-5, TestSeed.replay("gap"));
        // The same learning, and nothing looked at, in the other rounds of the epoch.
        ShardResult later = algorithm.shardEpoch(cases, start, new RoundPlace(10, 2, 1, 4));
        assertArrayEquals(new double[4], Arrays.copyOfRange(later.statistics(), 1, 5));
        assertEquals(1, algorithm.figures(new Mean(List.of(), later.cases(), later.statistics()), 1).size());
    }

    /** The last round looks at the weights that the last epoch ended with, and leaves everything as it is. */
    @ParameterizedTest(name = "{0} chains")
    @EnumSource(Sampling.Chains.class)
    void whatTheLastEpochEndedWithIsLookedAtToo(Sampling.Chains chains) {
        Pretraining once = Pretraining.of(1, Descent.of(0.1, Momentum.constant(0.5), 0.001),
                new Sampling(1, chains, Sampling.Reconstruction.PROBABILITIES), 0.5);
        RbmPretraining algorithm = new RbmPretraining(new int[] {V, H}, 0, new Averaging(8, 1, CASES), 5, true, once);
        int last = algorithm.roundsAnEpoch();
        assertEquals(last + 1, algorithm.rounds());
        assertEquals(1, algorithm.epochs());
        assertEquals(last, new RbmPretraining(new int[] {V, H}, 0, new Averaging(8, 1, CASES), 5, false, once).rounds());
        ShardCases cases = RandomValues.cases(random, V, new int[CASES]).withHeldOut(HELD_OUT);
        State.Builder ended = new State.Builder();
        State learned = RandomValues.state(random, algorithm, 0.5);
        learned.sections().forEach(section -> ended.add(section, learned.get(section.name())));
        algorithm.own().forEach(section -> ended.add(section, RandomValues.floats(random, section.length(), 1)));
        State state = ended.build();
        ShardResult result = algorithm.shardEpoch(cases, state, new RoundPlace(last, 1, 0));
        double[] perCase = Arrays.stream(result.statistics()).map(sum -> sum / result.cases()).toArray();
        Mean mean = new Mean(result.averaged(), result.cases(), perCase);
        List<Figure> figures = algorithm.figures(mean, last);
        assertEquals(List.of("free-energy gap (epoch 1)"), figures.stream().map(Figure::name).toList());
        assertEquals(gap(algorithm, values(cases), state), figures.get(0).value(), 1e-5, TestSeed.replay("gap"));
        assertEquals(algorithm.own().size(), result.own().size());
        for (int section = 0; section < result.own().size(); section++) {
            assertArrayEquals(state.get(algorithm.own().get(section).name()), result.own().get(section));
        }
        assertSame(learned, algorithm.afterAveraging(learned, mean, last));
    }

    /** Mean activations of the layer below, even where total inputs are kept of it to draw states from. */
    @ParameterizedTest(name = "{0} units, upper layers shown {1}")
    @MethodSource("upper")
    void ofAnUpperLayerItIsThatOfMeanActivations(Units.Hidden hidden, LayerInput input) {
        RbmPretraining algorithm = new RbmPretraining(new int[] {DATA, V, H}, 0, Averaging.everyEpoch(8), 5, true,
                SETTINGS.withUnits(new Units(Units.Visible.BERNOULLI, hidden)).withLayerInput(input));
        ShardCases cases = RandomValues.cases(random, DATA, new int[CASES]).withHeldOut(HELD_OUT);
        State start = RandomValues.state(random, algorithm, 0.8);
        double[][] inputs = totalInputs(values(cases), start, 0);
        double[][] means = new double[CASES][];
        Arrays.setAll(means, i -> Arrays.stream(inputs[i])
                .map(x -> hidden == Units.Hidden.RECTIFIED ? Math.max(0, x) : 1 / (1 + Math.exp(-x))).toArray());
        double found = reported(algorithm, algorithm.shardEpoch(algorithm.prepare(cases, start), start, PLACE));
        assertEquals(gap(algorithm, means, start), found, 1e-4, TestSeed.replay("gap"));
        assertTrue(Math.abs(gap(algorithm, inputs, start) - found) > 1e-3, TestSeed.replay("total inputs have another gap"));
    }

    private static double reported(RbmPretraining algorithm, ShardResult result) {
        double[] perCase = Arrays.stream(result.statistics()).map(sum -> sum / result.cases()).toArray();
        List<Figure> figures = algorithm.figures(new Mean(List.of(), result.cases(), perCase), 0);
        assertEquals(List.of("reconstruction error", "free-energy gap (start)"), figures.stream().map(Figure::name).toList());
        return figures.get(1).value();
    }

    /** Held-out cases are the last, and as many of the first are looked at. */
    private static double gap(RbmPretraining algorithm, double[][] visible, State state) {
        double gap = 0;
        for (int i = 0; i < HELD_OUT; i++) {
            gap += (freeEnergy(algorithm, visible[CASES - HELD_OUT + i], state) - freeEnergy(algorithm, visible[i], state))
                    / HELD_OUT;
        }
        return gap;
    }

    private static double freeEnergy(RbmPretraining algorithm, double[] visible, State state) {
        float[] biases = state.get("layer" + algorithm.layer() + ".visibleBiases");
        double energy = 0;
        for (int i = 0; i < visible.length; i++) {
            energy += algorithm.visibleKind() == UnitKind.BERNOULLI ? -biases[i] * visible[i]
                    : (visible[i] - biases[i]) * (visible[i] - biases[i]) / 2;
        }
        int copies = algorithm.hiddenKind() == UnitKind.RECTIFIED ? COPIES : 1;
        for (double input : totalInputs(new double[][] {visible}, state, algorithm.layer())[0]) {
            for (int copy = 0; copy < copies; copy++) {
                energy -= Math.log1p(Math.exp(input - (copies == 1 ? 0 : copy + 0.5)));
            }
        }
        return energy;
    }

    private static double[][] totalInputs(double[][] below, State state, int layer) {
        float[] weights = state.get("layer" + layer + ".weights");
        float[] biases = state.get("layer" + layer + ".hiddenBiases");
        double[][] inputs = new double[below.length][biases.length];
        for (int row = 0; row < below.length; row++) {
            for (int j = 0; j < biases.length; j++) {
                inputs[row][j] = biases[j];
                for (int i = 0; i < below[row].length; i++) {
                    inputs[row][j] += below[row][i] * weights[i * biases.length + j];
                }
            }
        }
        return inputs;
    }

    private static double[][] values(ShardCases cases) {
        double[][] values = new double[cases.all()][cases.units()];
        float[] one = new float[cases.units()];
        for (int row = 0; row < values.length; row++) {
            cases.copy(row, one, 0);
            for (int i = 0; i < one.length; i++) {
                values[row][i] = one[i];
            }
        }
        return values;
    }

    /** The cases are all alike in their distribution, so that what sets them apart in the end was learned by heart. */
    @Test
    void theGapGrowsWhenNoiseIsLearnedByHeart() {
        byte[] values = new byte[40 * V];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (random.nextBoolean() ? 255 : 0);
        }
        ShardCases cases = ShardCases.ofBytes(V, values, new int[40]).withHeldOut(20);
        RbmPretraining algorithm = new RbmPretraining(new int[] {V, 60}, 0, Averaging.everyEpoch(5), 5, true,
                Pretraining.of(400, Descent.of(0.1, Momentum.constant(0.5), 0), SETTINGS.sampling(), 0));
        State state = algorithm.start(State.EMPTY);
        double first = 0;
        double last = 0;
        for (int epoch = 0; epoch < 400; epoch++) {
            ShardResult result = algorithm.shardEpoch(cases, state, new RoundPlace(epoch, epoch, 0));
            double[] perCase = Arrays.stream(result.statistics()).map(sum -> sum / result.cases()).toArray();
            Mean mean = new Mean(result.averaged(), result.cases(), perCase);
            last = algorithm.figures(mean, epoch).get(1).value();
            first = epoch == 0 ? last : first;
            state = algorithm.afterAveraging(state, mean, epoch);
        }
        assertEquals(0, first, 0.5);
        assertTrue(last > 1, TestSeed.replay("gap " + last + " at the end"));
    }
}
