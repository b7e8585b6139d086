package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.model.AverageEvery;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.LearningRate;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.Sampling.Chains;
import org.beliefgrid.model.Sampling.Reconstruction;
import org.beliefgrid.model.Sparsity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds of several epochs against epochs of their own, one after the other. */
class PassesTest {
    private static final int[] UNITS = {7, 5};
    private static final int CLASSES = 3;
    private static final int CASES = 23;
    private static final int BATCH = 5;
    private static final int EPOCHS = 8;
    private static final int SHARD = 4;
    private static final Momentum NESTEROV = new Momentum(0.3, 0.9, 5, Momentum.Ramp.LINEAR, Momentum.Form.NESTEROV);
    private static final Descent DESCENT = new Descent(new LearningRate(0.1, LearningRate.Schedule.EXPONENTIAL, 0.8, 0.01, 2),
            NESTEROV, 0.01, 0, Descent.NO_BOUND);

    /** An algorithm for any averaging. */
    private record Learner(String name, Function<Averaging, IterativeAlgorithm> with) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Learner> learners() {
        Pretraining base = Pretraining.of(EPOCHS, DESCENT, Sampling.CD1, 0.5);
        return Stream.of(learner("contrastive divergence with a target and labels", CLASSES,
                        base.withSparsity(new Sparsity(0.1, 0.5, 0.8))),
                learner("persistent chains", 0, base.withSampling(new Sampling(2, Chains.PERSISTENT, Reconstruction.SAMPLES))),
                new Learner("back-propagation with dropout", averaging -> new BackPropagation(UNITS, CLASSES, averaging, 5,
                        false, Pretraining.DEFAULTS, FineTuning.of(EPOCHS, DESCENT, 0.5, new Dropout(0.2, 0.5)))));
    }

    private static Learner learner(String name, int classes, Pretraining settings) {
        return new Learner(name, averaging -> new RbmPretraining(UNITS, classes, averaging, 5, false, settings));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("learners")
    void aRoundIsItsEpochsOneAfterTheOther(Learner learner) {
        IterativeAlgorithm three = learner.with.apply(Averaging.everyEpochs(BATCH, 3));
        IterativeAlgorithm one = learner.with.apply(Averaging.everyEpoch(BATCH));
        Random random = new Random(TestSeed.VALUE);
        ShardCases cases = RandomValues.cases(random, UNITS[0], random.ints(CASES, 0, CLASSES).toArray());
        State start = RandomValues.state(random, three, 0.4);
        // Rounds 1 and 2 begin with epochs 3 and 6; the last one has two epochs left.
        for (int round = 1; round < three.rounds(); round++) {
            int epochs = round == 1 ? 3 : 2;
            ShardResult found = three.shardEpoch(cases, start, new RoundPlace(20 + round, 3 * round, SHARD));
            State state = start;
            ShardResult last = null;
            double[] sums = new double[three.statistics().size()];
            for (int pass = 0; pass < epochs; pass++) {
                int epoch = 3 * round + pass;
                last = one.shardEpoch(cases, state, new RoundPlace(20 + round, epoch, 0, pass, SHARD));
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += last.statistics()[i];
                }
                state = next(one, state, last, NESTEROV.at(epoch + 1) - NESTEROV.at(epoch));
            }
            assertSame(last.averaged(), found.averaged(), "round " + round);
            assertSame(last.own(), found.own(), "own of round " + round);
            assertArrayEquals(sums, found.statistics(), 1e-12, TestSeed.replay("statistics"));
            assertEquals((long) epochs * CASES, found.cases());
            assertEquals(found.cases(), three.weight(CASES, CASES, round), "weight");
        }
    }

    /** What a pass ended with, with parameters that Nesterov's momentum has moved on to where that of the next epoch leads. */
    private static State next(IterativeAlgorithm algorithm, State state, ShardResult result, float change) {
        Map<String, float[]> values = new HashMap<>();
        int index = 0;
        for (Section section : state.sections()) {
            if (section.role().averaged()) {
                values.put(section.name(), result.averaged().get(index++));
            }
        }
        for (Section section : state.of(Role.LEARNED)) {
            float[] moved = values.get(section.name()).clone();
            float[] velocity = values.get(section.name() + ".velocity");
            for (int i = 0; i < moved.length; i++) {
                moved[i] = Math.fma(change, velocity[i], moved[i]);
            }
            values.put(section.name(), moved);
        }
        State.Builder next = new State.Builder();
        state.sections().stream().filter(section -> section.role() != Role.OWN)
                .forEach(section -> next.add(section, values.getOrDefault(section.name(), state.get(section.name()))));
        for (int section = 0; section < result.own().size(); section++) {
            next.add(algorithm.own().get(section), result.own().get(section));
        }
        return next.build();
    }

    private static void assertSame(List<float[]> expected, List<float[]> found, String what) {
        assertEquals(expected.size(), found.size(), what);
        for (int section = 0; section < expected.size(); section++) {
            assertArrayEquals(expected.get(section), found.get(section), TestSeed.replay(what + ", section " + section));
        }
    }

    /** The order of cases and the states of units are drawn anew: with the steps of the same epoch another pass learns else. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("learners")
    void everyPassHasDrawsOfItsOwn(Learner learner) {
        IterativeAlgorithm one = learner.with.apply(Averaging.everyEpoch(BATCH));
        IterativeAlgorithm single = learner.with.apply(Averaging.everyEpoch(CASES));
        Random random = new Random(TestSeed.VALUE);
        ShardCases cases = RandomValues.cases(random, UNITS[0], random.ints(CASES, 0, CLASSES).toArray());
        State start = RandomValues.state(random, one, 0.4);
        RoundPlace first = new RoundPlace(20, 3, 0, 0, SHARD);
        RoundPlace second = new RoundPlace(20, 3, 0, 1, SHARD);
        assertFalse(Arrays.equals(one.shardEpoch(cases, start, first).averaged().get(0),
                one.shardEpoch(cases, start, second).averaged().get(0)), TestSeed.replay("passes of several mini-batches"));
        assertFalse(Arrays.equals(single.shardEpoch(cases, start, first).averaged().get(0),
                single.shardEpoch(cases, start, second).averaged().get(0)), TestSeed.replay("passes of one mini-batch"));
    }

    @ParameterizedTest(name = "{0} epochs a round")
    @ValueSource(ints = {1, 2, 3, 5, 100})
    void roundsCoverAllEpochsOnce(int epochsARound) {
        Averaging averaging = Averaging.everyEpochs(BATCH, epochsARound);
        for (int epochs = 0; epochs <= 12; epochs++) {
            Pretraining settings = Pretraining.DEFAULTS.withEpochs(epochs);
            RbmPretraining algorithm = new RbmPretraining(UNITS, 0, averaging, 5, false, settings);
            int next = 0;
            for (int round = 0; round < algorithm.rounds(); round++) {
                assertEquals(next, algorithm.epoch(round));
                long weight = algorithm.weight(CASES, 0, round);
                assertEquals(0, weight % CASES);
                assertTrue(weight == (long) epochsARound * CASES || round == algorithm.rounds() - 1,
                        "only the last is shorter");
                next += (int) (weight / CASES);
            }
            assertEquals(epochs, next);
            assertEquals(epochs, algorithm.epoch(algorithm.rounds()));
            RbmPretraining heldOut = new RbmPretraining(UNITS, 0, averaging, 5, true, settings);
            assertEquals(algorithm.rounds() + (epochs > 0 ? 1 : 0), heldOut.rounds());
            assertTrue(heldOut.weight(CASES, 0, algorithm.rounds()) > 0, "the round that looks has a weight");
        }
    }

    /** One epoch a round is what a plan says with epoch, bit for bit. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"7, 1", "0, 1", "0, 4"})
    void aPlansAveragingIsThatOfTheAlgorithms(int miniBatches, int epochs) {
        Averaging averaging = Averaging.of(new AverageEvery(miniBatches, epochs), BATCH, 99);
        assertEquals(new Averaging(BATCH, miniBatches, 99, epochs), averaging);
        assertEquals(Averaging.everyEpoch(BATCH), Averaging.everyEpochs(BATCH, 1));
    }
}
