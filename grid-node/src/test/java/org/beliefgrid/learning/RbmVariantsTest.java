package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
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
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rounds of every kind of machine against {@link PlainRbm}. Seeds are fixed: a draw that falls between a probability as float
 * and as double would send the two different ways.
 */
class RbmVariantsTest {
    private static final int V = 11;
    private static final int H = 6;
    private static final int CLASSES = 3;
    private static final int CASES = 23;
    private static final int BATCH = 10;
    private static final double TOLERANCE = 2e-5;
    private static final RoundPlace PLACE = new RoundPlace(9, 2, 4);
    private static final Momentum MOMENTUM = new Momentum(0.4, 0.8, 4, Momentum.Ramp.LINEAR);
    private static final Momentum NESTEROV = new Momentum(0.4, 0.8, 4, Momentum.Ramp.LINEAR, Momentum.Form.NESTEROV);
    private static final Pretraining BASE = Pretraining.of(10, Descent.of(0.05, MOMENTUM, 0.01), Sampling.CD1, 0);
    private static final Units GAUSSIAN = new Units(Units.Visible.GAUSSIAN, Units.Hidden.BERNOULLI);
    private static final Units RECTIFIED = new Units(Units.Visible.BERNOULLI, Units.Hidden.RECTIFIED);
    private static final Units BOTH = new Units(Units.Visible.GAUSSIAN, Units.Hidden.RECTIFIED);
    private static final Sparsity SPARSE = new Sparsity(0.1, 0.7, 0.8);
    private static final int[] FIRST = {V, H};
    private static final int[] SECOND = {5, V, H};

    static Stream<Arguments> variants() {
        LearningRate schedule = new LearningRate(0.05, LearningRate.Schedule.COSINE, 1, 0.001, 1);
        return Stream.of(
                of("Gaussian", FIRST, 0, with(BASE.withUnits(GAUSSIAN), 1, Chains.DATA, Reconstruction.PROBABILITIES)),
                of("Gaussian, samples", FIRST, 0, with(BASE.withUnits(GAUSSIAN), 2, Chains.DATA, Reconstruction.SAMPLES)),
                of("rectified", FIRST, 0, with(BASE.withUnits(RECTIFIED), 2, Chains.DATA, Reconstruction.PROBABILITIES)),
                of("both", FIRST, 0, with(BASE.withUnits(BOTH), 1, Chains.DATA, Reconstruction.SAMPLES)),
                of("rectified above rectified", SECOND, 0,
                        with(BASE.withUnits(BOTH), 2, Chains.DATA, Reconstruction.PROBABILITIES)),
                of("noisy rectified above rectified", SECOND, 0,
                        with(BASE.withUnits(BOTH), 1, Chains.DATA, Reconstruction.SAMPLES)),
                of("shown states", SECOND, 0, BASE.withLayerInput(LayerInput.SAMPLES)),
                of("shown rectified states", SECOND, 0, BASE.withUnits(RECTIFIED).withLayerInput(LayerInput.SAMPLES)),
                of("labels", FIRST, CLASSES, with(BASE, 2, Chains.DATA, Reconstruction.PROBABILITIES)),
                of("labels, samples", FIRST, CLASSES, with(BASE, 3, Chains.DATA, Reconstruction.SAMPLES)),
                of("labels above rectified", SECOND, CLASSES,
                        with(BASE.withUnits(BOTH), 1, Chains.DATA, Reconstruction.SAMPLES)),
                of("sparse", FIRST, 0, BASE.withSparsity(SPARSE)),
                of("sparse with labels", FIRST, CLASSES, BASE.withSparsity(SPARSE)),
                of("persistent", FIRST, 0, with(BASE, 1, Chains.PERSISTENT, Reconstruction.PROBABILITIES)),
                of("persistent, samples", FIRST, 0, with(BASE, 3, Chains.PERSISTENT, Reconstruction.SAMPLES)),
                of("persistent, sparse, Gaussian", FIRST, 0,
                        with(BASE.withUnits(GAUSSIAN).withSparsity(SPARSE), 1, Chains.PERSISTENT, Reconstruction.SAMPLES)),
                of("Nesterov", FIRST, 0, BASE.withDescent(new Descent(schedule, NESTEROV, 0.01, 0, Descent.NO_BOUND))),
                of("Nesterov, all costs and labels", FIRST, CLASSES,
                        BASE.withDescent(new Descent(schedule, NESTEROV, 0.01, 0.02, 1.1))),
                of("L1", FIRST, 0, BASE.withDescent(new Descent(schedule, MOMENTUM, 0, 0.05, Descent.NO_BOUND))),
                of("max-norm", FIRST, 0, BASE.withDescent(new Descent(schedule, MOMENTUM, 0.01, 0, 1.2))));
    }

    private static Arguments of(String name, int[] units, int classes, Pretraining settings) {
        return Arguments.of(name, units, classes, settings);
    }

    private static Pretraining with(Pretraining settings, int cdSteps, Chains chains, Reconstruction reconstruction) {
        return settings.withSampling(new Sampling(cdSteps, chains, reconstruction));
    }

    /**
     * Also in the third pass of a round, and in the second of two rounds of an epoch, so that it begins in the middle of the
     * cases, with chains of its own.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("variants")
    void aRoundIsThatOfTheDefinition(String name, int[] units, int classes, Pretraining settings) {
        RbmPretraining whole = new RbmPretraining(units, classes, Averaging.everyEpoch(BATCH), 5, false, settings);
        Random random = new Random(name.hashCode());
        State start = RandomValues.state(random, whole, 0.4);
        ShardCases cases = cases(random, whole);
        check(whole, cases, start, PLACE);
        check(whole, cases, start, PLACE.nextPass().nextPass());
        RbmPretraining halves = new RbmPretraining(units, classes, new Averaging(BATCH, 1, CASES), 6, false, settings);
        State second = withOwn(halves, start, random);
        check(halves, cases, second, new RoundPlace(9, 2, 1, 4));
        check(halves, cases, second, new RoundPlace(10, 2, 2, 4));
    }

    private static void check(RbmPretraining algorithm, ShardCases cases, State start, RoundPlace place) {
        List<float[]> before = start.averaged().stream().map(float[]::clone).toList();
        ShardResult found = algorithm.shardEpoch(cases, start, place);
        PlainRbm plain = new PlainRbm(algorithm, cases, start, place).round();
        int index = 0;
        for (Section section : algorithm.layout()) {
            if (section.role().averaged()) {
                assertNear(plain.get(section.name()), found.averaged().get(index), section.name());
                assertArrayEquals(before.get(index), start.averaged().get(index), "the start stays as it was");
                index++;
            }
        }
        assertEquals(found.averaged().size(), index);
        assertEquals(plain.squaredError(), found.statistics()[0], 1e-4 * plain.squaredError());
        if (algorithm.persistent()) {
            float[] own = found.own().get(0);
            assertEquals(algorithm.own().get(0).length(), own.length);
            for (int chain = 0; chain < plain.chains().length; chain++) {
                for (int j = 0; j < H; j++) {
                    assertEquals(plain.chains()[chain][j], own[chain * H + j], "chain " + chain);
                }
            }
        } else {
            assertEquals(List.of(), found.own());
        }
        ShardResult again = algorithm.shardEpoch(cases, start, place);
        for (int section = 0; section < index; section++) {
            assertArrayEquals(found.averaged().get(section), again.averaged().get(section), "repeated, the same bits");
        }
        for (int section = 0; section < found.own().size(); section++) {
            assertArrayEquals(found.own().get(section), again.own().get(section), "repeated, the same bits");
        }
    }

    /** Every new setting must matter for the definition to be a test of it: without one of them the weights are others. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("variants")
    void everySettingMattersByItself(String name, int[] units, int classes, Pretraining settings) {
        RbmPretraining algorithm = new RbmPretraining(units, classes, Averaging.everyEpoch(BATCH), 5, false, settings);
        Random random = new Random(name.hashCode());
        State start = RandomValues.state(random, algorithm, 0.4);
        ShardCases cases = cases(random, algorithm);
        float[] with = algorithm.shardEpoch(cases, start, PLACE).averaged().get(0);
        Map<String, RbmPretraining> others = withoutOne(algorithm);
        assertTrue(!others.isEmpty(), name);
        others.forEach((setting, other) -> {
            float[] without = other.shardEpoch(cases, start, PLACE).averaged().get(0);
            double largest = 0;
            for (int i = 0; i < with.length; i++) {
                largest = Math.max(largest, Math.abs(with[i] - without[i]));
            }
            assertTrue(largest > 10 * TOLERANCE, name + " without its " + setting + ": largest difference " + largest);
        });
    }

    /** The algorithm with one setting after the other as it is in {@link #BASE}, where it is another one. */
    private static Map<String, RbmPretraining> withoutOne(RbmPretraining algorithm) {
        Pretraining settings = algorithm.settings();
        Descent descent = settings.descent();
        Sampling sampling = settings.sampling();
        Units kinds = settings.units();
        Map<String, Pretraining> others = new LinkedHashMap<>();
        others.put("visible units", settings.withUnits(new Units(BASE.units().visible(), kinds.hidden())));
        others.put("hidden units", settings.withUnits(new Units(kinds.visible(), BASE.units().hidden())));
        others.put("steps of CD", settings.withSampling(new Sampling(1, sampling.chains(), sampling.reconstruction())));
        others.put("chains", settings.withSampling(new Sampling(sampling.cdSteps(), Chains.DATA, sampling.reconstruction())));
        others.put("reconstruction", settings.withSampling(new Sampling(sampling.cdSteps(), sampling.chains(),
                Reconstruction.PROBABILITIES)));
        others.put("sparsity", settings.withSparsity(Sparsity.NONE));
        others.put("layer input", settings.withLayerInput(LayerInput.PROBABILITIES));
        others.put("schedule", settings.withDescent(new Descent(BASE.descent().learningRate(), descent.momentum(),
                descent.weightCost(), descent.l1(), descent.maxNorm())));
        others.put("form of momentum", settings.withDescent(new Descent(descent.learningRate(), MOMENTUM, descent.weightCost(),
                descent.l1(), descent.maxNorm())));
        others.put("L1", settings.withDescent(new Descent(descent.learningRate(), descent.momentum(), descent.weightCost(), 0,
                descent.maxNorm())));
        others.put("max-norm", settings.withDescent(new Descent(descent.learningRate(), descent.momentum(),
                descent.weightCost(), descent.l1(), Descent.NO_BOUND)));
        others.values().removeIf(settings::equals);
        if (algorithm.layer() > 0) {
            others.remove("visible units");  // they are those of the data
        }
        Map<String, RbmPretraining> algorithms = new LinkedHashMap<>();
        others.forEach((setting, other) -> algorithms.put(setting, new RbmPretraining(algorithm.units(), algorithm.classes(),
                algorithm.averaging(), algorithm.seed(), false, other)));
        if (algorithm.classes() > 0) {
            algorithms.put("labels", new RbmPretraining(algorithm.units(), 0, algorithm.averaging(), algorithm.seed(), false,
                    settings));
        }
        return algorithms;
    }

    /** A smaller shard has fewer chains, in a section of the same length. */
    @Test
    void aShardOfFewerCasesThanAMiniBatchHasAsManyChainsAsCases() {
        Pretraining settings = with(BASE, 1, Chains.PERSISTENT, Reconstruction.SAMPLES);
        RbmPretraining algorithm = new RbmPretraining(FIRST, 0, Averaging.everyEpoch(40), 5, false, settings);
        Random random = new Random(1);
        check(algorithm, cases(random, algorithm), RandomValues.state(random, algorithm, 0.4), PLACE);
    }

    private static ShardCases cases(Random random, RbmPretraining algorithm) {
        float[] values = new float[CASES * V];
        int[] labels = new int[CASES];
        for (int i = 0; i < CASES; i++) {
            labels[i] = random.nextInt(CLASSES + 1) - 1;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (algorithm.visibleKind()) {
                case BERNOULLI -> random.nextFloat();
                case GAUSSIAN -> (float) random.nextGaussian();
                case RECTIFIED -> algorithm.keepsTotalInputs() ? (float) random.nextGaussian()
                        : Math.max(0, (float) random.nextGaussian());
            };
        }
        return ShardCases.ofFloats(V, values, labels);
    }

    private static State withOwn(RbmPretraining algorithm, State start, Random random) {
        State.Builder state = new State.Builder();
        start.sections().forEach(section -> state.add(section, start.get(section.name())));
        for (Section section : algorithm.own()) {
            assertEquals(Role.OWN, section.role());
            float[] chains = new float[section.length()];
            for (int i = 0; i < chains.length; i++) {
                chains[i] = random.nextInt(2);
            }
            state.add(section, chains);
        }
        return state.build();
    }

    private static void assertNear(double[] expected, float[] found, String section) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], TOLERANCE * Math.max(0.1, Math.abs(expected[i])), section + "[" + i + "]");
        }
    }
}
