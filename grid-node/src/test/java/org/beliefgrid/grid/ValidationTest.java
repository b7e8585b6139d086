package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.beliefgrid.learning.BackPropagation;
import org.beliefgrid.learning.Choice;
import org.beliefgrid.learning.Choice.Judgement;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.Figure;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Mean;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.State;
import org.beliefgrid.model.AverageEvery;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What held-out cases choose, against errors counted here in doubles after every epoch of a training to which nothing is held
 * out, run by {@link PlainLoop}.
 */
class ValidationTest {
    private static final int EPOCHS = 9;
    private static final int SHARDS = 3;

    /** Seeds differ in where the minimum lies; all cases together must have stopped early and gone to the end. */
    @Test
    void patienceEndsAfterTheRightEpochWithTheParametersOfTheBest() {
        int early = 0;
        int toTheEnd = 0;
        int ties = 0;
        for (long seed = 1; seed <= 4; seed++) {
            for (int every : new int[] {0, 2}) {
                Validated training = new Validated(new BinaryCases(seed, 150, 6, 5, 70), seed, SHARDS);
                Recorder all = run(training, Validated.settings(EPOCHS), every, false);
                long[] errors = errors(training, all);
                for (int patience : new int[] {1, 2, 3, 20}) {
                    String what = "seed %d, every %d, patience %d, %s"
                            .formatted(seed, every, patience, Arrays.toString(errors));
                    int best = 1;
                    int last = 1;
                    while (last < EPOCHS && last - best < patience) {
                        last++;
                        best = errors[last] < errors[best] ? last : best;
                    }
                    Recorder found = run(training, Validated.settings(EPOCHS).withPatience(patience), every, true);
                    assertEquals(last * found.roundsAnEpoch() + 1, found.rounds.size(), "rounds, " + what);
                    assertSameLearned(all.afterEpoch(best), found.last(), what);
                    Choice choice = found.choice().orElseThrow();
                    assertEquals(best, choice.epoch(), what);
                    assertEquals(EPOCHS, choice.epochs());
                    assertEquals(last - best >= patience, choice.why().contains("none lower in the next " + patience), what);
                    assertEquals(training.labelledHeldOut(), choice.heldOutCases());
                    assertEquals(100.0 * errors[best] / training.labelledHeldOut(),
                            choice.judged().orElseThrow().errorPercent(), 1e-9, what);
                    assertEquals(last + 1, choice.history().size(), what);
                    early += last < EPOCHS ? 1 : 0;
                    toTheEnd += last == EPOCHS ? 1 : 0;
                    int chosen = best;
                    ties += IntStream.rangeClosed(best + 1, last).anyMatch(epoch -> errors[epoch] == errors[chosen]) ? 1 : 0;
                }
            }
        }
        assertTrue(early > 0 && toTheEnd > 0 && ties > 0, early + " early, " + toTheEnd + " to the end, " + ties + " ties");
    }

    @ParameterizedTest(name = "averaged every {0} mini-batches")
    @ValueSource(ints = {0, 1, 2})
    void judgingChangesNothingAndJudgesEveryEpoch(int every) {
        long seed = TestSeed.VALUE;
        Validated training = new Validated(new BinaryCases(seed, 150, 6, 5, 70), seed, SHARDS);
        Recorder without = run(training, Validated.settings(EPOCHS), every, false);
        Recorder with = run(training, Validated.settings(EPOCHS), every, true);
        assertEquals(without.rounds.size() + 1, with.rounds.size());
        for (int round = 0; round < without.rounds.size(); round++) {
            assertSameAveraged(without.rounds.get(round), with.rounds.get(round), TestSeed.replay("round " + round));
        }
        assertSameAveraged(without.last(), with.last(), TestSeed.replay("after the round that only looks"));
        long[] errors = errors(training, without);
        Choice choice = with.choice().orElseThrow();
        assertEquals(EPOCHS, choice.epoch());
        assertEquals("last epoch", choice.why());
        for (int epoch = 0; epoch <= EPOCHS; epoch++) {
            Judgement judgement = choice.history().get(epoch);
            assertEquals(epoch, judgement.epoch());
            assertEquals(100.0 * errors[epoch] / training.labelledHeldOut(), judgement.errorPercent(), 1e-9,
                    TestSeed.replay("epoch " + epoch));
            assertEquals(loss(training, epoch == 0 ? without.start : without.afterEpoch(epoch)), judgement.loss(), 1e-5,
                    TestSeed.replay("loss of epoch " + epoch));
        }
        assertEquals(Optional.of(new Choice(EPOCHS, EPOCHS, "last epoch", Optional.empty(), 0, List.of())), without.choice());
        assertTrue(with.learner().choice(with.rounds.get(with.rounds.size() - 2)).isEmpty(), "a state in the middle");
    }

    /** Nothing is known of the epochs between two averagings: the minimum is that of the others; patience counts all. */
    @ParameterizedTest(name = "patience {0}")
    @ValueSource(ints = {1, 3, 5, 20})
    void withTwoEpochsARoundEverySecondEpochAndTheLastAreJudged(int patience) {
        int[] judged = {0, 2, 4, 6, 8, EPOCHS};
        for (long seed = 1; seed <= 3; seed++) {
            Validated training = new Validated(new BinaryCases(seed, 150, 6, 5, 70), seed, SHARDS);
            Recorder all = run(training, Validated.settings(EPOCHS), AverageEvery.epochs(2), false);
            assertEquals(judged.length - 1, all.rounds.size());
            long[] errors = IntStream.range(0, judged.length)
                    .mapToLong(i -> errors(training, i == 0 ? all.start : all.rounds.get(i - 1))).toArray();
            int best = 1;
            int last = 1;
            while (last < judged.length - 1 && judged[last] - judged[best] < patience) {
                last++;
                best = errors[last] < errors[best] ? last : best;
            }
            String what = "seed %d, patience %d, %s".formatted(seed, patience, Arrays.toString(errors));
            Recorder found = run(training, Validated.settings(EPOCHS).withPatience(patience), AverageEvery.epochs(2), true);
            assertEquals(last + 1, found.rounds.size(), "rounds, " + what);
            assertSameLearned(all.rounds.get(best - 1), found.last(), what);
            Choice choice = found.choice().orElseThrow();
            assertEquals(judged[best], choice.epoch(), what);
            assertEquals(Arrays.stream(judged).limit(last + 1L).boxed().toList(),
                    choice.history().stream().map(Judgement::epoch).toList(), what);
            assertEquals(100.0 * errors[best] / training.labelledHeldOut(), choice.judged().orElseThrow().errorPercent(), 1e-9,
                    what);
            assertEquals("validation error (epoch 2)", names(found, 1).get(names(found, 1).size() - 1));
        }
    }

    /** What people see belongs to the epoch before: it says so. */
    @Test
    void figuresNameTheEpochThatWasJudged() {
        long seed = TestSeed.VALUE;
        Validated training = new Validated(new BinaryCases(seed, 150, 6, 5, 70), seed, SHARDS);
        Recorder run = run(training, Validated.settings(2), 2, true);
        int parts = run.roundsAnEpoch();
        assertTrue(parts > 1);
        assertEquals(List.of("loss", "training error", "validation error (start)"), names(run, 0));
        assertEquals(List.of("loss", "training error"), names(run, 1));
        assertEquals(List.of("loss", "training error", "validation error (epoch 1)"), names(run, parts));
        assertEquals(List.of("validation error (epoch 2)"), names(run, 2 * parts));
        Figure last = run.figures.get(2 * parts).get(0);
        double percent = run.choice().orElseThrow().judged().orElseThrow().errorPercent();
        assertEquals(percent, last.value(), 1e-9);
        assertEquals("validation error (epoch 2) %.2f %%".formatted(percent), last.toString());
    }

    private static List<String> names(Recorder run, int round) {
        return run.figures.get(round).stream().map(Figure::name).toList();
    }

    /** Few labels: some shards have nothing to learn from, but held-out cases that have labels. */
    @Test
    void heldOutCasesOfShardsThatLearnNothingCountToo() {
        Validated training = first(seed -> new Validated(new BinaryCases(seed, 150, 6, 5, 10), seed, 15),
                found -> found.cases().stream().anyMatch(ValidationTest::onlyLooks));
        Recorder without = run(training, Validated.settings(3), 0, false);
        Recorder with = run(training, Validated.settings(3), 0, true);
        assertSameAveraged(without.last(), with.last(), "weight 0 counts nothing");
        assertEquals(training.labelledHeldOut(), with.choice().orElseThrow().heldOutCases());
    }

    @Test
    void withoutALabelAmongTheHeldOutCasesTheLastEpochIsTaken() {
        Validated training = first(seed -> new Validated(new BinaryCases(seed, 30, 6, 5, 7), seed, 1),
                found -> found.labelledHeldOut() == 0 && found.labelled()[0] > 0);
        Recorder found = run(training, Validated.settings(3).withPatience(1), 0, true);
        assertSameLearned(run(training, Validated.settings(3), 0, false).last(), found.last(), "all epochs");
        Choice choice = found.choice().orElseThrow();
        assertEquals("epoch 3 of 3: last epoch; no held-out case has a label", choice.toString());
        assertTrue(choice.judged().isEmpty() && choice.history().isEmpty());
    }

    @ParameterizedTest(name = "last {0}, averaged every {1}, held out {2}")
    @CsvSource({"2, 0, false", "5, 0, true", "9, 0, false", "5, 2, true", "3, 2, false"})
    void theMeanOfTheLastEpochsIsThatOfDoubles(int last, int every, boolean judge) {
        long seed = TestSeed.VALUE;
        Validated training = new Validated(new BinaryCases(seed, 150, 6, 5, 70), seed, SHARDS);
        Recorder all = run(training, Validated.settings(EPOCHS), every, false);
        Recorder found = run(training, Validated.settings(EPOCHS).withAverageLast(last), every, judge);
        for (int epoch = 1; epoch < EPOCHS; epoch++) {
            assertSameAveraged(all.afterEpoch(epoch), found.afterEpoch(epoch), "learning goes on as without, epoch " + epoch);
        }
        for (Section section : all.last().of(Section.Role.LEARNED)) {
            for (int i = 0; i < section.length(); i++) {
                double sum = 0;
                double largest = 0;
                for (int epoch = EPOCHS - last + 1; epoch <= EPOCHS; epoch++) {
                    double value = all.afterEpoch(epoch).get(section.name())[i];
                    sum += value;
                    largest = Math.max(largest, Math.abs(value));
                }
                double mean = sum / last;
                // Half a unit in the last place, and what the 48 bits of the sum leave out.
                double rounding = Math.ulp((float) mean) * 0.500001 + last * largest * 0x1p-47;
                assertEquals(mean, found.last().get(section.name())[i], rounding,
                        TestSeed.replay(section.name() + "[" + i + "]"));
            }
        }
        Choice choice = found.choice().orElseThrow();
        assertTrue(choice.why().startsWith("mean of the last " + last + " epochs"), choice::toString);
        assertEquals(judge, choice.judged().isPresent());
        if (judge) {
            assertEquals(100.0 * errors(training, found.last()) / training.labelledHeldOut(),
                    choice.judged().orElseThrow().errorPercent(), 1e-9, "the mean was judged");
            Recorder unjudged = run(training, Validated.settings(EPOCHS).withAverageLast(last), every, false);
            assertSameLearned(unjudged.last(), found.last(), "judged or not");
            List<Figure> figures = found.figures.get(found.figures.size() - 1);
            assertEquals("validation error (mean of the last " + last + " epochs)", figures.get(0).name());
        }
    }

    @Test
    void theMeanOfOneEpochIsThatEpoch() {
        Validated training = new Validated(new BinaryCases(1, 150, 6, 5, 70), 1, SHARDS);
        Recorder plain = run(training, Validated.settings(2), 0, false);
        Recorder one = run(training, Validated.settings(2).withAverageLast(1), 0, false);
        PlainLoop.assertSameBits(plain.last(), one.last(), "one epoch");
        Recorder two = run(training, Validated.settings(2).withAverageLast(2), 0, false);
        assertFalse(Arrays.equals(plain.last().get("softmax.weights"), two.last().get("softmax.weights")));
    }

    private static boolean onlyLooks(ShardCases cases) {
        return cases.labelled().length == 0 && cases.labelledHeldOut().length > 0;
    }

    /** The training of the first seed that has what a test is about. */
    private static Validated first(LongFunction<Validated> training, Predicate<Validated> wanted) {
        return LongStream.range(0, 1000).mapToObj(training).filter(wanted).findFirst().orElseThrow();
    }

    private static Recorder run(Validated training, FineTuning settings, int every, boolean judge) {
        return run(training, settings, new AverageEvery(every, 1), judge);
    }

    private static Recorder run(Validated training, FineTuning settings, AverageEvery every, boolean judge) {
        List<IterativeAlgorithm> algorithms = new ArrayList<>(training.algorithms(settings, every, judge));
        Recorder recorder = new Recorder(Validated.fineTuning(algorithms));
        algorithms.set(algorithms.size() - 1, recorder);
        PlainLoop.run(algorithms, training.source(), training.seed(), training.shards());
        return recorder;
    }

    private static void assertSameLearned(State expected, State found, String what) {
        for (Section section : expected.of(Section.Role.LEARNED)) {
            assertArrayEquals(expected.get(section.name()), found.get(section.name()), what + ", " + section.name());
        }
    }

    private static void assertSameAveraged(State expected, State found, String what) {
        assertNotEquals(0, expected.averaged().size());
        for (int section = 0; section < expected.averaged().size(); section++) {
            assertArrayEquals(expected.averaged().get(section), found.averaged().get(section), what + ", section " + section);
        }
    }

    /** Errors after each epoch, before the first at index 0. */
    private static long[] errors(Validated training, Recorder run) {
        return IntStream.rangeClosed(0, EPOCHS)
                .mapToLong(epoch -> errors(training, epoch == 0 ? run.start : run.afterEpoch(epoch))).toArray();
    }

    private static long errors(Validated training, State state) {
        long errors = 0;
        for (ShardCases cases : training.cases()) {
            for (int place : cases.labelledHeldOut()) {
                double[] probabilities = probabilities(state, cases, place);
                double largest = Arrays.stream(probabilities).max().orElseThrow();
                errors += probabilities[cases.label(place)] == largest ? 0 : 1;
            }
        }
        return errors;
    }

    private static double loss(Validated training, State state) {
        double sum = 0;
        for (ShardCases cases : training.cases()) {
            for (int place : cases.labelledHeldOut()) {
                sum -= Math.log(probabilities(state, cases, place)[cases.label(place)]);
            }
        }
        return sum / training.labelledHeldOut();
    }

    private static double[] probabilities(State state, ShardCases cases, int place) {
        DeepBeliefNet net = DeepBeliefTraining.net(state, cases.units(), Units.BERNOULLI);
        float[] values = new float[cases.units()];
        cases.copy(place, values, 0);
        double[] units = IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
        for (Rbm rbm : net.rbms()) {
            double[] sums = sums(units, rbm.weights(), rbm.hiddenBiases());
            units = Arrays.stream(sums).map(sum -> 1 / (1 + Math.exp(-sum))).toArray();
        }
        double[] top = sums(units, net.softmax().orElseThrow().weights(), net.softmax().orElseThrow().biases());
        double all = Arrays.stream(top).map(Math::exp).sum();
        return Arrays.stream(top).map(sum -> Math.exp(sum) / all).toArray();
    }

    private static double[] sums(double[] below, float[] weights, float[] biases) {
        return IntStream.range(0, biases.length).mapToDouble(unit -> biases[unit] + IntStream.range(0, below.length)
                .mapToDouble(input -> below[input] * weights[input * biases.length + unit]).sum()).toArray();
    }

    /** Notes the states of all rounds. */
    private static final class Recorder implements LearnsLike {
        private final HoldingOut holdingOut;
        private final List<State> rounds = new ArrayList<>();
        private final List<List<Figure>> figures = new ArrayList<>();
        private State start;

        Recorder(HoldingOut holdingOut) {
            this.holdingOut = holdingOut;
        }

        @Override
        public BackPropagation learner() {
            return holdingOut.learner();
        }

        @Override
        public ShardCases prepare(ShardCases cases, State state) {
            return holdingOut.prepare(cases, state);
        }

        @Override
        public State start(State previous) {
            start = LearnsLike.super.start(previous);
            return start;
        }

        @Override
        public State afterAveraging(State state, Mean mean, int round) {
            rounds.add(LearnsLike.super.afterAveraging(state, mean, round));
            figures.add(figures(mean, round));
            return last();
        }

        State last() {
            return rounds.get(rounds.size() - 1);
        }

        State afterEpoch(int epoch) {
            return rounds.get(epoch * roundsAnEpoch() - 1);
        }

        Optional<Choice> choice() {
            return learner().choice(last());
        }
    }
}
