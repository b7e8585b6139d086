package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.State;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.InitialDeviation;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rules 2, 4 and 5 of the architecture. Design of these tests: a run is brought into its middle, something happens to driver
 * or members, and the run goes on; its last state must have the bits of {@link PlainLoop}, to which nothing happens. Where the
 * middle of a round matters, {@link TroubledWalk} holds one shard back while the others have written what they learned.
 */
class DriverRecoveryIT {
    private static final long SEED = TestSeed.VALUE;
    private static final int SHARDS = 7;
    private static final int PARTITIONS = 30;
    private static final BinaryCases CASES = new BinaryCases(SEED, 300, 6, 5, 60);
    private static final List<IterativeAlgorithm> NETWORK = DeepBeliefTraining.algorithms(plan(0.1),
            TrainingData.of(CASES.visible(), BinaryCases.CLASSES));
    private static final List<TroubledWalk> WALK = List.of(new TroubledWalk(4, SHARDS - 1, TroubledWalk.NOBODY));

    @TempDir
    private Path folder;

    @AfterEach
    void holdNobodyBack() {
        TroubledWalk.release();
    }

    @Test
    void when_aSecondDriverTakesOver_then_theFirstCannotCommitAndTheRunEndsTheSame() throws Exception {
        try (TestGrid grid = new TestGrid(2, PARTITIONS, 2, folder)) {
            EpochDriver first = started(grid, NETWORK, grid.member(0));
            TestGrid.driveTo(first, 3);
            EpochDriver second = new EpochDriver(grid.member(1), "run");
            TestGrid.driveTo(second, 6);
            assertThrows(FencedException.class, () -> grid.driveToEnd(first, "run"));
            assertEndsAsIfNothingHadHappened(grid, second, NETWORK);
        }
    }

    /** What the run started from is in the grid: the new driver needs it for the second layer. */
    @Test
    void when_aDriverTakesOverBeforeTheSecondAlgorithm_then_theRunGoesOnFromWhereItStarted() throws Exception {
        BinaryCases others = new BinaryCases(SEED + 2, 200, 6, 5, 60);
        State learned = PlainLoop.run(NETWORK, others, SEED, SHARDS);
        State initial = DeepBeliefTraining.state(DeepBeliefTraining.net(learned, CASES.visible(), Units.BERNOULLI),
                BinaryCases.CLASSES);
        int rounds = NETWORK.get(0).rounds();
        try (TestGrid grid = new TestGrid(3, PARTITIONS, 2, folder)) {
            grid.load("cases", CASES, SEED, SHARDS);
            grid.startRun(RunRecord.first("run", "cases", "", RunRecord.ANY_KERNEL, TrainingPlan.WHOLE_UPDATES, NETWORK.size()),
                    NETWORK, initial);
            TestGrid.driveTo(new EpochDriver(grid.member(2), "run"), rounds);
            assertEquals(0, grid.maps().runs().get("run").algorithm(), "still in the first");
            grid.terminate(2);
            try (EpochDriver second = new EpochDriver(grid.member(1), "run")) {
                TestGrid.assertFinished(grid.driveToEnd(second, "run"));
            }
            PlainLoop.assertSameBits(PlainLoop.run(NETWORK, initial, CASES, SEED, SHARDS), grid.state("run"),
                    TestSeed.replay("last state"));
        }
    }

    @Test
    void when_aSecondDriverTakesOverInTheMiddleOfARound_then_itsTasksAreRepeatedWithoutHarm() throws Exception {
        try (TestGrid grid = new TestGrid(2, PARTITIONS, 2, folder)) {
            EpochDriver first = started(grid, WALK, grid.member(0));
            awaitMiddleOfRound(grid, first);
            EpochDriver second = new EpochDriver(grid.member(1), "run");
            second.step();
            TroubledWalk.release();
            TestGrid.driveTo(second, 2);
            assertThrows(FencedException.class, () -> grid.driveToEnd(first, "run"));
            assertEndsAsIfNothingHadHappened(grid, second, WALK);
        }
    }

    /** The driver has begun the next round when it finds that it must not commit. */
    @Test
    void when_anotherDriverTakesOverBeforeACommit_then_theRoundBegunDoesNoHarm() throws Exception {
        try (TestGrid grid = new TestGrid(2, PARTITIONS, 2, folder)) {
            EpochDriver first = started(grid, WALK, grid.member(0));
            TestGrid.driveTo(first, 1);
            TroubledWalk.whenAveraged(() -> grid.maps().runs().computeIfPresent("run", (name, record) ->
                    record.nextGeneration()));
            assertThrows(FencedException.class, () -> grid.driveToEnd(first, "run"));
            assertEquals(1, grid.maps().runs().get("run").round());
            assertEndsAsIfNothingHadHappened(grid, new EpochDriver(grid.member(1), "run"), WALK);
        }
    }

    /** Updates of 16 bits: a new driver does not know how large increments were, and lost ones are made again. */
    @Test
    void when_membersAndDriverGoAwayWithUpdatesOfSixteenBits_then_theRunEndsTheSame() throws Exception {
        State undisturbed;
        try (TestGrid grid = new TestGrid(1, PARTITIONS, 2, folder.resolve("undisturbed"))) {
            grid.load("cases", CASES, SEED, SHARDS);
            undisturbed = grid.finish("run", "cases", TrainingPlan.NARROW_UPDATES, WALK);
        }
        try (TestGrid grid = new TestGrid(3, PARTITIONS, 2, folder.resolve("disturbed"))) {
            grid.load("cases", CASES, SEED, SHARDS);
            grid.startRun("run", "cases", RunRecord.ANY_KERNEL, TrainingPlan.NARROW_UPDATES, WALK);
            awaitMiddleOfRound(grid, new EpochDriver(grid.member(2), "run"));
            grid.terminate(2);
            TroubledWalk.release();
            try (EpochDriver second = new EpochDriver(grid.member(1), "run")) {
                TestGrid.assertFinished(grid.driveToEnd(second, "run"));
            }
            PlainLoop.assertSameBits(undisturbed, grid.state("run"), TestSeed.replay("last state"));
        }
    }

    @Test
    void when_aMemberDies_then_itsShardsAreRunAgain() throws Exception {
        try (TestGrid grid = new TestGrid(3, PARTITIONS, 2, folder)) {
            EpochDriver driver = started(grid, NETWORK, grid.member(0));
            TestGrid.driveTo(driver, 4);
            grid.terminate(2);
            TestGrid.driveTo(driver, 6);
            grid.awaitSettled();  // shards are not dealt again before, and so small a run can be over by then
            assertEndsAsIfNothingHadHappened(grid, driver, NETWORK);
            grid.assertEven(grid.maps().datasets().get("cases").homes());
        }
    }

    /** The updates of the round lie without backup: those of the dead member are gone, and must be made again. */
    @Test
    void when_aMemberDiesInTheMiddleOfARound_then_theUpdatesThatWentWithItAreMadeAgain() throws Exception {
        try (TestGrid grid = new TestGrid(3, PARTITIONS, 2, folder)) {
            EpochDriver driver = started(grid, WALK, grid.member(0));
            awaitMiddleOfRound(grid, driver);
            grid.terminate(2);
            TroubledWalk.release();
            assertEndsAsIfNothingHadHappened(grid, driver, WALK);
        }
    }

    @Test
    void when_aMemberLeavesInGoodOrder_then_theRunGoesOn() throws Exception {
        try (TestGrid grid = new TestGrid(3, PARTITIONS, 2, folder)) {
            EpochDriver driver = started(grid, WALK, grid.member(0));
            awaitMiddleOfRound(grid, driver);
            Thread leaving = new Thread(() -> grid.shutdown(2));
            leaving.start();
            TroubledWalk.release();
            assertEndsAsIfNothingHadHappened(grid, driver, WALK);
            leaving.join();
        }
    }

    /** What Jet does: the driver dies with its member, and another one is made elsewhere. */
    @Test
    void when_theDriversMemberDiesInTheMiddleOfARound_then_anotherDriverGoesOn() throws Exception {
        try (TestGrid grid = new TestGrid(3, PARTITIONS, 2, folder)) {
            awaitMiddleOfRound(grid, started(grid, WALK, grid.member(2)));
            grid.terminate(2);
            TroubledWalk.release();
            assertEndsAsIfNothingHadHappened(grid, new EpochDriver(grid.member(1), "run"), WALK);
        }
    }

    @Test
    void when_aMemberJoins_then_shardsAreDealtAgain() throws Exception {
        try (TestGrid grid = new TestGrid(2, PARTITIONS, 2, folder)) {
            EpochDriver driver = started(grid, NETWORK, grid.member(0));
            int[] homes = grid.maps().datasets().get("cases").homes();
            TestGrid.driveTo(driver, 4);
            grid.join();
            assertEndsAsIfNothingHadHappened(grid, driver, NETWORK);
            int[] newHomes = grid.maps().datasets().get("cases").homes();
            grid.assertEven(newHomes);
            assertFalse(Arrays.equals(homes, newHomes), Arrays.toString(homes));
            assertEquals(SHARDS, grid.maps().blocks().size());
        }
    }

    /** The new driver deals shards again in a round of which the old homes already have updates. */
    @Test
    void when_aMemberJoinsAndTheDriverIsReplacedInTheMiddleOfARound_then_noShardCountsTwice() throws Exception {
        try (TestGrid grid = new TestGrid(1, PARTITIONS, 2, folder)) {
            EpochDriver first = started(grid, WALK, grid.member(0));
            awaitMiddleOfRound(grid, first);
            grid.join();
            TroubledWalk.release();
            assertEndsAsIfNothingHadHappened(grid, new EpochDriver(grid.member(1), "run"), WALK);
        }
    }

    /** Two runs, two drivers, one dataset: one of the drivers moves the shards under the other's feet. */
    @Test
    void when_twoRunsShareADatasetThatIsDealtAgain_then_bothGoOn() throws Exception {
        try (TestGrid grid = new TestGrid(1, PARTITIONS, 2, folder)) {
            EpochDriver driver = started(grid, WALK, grid.member(0));
            TestGrid.driveTo(driver, 1);
            grid.startRun("other", "cases", WALK);
            EpochDriver other = new EpochDriver(grid.member(0), "other");
            TestGrid.driveTo(other, 1);
            grid.join();
            TestGrid.driveTo(other, 2);
            assertEndsAsIfNothingHadHappened(grid, driver, WALK);
            TestGrid.assertFinished(grid.driveToEnd(other, "other"));
        }
    }

    @ParameterizedTest(name = "updates of {0} bits")
    @ValueSource(ints = {TrainingPlan.WHOLE_UPDATES, TrainingPlan.NARROW_UPDATES})
    void divergenceEndsTheRunAndNamesAlgorithmEpochSectionAndLearningRate(int updateBits) throws Exception {
        try (TestGrid grid = new TestGrid(1, PARTITIONS, 2, folder)) {
            List<IterativeAlgorithm> tooFast = DeepBeliefTraining.algorithms(plan(1e30),
                    TrainingData.of(CASES.visible(), BinaryCases.CLASSES));
            grid.load("cases", CASES, SEED, SHARDS);
            grid.startRun("run", "cases", RunRecord.ANY_KERNEL, updateBits, tooFast);
            RunRecord record = grid.driveToEnd(new EpochDriver(grid.member(0), "run"), "run");
            assertEquals(RunRecord.Status.DIVERGED, record.status());
            for (String named : List.of("pre-training layer 1", "epoch 1", "layer0.weights[", "shard 0",
                    "learningRate 1.0E30")) {
                assertTrue(record.failure().contains(named), record::failure);
            }
            assertEquals(0, record.round());
        }
    }

    @Test
    void aShardThatAlwaysFailsEndsTheRunAfterAFewAttempts() throws Exception {
        try (TestGrid grid = new TestGrid(1, PARTITIONS, 2, folder)) {
            RunRecord record = grid.driveToEnd(started(grid, List.of(new TroubledWalk(4, SHARDS - 1, 3)), grid.member(0)),
                    "run");
            assertEquals(RunRecord.Status.FAILED, record.status());
            for (String named : List.of("troubled walk", "epoch 1", "shard 3", "this shard always fails")) {
                assertTrue(record.failure().contains(named), record::failure);
            }
            long tasks = grid.statistics().get(0).tasks();
            assertTrue(tasks >= SHARDS + 1 && tasks <= SHARDS + 10, tasks + " tasks");
        }
    }

    /** A kernel that no member of this process has: the first task refuses, and is not tried again. */
    @Test
    void aMemberWithAnotherKernelEndsTheRunBeforeItLearnsAndSaysWhichItHas() throws Exception {
        try (TestGrid grid = new TestGrid(2, PARTITIONS, 2, folder)) {
            grid.load("cases", CASES, SEED, SHARDS);
            grid.startRun("run", "cases", "Antikythera", NETWORK);
            RunRecord record = grid.driveToEnd(new EpochDriver(grid.member(0), "run"), "run");
            assertEquals(RunRecord.Status.REFUSED, record.status());
            for (String named : List.of("pre-training layer 1", "epoch 1", "member 127.0.0.1:", "Antikythera",
                    BlasKernel.ofThisProcess().core(), "--mixed-kernels")) {
                assertTrue(record.failure().contains(named), record::failure);
            }
            assertEquals(0, record.round());
            assertEquals(0, grid.maps().updates().size());
        }
    }

    @Test
    void membersWithTheKernelOfTheRunLearnForIt() throws Exception {
        try (TestGrid grid = new TestGrid(2, PARTITIONS, 2, folder)) {
            grid.load("cases", CASES, SEED, SHARDS);
            grid.startRun("run", "cases", BlasKernel.ofThisProcess().core(), NETWORK);
            assertEndsAsIfNothingHadHappened(grid, new EpochDriver(grid.member(0), "run"), NETWORK);
        }
    }

    @Test
    void aDriverWhoseGenerationIsTakenOutsideOfTheGridDoesNothing() throws Exception {
        try (TestGrid grid = new TestGrid(1, PARTITIONS, 2, folder)) {
            grid.member(0).getUserContext().put(RunFence.CONTEXT_KEY, new TakenFence());
            EpochDriver driver = started(grid, WALK, grid.member(0));
            assertThrows(FencedException.class, driver::step);
            assertEquals(RunRecord.Status.RUNNING, grid.maps().runs().get("run").status());
            assertEquals(0, grid.maps().runs().get("run").round());
            assertEquals(0, grid.statistics().get(0).tasks());
        }
    }

    /** Another grid was there first. */
    private static final class TakenFence implements RunFence {
        @Override
        public Owner claim(String run, long generation, String incarnation) {
            return Owner.OTHER_GRID;
        }

        @Override
        public boolean goesOn(UUID member, UUID lost) {
            throw new IllegalStateException("nobody went away");
        }

        @Override
        public void release(String run) {
            throw new IllegalStateException("nothing was claimed");
        }
    }

    private static EpochDriver started(TestGrid grid, List<? extends IterativeAlgorithm> algorithms, HazelcastInstance member)
            throws Exception {
        grid.load("cases", CASES, SEED, SHARDS);
        grid.startRun("run", "cases", algorithms);
        return new EpochDriver(member, "run");
    }

    /** Brings a walk to where all shards but the one held back have written what they learned. */
    private static void awaitMiddleOfRound(TestGrid grid, EpochDriver driver) throws Exception {
        TroubledWalk.hold();
        assertTrue(driver.step().report().isEmpty(), "the round is over already");
        for (int trial = 0; trial < 1000 && grid.maps().updates().size() < SHARDS - 1; trial++) {
            Thread.sleep(1);
        }
        assertEquals(SHARDS - 1, grid.maps().updates().size(), "shards that have learned");
    }

    private static void assertEndsAsIfNothingHadHappened(TestGrid grid, EpochDriver driver,
            List<? extends IterativeAlgorithm> algorithms) throws Exception {
        try (driver) {
            TestGrid.assertFinished(grid.driveToEnd(driver, "run"));
        }
        PlainLoop.assertSameBits(PlainLoop.run(algorithms, CASES, SEED, SHARDS), grid.state("run"),
                TestSeed.replay("last state"));
    }

    private static TrainingPlan plan(double learningRate) {
        return TrainingPlan.DEFAULTS.withHidden(List.of(12, 9)).withShards(SHARDS).withMiniBatch(10).withSeed(SEED)
                .withPretraining(Pretraining.of(4, Descent.of(learningRate, Momentum.constant(0.5), 2e-4), Sampling.CD1, 0)
                        .withInitialDeviation(InitialDeviation.of(0.1)))
                .withFineTuning(FineTuning.of(4, Descent.of(0.1, Momentum.constant(0.5), 0), 0.5, Dropout.NONE));
    }
}
