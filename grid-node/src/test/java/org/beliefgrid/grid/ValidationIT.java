package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.beliefgrid.learning.Choice;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.State;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Held-out cases, means of last epochs and several rounds an epoch on the grid: the bits of {@link PlainLoop}, the driver's
 * sections included, on any members and whatever happens to the driver.
 */
class ValidationIT {
    private static final int SHARDS = 7;
    /** With so few labels that shards have one to ten of them to learn from, and some none. */
    private static final Validated TRAINING = new Validated(new BinaryCases(3, 280, 6, 5, 20), 3, SHARDS);
    private static final FineTuning EARLY = Validated.settings(12).withPatience(2);
    private static final FineTuning MEAN = Validated.settings(5).withAverageLast(3);

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0} members, averaged every {1} mini-batches")
    @CsvSource({"1, 0", "3, 0", "1, 1", "3, 1"})
    void theGridChoosesWhatThePlainLoopChooses(int members, int every) throws Exception {
        try (TestGrid grid = new TestGrid(members, 30, 1, folder)) {
            load(grid, TRAINING);
            for (FineTuning settings : List.of(EARLY, MEAN)) {
                for (boolean judge : new boolean[] {true, false}) {
                    FineTuning possible = judge ? settings : settings.withPatience(0);
                    List<IterativeAlgorithm> algorithms = TRAINING.algorithms(possible, every, judge);
                    String run = "run-" + settings.epochs() + judge;
                    PlainLoop.assertSameBits(plain(algorithms), grid.finish(run, "cases", algorithms), run);
                }
            }
        }
    }

    /** The oracle is at work: the run ends early, and some shards have nothing to learn from in the last part of an epoch. */
    @Test
    void theTrainingHasWhatTheseTestsAreAbout() {
        List<IterativeAlgorithm> algorithms = TRAINING.algorithms(EARLY, 1, true);
        Choice choice = Validated.fineTuning(algorithms).learner().choice(plain(algorithms)).orElseThrow();
        assertTrue(choice.epoch() > 1 && choice.history().size() <= EARLY.epochs(), choice::toString);
        int[] labelled = TRAINING.labelled();
        IterativeAlgorithm fineTuning = Validated.fineTuning(algorithms);
        int parts = fineTuning.roundsAnEpoch();
        assertTrue(parts > 1, "several rounds an epoch");
        long without = Arrays.stream(labelled).filter(count -> fineTuning.weight(40, count, parts - 1) == 0).count();
        assertTrue(without > 0 && without < SHARDS, without + " shards without a part of the last round");
        for (int count : labelled) {
            long sum = 0;
            for (int part = 0; part < parts; part++) {
                sum += fineTuning.weight(40, count, part);
            }
            assertEquals(count, sum, "weights of an epoch");
        }
    }

    @Test
    void shardsThatOnlyLookAreHeardOnTheGridToo() throws Exception {
        Validated training = new Validated(new BinaryCases(2, 150, 6, 5, 10), 2, 15);
        assertTrue(training.cases().stream()
                .anyMatch(cases -> cases.labelled().length == 0 && cases.labelledHeldOut().length > 0));
        List<IterativeAlgorithm> algorithms = training.algorithms(Validated.settings(3).withPatience(1), 0, true);
        State expected = PlainLoop.run(algorithms, training.source(), training.seed(), training.shards());
        for (int updateBits : new int[] {TrainingPlan.WHOLE_UPDATES, TrainingPlan.NARROW_UPDATES}) {
            try (TestGrid grid = new TestGrid(2, 30, 1, folder.resolve("bits-" + updateBits))) {
                load(grid, training);
                State found = grid.finish("run", "cases", updateBits, algorithms);
                if (updateBits == TrainingPlan.WHOLE_UPDATES) {
                    PlainLoop.assertSameBits(expected, found, "last state");
                }
                assertEquals(training.labelledHeldOut(),
                        Validated.fineTuning(algorithms).learner().choice(found).orElseThrow().heldOutCases());
            }
        }
    }

    /** Where there is no other oracle: 16 bits give on three members what they give on one. */
    @Test
    void updatesOfSixteenBitsChooseTheSameOnAnyMembers() throws Exception {
        List<IterativeAlgorithm> algorithms = TRAINING.algorithms(EARLY, 0, true);
        State alone = null;
        for (int members : new int[] {1, 3}) {
            try (TestGrid grid = new TestGrid(members, 30, 1, folder.resolve("members-" + members))) {
                load(grid, TRAINING);
                State found = grid.finish("run", "cases", TrainingPlan.NARROW_UPDATES, algorithms);
                alone = alone == null ? found : alone;
                PlainLoop.assertSameBits(alone, found, members + " members");
            }
        }
    }

    /** History, the best epoch's parameters and sums of epochs are in the committed state: another driver goes on with them. */
    @ParameterizedTest(name = "after round {0}")
    @ValueSource(ints = {3, 6})
    void when_theDriversMemberDies_then_itsSuccessorKeepsHistoryAndBest(int rounds) throws Exception {
        for (FineTuning settings : List.of(EARLY, MEAN)) {
            List<IterativeAlgorithm> algorithms = TRAINING.algorithms(settings, 0, true);
            try (TestGrid grid = new TestGrid(3, 30, 1, folder.resolve("epochs-" + settings.epochs()))) {
                load(grid, TRAINING);
                grid.startRun("run", "cases", algorithms);
                TestGrid.driveTo(new EpochDriver(grid.member(2), "run"), rounds);
                grid.terminate(2);
                try (EpochDriver second = new EpochDriver(grid.member(1), "run")) {
                    TestGrid.assertFinished(grid.driveToEnd(second, "run"));
                }
                PlainLoop.assertSameBits(plain(algorithms), grid.state("run"), "last state");
            }
        }
    }

    /** A run that ends early says so: its last report ends the epoch, and it leaves no update of the round begun. */
    @Test
    void reportsOfARunThatEndsEarlyEndWithTheRoundThatDecided() throws Exception {
        List<IterativeAlgorithm> algorithms = TRAINING.algorithms(EARLY, 1, true);
        Choice choice = Validated.fineTuning(algorithms).learner().choice(plain(algorithms)).orElseThrow();
        int judged = choice.history().size() - 1;
        try (TestGrid grid = new TestGrid(1, 30, 1, folder); EpochDriver driver = new EpochDriver(grid.member(0), "run")) {
            load(grid, TRAINING);
            grid.startRun("run", "cases", algorithms);
            RoundReport last = lastReport(driver);
            TestGrid.assertFinished(grid.maps().runs().get("run"));
            assertTrue(last.endsEpoch());
            assertEquals(judged + 1, last.epoch());
            assertEquals(EARLY.epochs(), last.epochs());
            assertEquals("validation error (epoch " + judged + ")", last.figures().get(2).name());
            assertEquals(0, grid.maps().updates().size());
        }
    }

    @Test
    void theReportOfTheRoundThatOnlyLooksCountsNoCaseAsLearnedFrom() throws Exception {
        List<IterativeAlgorithm> algorithms = TRAINING.algorithms(MEAN, 1, true);
        try (TestGrid grid = new TestGrid(1, 30, 1, folder); EpochDriver driver = new EpochDriver(grid.member(0), "run")) {
            load(grid, TRAINING);
            grid.startRun("run", "cases", algorithms);
            RoundReport last = lastReport(driver);
            assertEquals(MEAN.epochs() + 1, last.epoch());
            assertTrue(last.endsEpoch());
            assertEquals(0, last.cases());
            assertEquals(1, last.figures().size());
        }
    }

    private static RoundReport lastReport(EpochDriver driver) throws Exception {
        RoundReport last = null;
        EpochDriver.Step step = driver.step();
        while (step.progress() == EpochDriver.Progress.GOING_ON) {
            last = step.report().orElse(last);
            step = driver.step();
        }
        return last;
    }

    private static State plain(List<IterativeAlgorithm> algorithms) {
        return PlainLoop.run(algorithms, TRAINING.source(), TRAINING.seed(), TRAINING.shards());
    }

    /** Puts the cases into the grid; the dataset counts only those labels that are learned from. */
    private static void load(TestGrid grid, Validated training) throws Exception {
        Dataset loaded = grid.load("cases", training.source(), training.seed(), training.shards());
        grid.maps().datasets().set("cases", new Dataset(loaded.name(), loaded.height(), loaded.width(), loaded.classes(),
                loaded.casesPerBlock(), loaded.cases(), loaded.heldOut(), training.labelled(), loaded.homes(),
                loaded.fingerprint()));
    }
}
