package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.model.Adversarial;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.FineTuning.Loss;
import org.beliefgrid.model.LearningRate;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The step of back-propagation against finite differences of the loss, which is computed here in doubles. */
class BackPropagationTest {
    private static final int[] UNITS = {5, 4, 3};
    private static final int CLASSES = 3;
    private static final int U = ShardCases.UNLABELLED;
    private static final int[] LABELS = {0, 2, U, 1, 1, U, 0, 2, 2, 1, U};
    private static final int LABELLED = 8;
    private static final RoundPlace PLACE = new RoundPlace(6, 1, 2);
    private static final double TOLERANCE = 3e-6;

    @ParameterizedTest(name = "{1}, {2} units, seed {0}")
    @CsvSource({"1, CROSS_ENTROPY, BERNOULLI", "2, CROSS_ENTROPY, BERNOULLI", "3, CROSS_ENTROPY, BERNOULLI",
            "1, SQUARED_ERROR, BERNOULLI", "2, SQUARED_ERROR, BERNOULLI", "3, SQUARED_ERROR, BERNOULLI",
            "1, CROSS_ENTROPY, RECTIFIED", "2, CROSS_ENTROPY, RECTIFIED", "3, SQUARED_ERROR, RECTIFIED"})
    void theStepIsTheGradientOfTheMeanLoss(long seed, Loss loss, Units.Hidden hidden) {
        BackPropagation algorithm = algorithm(LABELLED, steps(1, 0, Dropout.NONE).withLoss(loss), hidden);
        Random random = new Random(seed);
        State start = RandomValues.state(random, algorithm, 0.8);
        ShardCases cases = RandomValues.cases(random, UNITS[0], LABELS);
        ShardResult found = algorithm.shardEpoch(cases, start, PLACE);
        Net net = new Net(start, loss, hidden);
        net.requireNoKink(cases);
        int[] labelled = cases.labelled();
        List<double[]> gradient = net.gradient(cases, labelled);
        for (int section = 0; section < gradient.size(); section++) {
            String name = net.learned.get(section).name();
            assertNear(times(-1, gradient.get(section)), found.averaged().get(gradient.size() + section), name + " step");
            double[] moved = doubles(start.get(name));
            addTo(moved, times(-1, gradient.get(section)));
            assertNear(moved, found.averaged().get(section), name);
        }
        assertEquals(LABELLED, found.cases());
        assertEquals(LABELLED * net.loss(cases, labelled), found.statistics()[0], 1e-5);
        assertEquals(net.errors(cases, labelled), found.statistics()[1]);
    }

    /** Gradient and loss are those of the weighted loss; errors are counted as ever. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"CROSS_ENTROPY", "SQUARED_ERROR"})
    void theStepWithClassWeightsIsTheGradientOfTheWeightedLoss(Loss loss) {
        float[] weights = {0.25f, 3, 1.5f};
        BackPropagation plain = algorithm(LABELLED, steps(1, 0, Dropout.NONE).withLoss(loss));
        BackPropagation algorithm = new BackPropagation(plain.units(), CLASSES, plain.averaging(), plain.seed(), false,
                plain.pretraining(), plain.settings(), weights);
        Random random = new Random(TestSeed.VALUE);
        State start = RandomValues.state(random, algorithm, 0.8);
        ShardCases cases = RandomValues.cases(random, UNITS[0], LABELS);
        Net net = new Net(start, loss, Units.Hidden.BERNOULLI);
        net.classWeights = new double[] {0.25, 3, 1.5};
        int[] labelled = cases.labelled();
        List<double[]> gradient = net.gradient(cases, labelled);
        ShardResult found = algorithm.shardEpoch(cases, start, PLACE);
        for (int section = 0; section < gradient.size(); section++) {
            assertNear(times(-1, gradient.get(section)), found.averaged().get(gradient.size() + section),
                    net.learned.get(section).name() + " step");
        }
        assertEquals(LABELLED * net.loss(cases, labelled), found.statistics()[0], 1e-5);
        assertEquals(net.errors(cases, labelled), found.statistics()[1]);
    }

    @Test
    void classWeightsOfOneChangeNoBit() {
        BackPropagation plain = algorithm(3, FineTuning.DEFAULTS);
        BackPropagation weighted = new BackPropagation(plain.units(), CLASSES, plain.averaging(), plain.seed(), false,
                plain.pretraining(), plain.settings(), new float[] {1, 1, 1});
        Random random = new Random(TestSeed.VALUE);
        State start = RandomValues.state(random, plain, 0.8);
        ShardCases cases = RandomValues.cases(random, UNITS[0], LABELS);
        List<float[]> expected = plain.shardEpoch(cases, start, PLACE).averaged();
        List<float[]> found = weighted.shardEpoch(cases, start, PLACE).averaged();
        for (int section = 0; section < expected.size(); section++) {
            assertArrayEquals(expected.get(section), found.get(section), TestSeed.replay("section " + section));
        }
    }

    @ParameterizedTest(name = "{0}, {1} units")
    @CsvSource({"CROSS_ENTROPY, BERNOULLI", "SQUARED_ERROR, BERNOULLI", "CROSS_ENTROPY, RECTIFIED"})
    void theOracleIsSensitive(Loss loss, Units.Hidden hidden) {
        BackPropagation algorithm = algorithm(LABELLED, FineTuning.DEFAULTS);
        Random random = new Random(1);
        Net net = new Net(RandomValues.state(random, algorithm, 0.8), loss, hidden);
        ShardCases cases = RandomValues.cases(random, UNITS[0], LABELS);
        for (double[] section : net.gradient(cases, cases.labelled())) {
            assertTrue(Arrays.stream(section).map(Math::abs).max().orElseThrow() > 1000 * TOLERANCE);
        }
    }

    @Test
    void weightCostPullsAtWeightsAndNotAtBiases() {
        double cost = 0.25;
        Random random = new Random(TestSeed.VALUE);
        BackPropagation without = algorithm(LABELLED, steps(0.5, 0, Dropout.NONE));
        BackPropagation with = algorithm(LABELLED, steps(0.5, cost, Dropout.NONE));
        State start = RandomValues.state(random, with, 0.8);
        ShardCases cases = RandomValues.cases(random, UNITS[0], LABELS);
        List<float[]> free = without.shardEpoch(cases, start, PLACE).averaged();
        List<float[]> pulled = with.shardEpoch(cases, start, PLACE).averaged();
        List<Section> learned = start.of(Role.LEARNED);
        for (int section = 0; section < learned.size(); section++) {
            String name = learned.get(section).name();
            double[] expected = doubles(free.get(section));
            if (name.endsWith("weights")) {
                addTo(expected, times(-0.5 * cost, doubles(start.get(name))));
            }
            assertNear(expected, pulled.get(section), TestSeed.replay(name));
        }
    }

    /** The largest column of every layer is as long as the bound; the first step of biases is the one without. */
    @Test
    void allWeightsAreBoundedAndNoBiasIs() {
        double bound = 0.7;
        Descent descent = new Descent(LearningRate.constant(0.5), Momentum.constant(0.5), 0, 0, bound);
        BackPropagation algorithm = algorithm(3, FineTuning.of(4, descent, 0, Dropout.NONE));
        Random random = new Random(TestSeed.VALUE);
        State start = RandomValues.state(random, algorithm, 0.8);
        ShardCases cases = RandomValues.cases(random, UNITS[0], LABELS);
        List<float[]> found = algorithm.shardEpoch(cases, start, PLACE).averaged();
        List<Section> learned = start.of(Role.LEARNED);
        for (int section = 0; section < learned.size(); section += 2) {
            int units = found.get(section + 1).length;
            double longest = 0;
            for (int unit = 0; unit < units; unit++) {
                double squares = 0;
                for (int i = unit; i < found.get(section).length; i += units) {
                    squares += found.get(section)[i] * found.get(section)[i];
                }
                longest = Math.max(longest, Math.sqrt(squares));
            }
            assertEquals(bound, longest, 1e-6, TestSeed.replay(learned.get(section).name()));
        }
        Descent free = new Descent(LearningRate.constant(0.5), Momentum.constant(0.5), 0, 0, 1000);
        BackPropagation unbounded = algorithm(LABELLED, FineTuning.of(4, free, 0, Dropout.NONE));
        BackPropagation bounded = algorithm(LABELLED, FineTuning.of(4, descent, 0, Dropout.NONE));
        List<float[]> one = unbounded.shardEpoch(cases, start, PLACE).averaged();
        List<float[]> other = bounded.shardEpoch(cases, start, PLACE).averaged();
        for (int section = 1; section < learned.size(); section += 2) {
            assertArrayEquals(one.get(section), other.get(section), TestSeed.replay(learned.get(section).name()));
        }
    }

    /**
     * With the draws known, dropout is a network with fixed factors on its units; its gradient is that of finite differences.
     */
    @ParameterizedTest(name = "{1} and {2}, {3} units, {4}, seed {0}")
    @CsvSource({"1, 0.5, 0.5, BERNOULLI, CROSS_ENTROPY", "2, 0.5, 0.5, BERNOULLI, CROSS_ENTROPY",
            "3, 0.5, 0.5, BERNOULLI, CROSS_ENTROPY", "1, 0.2, 0.6, BERNOULLI, CROSS_ENTROPY",
            "2, 0.6, 0, BERNOULLI, CROSS_ENTROPY", "3, 0, 0.3, BERNOULLI, SQUARED_ERROR",
            "1, 0.5, 0.2, RECTIFIED, CROSS_ENTROPY", "2, 0.2, 0.5, RECTIFIED, SQUARED_ERROR"})
    void theStepWithDropoutIsTheGradientOfTheThinnedNetwork(long seed, double lower, double upper, Units.Hidden hidden,
            Loss loss) {
        Dropout dropout = new Dropout(0.25, lower == upper ? List.of(lower) : List.of(lower, upper));
        BackPropagation algorithm = algorithm(LABELLED, steps(1, 0, dropout).withLoss(loss), hidden);
        Random random = new Random(seed);
        State start = RandomValues.state(random, algorithm, 0.8);
        ShardCases cases = RandomValues.cases(random, UNITS[0], LABELS);
        int[] labelled = cases.labelled();
        int[] order = order(algorithm);
        Net net = new Net(start, loss, hidden);
        thin(net, algorithm, dropout, IntStream.of(order).map(place -> labelled[place]).toArray());
        net.requireNoKink(cases);
        ShardResult found = algorithm.shardEpoch(cases, start, PLACE);
        List<double[]> gradient = net.gradient(cases, labelled);
        for (int section = 0; section < gradient.size(); section++) {
            assertNear(times(-1, gradient.get(section)), found.averaged().get(gradient.size() + section),
                    net.learned.get(section).name() + " step");
        }
        assertEquals(LABELLED * net.loss(cases, labelled), found.statistics()[0], 1e-5);
    }

    @Test
    void unlabelledCasesArePassedOver() {
        BackPropagation algorithm = algorithm(3, FineTuning.DEFAULTS);
        Random random = new Random(TestSeed.VALUE);
        State start = RandomValues.state(random, algorithm, 0.8);
        ShardCases cases = RandomValues.cases(random, UNITS[0], LABELS);
        float[] labelledValues = new float[LABELLED * UNITS[0]];
        int[] labels = new int[LABELLED];
        int[] labelled = cases.labelled();
        for (int i = 0; i < LABELLED; i++) {
            cases.copy(labelled[i], labelledValues, i * UNITS[0]);
            labels[i] = cases.label(labelled[i]);
        }
        ShardResult all = algorithm.shardEpoch(cases, start, PLACE);
        ShardResult alone = algorithm.shardEpoch(ShardCases.ofFloats(UNITS[0], labelledValues, labels), start, PLACE);
        for (int section = 0; section < all.averaged().size(); section++) {
            assertArrayEquals(alone.averaged().get(section), all.averaged().get(section),
                    TestSeed.replay("section " + section));
        }
        assertEquals(alone.cases(), all.cases());
        assertArrayEquals(alone.statistics(), all.statistics());
        assertEquals(5, algorithm.weight(9, 5, 0), "weight of a shard");
    }

    /** Three mini-batches, the last one shorter; momentum that of the epoch. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void velocitiesKeepTheirMomentumFromMiniBatchToMiniBatch(long seed) {
        double learningRate = 0.4;
        double weightCost = 0.1;
        BackPropagation algorithm = algorithm(3, FineTuning.of(4,
                Descent.of(learningRate, new Momentum(0.5, 0.9, 2, Momentum.Ramp.LINEAR), weightCost), 0, Dropout.NONE));
        double momentum = 0.7;
        Random random = new Random(seed);
        State start = RandomValues.state(random, algorithm, 0.8);
        ShardCases cases = RandomValues.cases(random, UNITS[0], LABELS);
        Net net = new Net(start, Loss.CROSS_ENTROPY, Units.Hidden.BERNOULLI);
        List<double[]> velocities = net.learned.stream().map(section -> doubles(start.get(section.name() + ".velocity")))
                .toList();
        int[] labelled = cases.labelled();
        int[] order = new CounterStream(algorithm.seed(), Purpose.CASE_ORDER, PLACE.round(), PLACE.shard(), 0)
                .permutation(LABELLED);
        double loss = 0;
        for (int first = 0; first < LABELLED; first += 3) {
            int[] members = IntStream.range(first, Math.min(LABELLED, first + 3)).map(i -> labelled[order[i]]).toArray();
            loss += members.length * net.loss(cases, members);
            List<double[]> gradient = net.gradient(cases, members);
            for (int section = 0; section < gradient.size(); section++) {
                boolean biases = net.learned.get(section).name().endsWith("iases");
                for (int i = 0; i < gradient.get(section).length; i++) {
                    double slope = gradient.get(section)[i] + (biases ? 0 : weightCost * net.parameters.get(section)[i]);
                    velocities.get(section)[i] = momentum * velocities.get(section)[i] - learningRate * slope;
                }
            }
            for (int section = 0; section < gradient.size(); section++) {
                addTo(net.parameters.get(section), velocities.get(section));
            }
        }
        ShardResult found = algorithm.shardEpoch(cases, start, PLACE);
        for (int section = 0; section < velocities.size(); section++) {
            assertNear(net.parameters.get(section), found.averaged().get(section), net.learned.get(section).name());
            assertNear(velocities.get(section), found.averaged().get(velocities.size() + section), "velocity");
        }
        assertEquals(loss, found.statistics()[0], 1e-4);
    }

    @Test
    void repeatedItGivesTheSameBitsAndLeavesTheStateAsItWas() {
        BackPropagation algorithm = algorithm(3, FineTuning.DEFAULTS);
        Random random = new Random(TestSeed.VALUE);
        State start = RandomValues.state(random, algorithm, 0.8);
        List<float[]> before = start.averaged().stream().map(float[]::clone).toList();
        ShardCases cases = RandomValues.cases(random, UNITS[0], LABELS);
        ShardResult once = algorithm.shardEpoch(cases, start, PLACE);
        ShardResult again = algorithm.shardEpoch(cases, start, PLACE);
        for (int section = 0; section < before.size(); section++) {
            assertArrayEquals(once.averaged().get(section), again.averaged().get(section));
            assertArrayEquals(before.get(section), start.averaged().get(section));
        }
    }

    /** The right answer of a class is 1 less the share, and all classes get it in equal parts. */
    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"CROSS_ENTROPY, 0.1", "CROSS_ENTROPY, 0.7", "SQUARED_ERROR, 0.3"})
    void theStepWithSmoothedLabelsIsTheGradientOfTheLossFromThem(Loss loss, double smoothing) {
        BackPropagation algorithm = algorithm(LABELLED, steps(1, 0, Dropout.NONE).withLoss(loss).withLabelSmoothing(smoothing));
        Random random = new Random(TestSeed.VALUE);
        State start = RandomValues.state(random, algorithm, 0.8);
        ShardCases cases = RandomValues.cases(random, UNITS[0], LABELS);
        Net net = new Net(start, loss, Units.Hidden.BERNOULLI);
        net.smoothing = smoothing;
        int[] labelled = cases.labelled();
        ShardResult found = algorithm.shardEpoch(cases, start, PLACE);
        assertSteps(net.gradient(cases, labelled), found, net);
        assertEquals(LABELLED * net.loss(cases, labelled), found.statistics()[0], 1e-5);
        assertEquals(net.errors(cases, labelled), found.statistics()[1]);
    }

    /**
     * The copies are those of finite differences of the loss by the values of the cases, through the network that dropout has
     * thinned; the step is the gradient of the weighted sum of both losses, the copies standing still.
     */
    @ParameterizedTest(name = "epsilon {1}, share {2}, {3} units, {4}, dropout {5}, smoothing {6}, seed {0}")
    @CsvSource({"1, 0.25, 0.5, BERNOULLI, CROSS_ENTROPY, 0, 0", "2, 0.25, 0.5, BERNOULLI, CROSS_ENTROPY, 0.4, 0",
            "3, 0.1, 0.3, RECTIFIED, CROSS_ENTROPY, 0, 0.1", "1, 0.5, 0.8, RECTIFIED, SQUARED_ERROR, 0.3, 0",
            "2, 2, 0.9, BERNOULLI, SQUARED_ERROR, 0.5, 0.2"})
    void theStepWithAdversarialCopiesIsTheGradientOfBothLosses(long seed, double epsilon, double share, Units.Hidden hidden,
            Loss loss, double dropped, double smoothing) {
        Dropout dropout = new Dropout(dropped, dropped);
        BackPropagation algorithm = algorithm(LABELLED, steps(1, 0, dropout).withLoss(loss).withLabelSmoothing(smoothing)
                .withAdversarial(new Adversarial(epsilon, share)), hidden);
        Random random = new Random(seed);
        State start = RandomValues.state(random, algorithm, 0.8);
        ShardCases cases = RandomValues.cases(random, UNITS[0], LABELS);
        int[] labelled = cases.labelled();
        Net net = new Net(start, loss, hidden);
        net.smoothing = smoothing;
        if (dropped > 0) {
            thin(net, algorithm, dropout, IntStream.of(order(algorithm)).map(place -> labelled[place]).toArray());
        }
        ShardCases copies = copies(net, cases, epsilon);
        net.requireNoKink(cases);
        net.requireNoKink(copies);
        ShardResult found = algorithm.shardEpoch(cases, start, PLACE);
        List<double[]> gradient = net.gradient(cases, labelled);
        List<double[]> ofCopies = net.gradient(copies, labelled);
        for (int section = 0; section < gradient.size(); section++) {
            gradient.set(section, times(1 - share, gradient.get(section)));
            addTo(gradient.get(section), times(share, ofCopies.get(section)));
        }
        assertSteps(gradient, found, net);
        assertEquals(LABELLED * net.loss(cases, labelled), found.statistics()[0], 1e-5, "the loss is that of the cases");
        assertEquals(net.errors(cases, labelled), found.statistics()[1]);
    }

    private static ShardCases copies(Net net, ShardCases cases, double epsilon) {
        float[] values = new float[LABELS.length * UNITS[0]];
        for (int member = 0; member < LABELS.length; member++) {
            cases.copy(member, values, member * UNITS[0]);
            if (LABELS[member] != U) {
                double[] slopes = net.slopes(cases, member);
                for (int i = 0; i < slopes.length; i++) {
                    assertTrue(slopes[i] == 0 || Math.abs(slopes[i]) > 1e-6, "a slope of " + slopes[i] + " has no sure sign");
                    values[member * UNITS[0] + i] += (float) (epsilon * Math.signum(slopes[i]));
                }
            }
        }
        return ShardCases.ofFloats(UNITS[0], values, LABELS);
    }

    /** Epochs in mini-batches, the last one shorter: copies of one stay out of the next. */
    @Test
    void copiesOfAMiniBatchAreItsOwn() {
        FineTuning settings = steps(0.3, 0, Dropout.NONE).withAdversarial(new Adversarial(0.2, 0.5));
        BackPropagation algorithm = algorithm(3, settings);
        Random random = new Random(TestSeed.VALUE);
        State start = RandomValues.state(random, algorithm, 0.8);
        ShardCases cases = RandomValues.cases(random, UNITS[0], LABELS);
        Net net = new Net(start, Loss.CROSS_ENTROPY, Units.Hidden.BERNOULLI);
        int[] labelled = cases.labelled();
        int[] order = order(algorithm);
        for (int first = 0; first < LABELLED; first += 3) {
            int[] members = IntStream.range(first, Math.min(LABELLED, first + 3)).map(i -> labelled[order[i]]).toArray();
            List<double[]> gradient = net.gradient(cases, members);
            List<double[]> ofCopies = net.gradient(copies(net, cases, 0.2), members);
            for (int section = 0; section < gradient.size(); section++) {
                addTo(net.parameters.get(section), times(-0.15, gradient.get(section)));
                addTo(net.parameters.get(section), times(-0.15, ofCopies.get(section)));
            }
        }
        ShardResult found = algorithm.shardEpoch(cases, start, PLACE);
        for (int section = 0; section < net.parameters.size(); section++) {
            assertNear(net.parameters.get(section), found.averaged().get(section), TestSeed.replay("section " + section));
        }
    }

    private static void assertSteps(List<double[]> gradient, ShardResult found, Net net) {
        for (int section = 0; section < gradient.size(); section++) {
            assertNear(times(-1, gradient.get(section)), found.averaged().get(gradient.size() + section),
                    net.learned.get(section).name() + " step");
        }
    }

    private static int[] order(BackPropagation algorithm) {
        return new CounterStream(algorithm.seed(), Purpose.CASE_ORDER, PLACE.round(), PLACE.shard(), 0).permutation(LABELLED);
    }

    /** @param members cases in the order in which they are learned, as one mini-batch */
    private static void thin(Net net, BackPropagation algorithm, Dropout dropout, int[] members) {
        CounterStream stream = new CounterStream(algorithm.seed(), Purpose.DROPOUT, PLACE.round(), PLACE.shard(), 0);
        int from = 0;
        for (int layer = 0; layer < UNITS.length; layer++) {
            double keep = 1 - (layer == 0 ? dropout.visible() : dropout.hidden(layer - 1));
            float[] draws = new float[LABELLED * UNITS[layer] + CounterStream.BLOCK];
            stream.blocks(from, draws, LABELLED * UNITS[layer]);
            from += (LABELLED * UNITS[layer] + 31) / 32 * 32;
            for (int row = 0; row < LABELLED; row++) {
                double[] factors = new double[UNITS[layer]];
                for (int unit = 0; unit < factors.length; unit++) {
                    factors[unit] = draws[row * factors.length + unit] < (float) keep ? 1 / keep : 0;
                }
                net.factors.put(List.of(layer, members[row]), factors);
            }
        }
    }

    private static BackPropagation algorithm(int miniBatch, FineTuning settings) {
        return algorithm(miniBatch, settings, Units.Hidden.BERNOULLI);
    }

    private static BackPropagation algorithm(int miniBatch, FineTuning settings, Units.Hidden hidden) {
        return new BackPropagation(UNITS, CLASSES, Averaging.everyEpoch(miniBatch), TestSeed.VALUE, false,
                Pretraining.DEFAULTS.withUnits(new Units(Units.Visible.BERNOULLI, hidden)), settings);
    }

    /** One epoch without momentum. */
    private static FineTuning steps(double learningRate, double weightCost, Dropout dropout) {
        return FineTuning.of(1, Descent.of(learningRate, Momentum.NONE, weightCost), 0, dropout);
    }

    private static void assertNear(double[] expected, float[] found, String what) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], TOLERANCE, what + "[" + i + "]");
        }
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static double[] times(double factor, double[] values) {
        return Arrays.stream(values).map(value -> factor * value).toArray();
    }

    private static void addTo(double[] sum, double[] values) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }

    /** The network in doubles: hidden layers, softmax on top, parameters in the order of the learned sections. */
    private static final class Net {
        final List<Section> learned;
        final List<double[]> parameters = new ArrayList<>();
        /** What dropout multiplies the outputs of a layer of units by, by layer and case; 1 where there is nothing. */
        final Map<List<Integer>, double[]> factors = new HashMap<>();

        private final Loss loss;
        private final Units.Hidden hidden;
        private double nearestToZero;
        /** Of the classes. */
        private double[] classWeights = {1, 1, 1};
        private double smoothing;

        Net(State state, Loss loss, Units.Hidden hidden) {
            this.loss = loss;
            this.hidden = hidden;
            learned = state.of(Role.LEARNED);
            learned.forEach(section -> parameters.add(doubles(state.get(section.name()))));
        }

        /** By central differences. */
        List<double[]> gradient(ShardCases cases, int[] members) {
            double step = 1e-6;
            List<double[]> gradient = new ArrayList<>();
            for (double[] section : parameters) {
                double[] slopes = new double[section.length];
                for (int i = 0; i < slopes.length; i++) {
                    double value = section[i];
                    section[i] = value + step;
                    double above = loss(cases, members);
                    section[i] = value - step;
                    double below = loss(cases, members);
                    section[i] = value;
                    slopes[i] = (above - below) / (2 * step);
                }
                gradient.add(slopes);
            }
            return gradient;
        }

        /** Derivatives of a case's loss by its values, by central differences. */
        double[] slopes(ShardCases cases, int member) {
            float step = 0x1p-12f;
            double[] slopes = new double[cases.units()];
            for (int i = 0; i < slopes.length; i++) {
                slopes[i] = (lossOfMoved(cases, member, i, step) - lossOfMoved(cases, member, i, -step)) / (2 * step);
            }
            return slopes;
        }

        private double lossOfMoved(ShardCases cases, int member, int index, float by) {
            float[] values = new float[LABELS.length * cases.units()];
            cases.copy(member, values, member * cases.units());
            values[member * cases.units() + index] += by;
            return loss(ShardCases.ofFloats(cases.units(), values, LABELS), new int[] {member});
        }

        /** The mean of the cases. */
        double loss(ShardCases cases, int[] members) {
            double sum = 0;
            for (int member : members) {
                double[] probabilities = probabilities(cases, member);
                double weight = classWeights[cases.label(member)];
                for (int unit = 0; unit < probabilities.length; unit++) {
                    double target = (unit == cases.label(member) ? 1 - smoothing : 0) + smoothing / CLASSES;
                    sum += loss == Loss.CROSS_ENTROPY ? -weight * target * Math.log(probabilities[unit])
                            : weight * Math.pow(probabilities[unit] - target, 2) / 2;
                }
            }
            return sum / members.length;
        }

        /** Rectified units have no derivative at 0: there must be none near it. */
        void requireNoKink(ShardCases cases) {
            nearestToZero = Double.POSITIVE_INFINITY;
            for (int member : cases.labelled()) {
                probabilities(cases, member);
            }
            assertTrue(nearestToZero > 1e-5, "an input of " + nearestToZero);
        }

        int errors(ShardCases cases, int[] members) {
            int errors = 0;
            for (int member : members) {
                double[] probabilities = probabilities(cases, member);
                double largest = Arrays.stream(probabilities).max().orElseThrow();
                errors += probabilities[cases.label(member)] == largest ? 0 : 1;
            }
            return errors;
        }

        private double[] probabilities(ShardCases cases, int member) {
            float[] values = new float[cases.units()];
            cases.copy(member, values, 0);
            double[] activations = thinned(0, member, doubles(values));
            for (int layer = 0; layer < parameters.size() / 2; layer++) {
                double[] sums = sums(activations, parameters.get(2 * layer), parameters.get(2 * layer + 1));
                boolean top = layer == parameters.size() / 2 - 1;
                nearestToZero = Math.min(nearestToZero, Arrays.stream(sums).map(Math::abs).min().orElseThrow());
                activations = Arrays.stream(sums).map(sum -> top ? Math.exp(sum)
                        : hidden == Units.Hidden.RECTIFIED ? Math.max(0, sum) : 1 / (1 + Math.exp(-sum))).toArray();
                activations = thinned(layer + 1, member, activations);
            }
            return times(1 / Arrays.stream(activations).sum(), activations);
        }

        private double[] thinned(int layer, int member, double[] activations) {
            double[] found = factors.get(List.of(layer, member));
            return found == null ? activations
                    : IntStream.range(0, found.length).mapToDouble(unit -> found[unit] * activations[unit]).toArray();
        }

        private static double[] sums(double[] inputs, double[] weights, double[] biases) {
            double[] sums = biases.clone();
            for (int i = 0; i < inputs.length; i++) {
                for (int j = 0; j < sums.length; j++) {
                    sums[j] += inputs[i] * weights[i * sums.length + j];
                }
            }
            return sums;
        }
    }
}
