package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.OperationTimeoutException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.beliefgrid.data.RowPlacement;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.AverageEvery;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.InitialDeviation;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.Sampling.Chains;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Checkpoint;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.RunStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints of real runs: with persistent chains, epochs of several rounds, and a state that only the driver has. */
class CheckpointsIT {
    private static final long SEED = TestSeed.VALUE;
    private static final int SHARDS = 5;
    private static final int PARTITIONS = 23;
    private static final BinaryCases CASES = new BinaryCases(SEED, SHARDS * 6 + 1, 6, 5, 60);
    private static final List<IterativeAlgorithm> NETWORK = network();
    private static final int ROUNDS = NETWORK.stream().mapToInt(IterativeAlgorithm::rounds).sum();
    /** For so long the store stands still: longer than Jet waits before it starts a job again. */
    private static final long STANDS_MILLIS = 4_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path folder;
    private RunStore store;

    @BeforeEach
    void openStore() {
        store = RunStore.at(Location.of(folder.toString()));
    }

    /** From wherever the run was lost: in the middle of an epoch, too, and with its end still to come. */
    @ParameterizedTest(name = "lost after a share of {0} of the rounds")
    @ValueSource(doubles = {0.02, 0.3, 0.55, 0.9, 1})
    void aRunGoesOnInAnotherGridAndEndsWithTheSameBits(double share) throws Exception {
        int rounds = Math.max(1, (int) (share * ROUNDS) - new Random(SEED).nextInt(3));
        try (TestGrid grid = new TestGrid(2, PARTITIONS, 1, folder)) {
            start(grid, 1);
            EpochDriver driver = new EpochDriver(grid.member(0), "run");
            for (int round = 1; round <= rounds; round++) {
                TestGrid.driveTo(driver, round);
                giveTimeToWrite(round);
            }
            awaitCheckpoint(0);
        }
        Checkpoint last = store.read("run", store.rounds("run").get(0));
        assertTrue(last.run().progress().round() <= rounds, () -> last.run().progress() + " after " + rounds);
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            goOn(grid, last);
            try (EpochDriver driver = new EpochDriver(grid.member(0), "run")) {
                TestGrid.assertFinished(grid.driveToEnd(driver, "run"));
            }
            PlainLoop.assertSameBits(PlainLoop.run(NETWORK, CASES, SEED, SHARDS), grid.state("run"), TestSeed.replay("run"));
        }
        assertEquals(RunProgress.Status.FINISHED, store.find("run").orElseThrow().progress().status());
        assertEquals(ROUNDS, store.rounds("run").get(0), "the last state is there until somebody has its model");
    }

    @Test
    void withoutADescriptionNothingIsWritten() throws Exception {
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            grid.load("cases", CASES, SEED, SHARDS);
            grid.finish("run", "cases", NETWORK);
            assertEquals(List.of(), store.names());
            assertEquals(List.of(), store.rounds("run"));
        }
    }

    @Test
    void withZeroEpochsBetweenThemThereAreNoCheckpoints() throws Exception {
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            start(grid, 0);
            finish(grid);
            assertEquals(List.of(), store.rounds("run"));
            assertEquals(List.of("run"), store.names());
        }
    }

    /** A folder in the place of every one cannot be replaced by a file: not even by root. */
    @Test
    void when_noCheckpointCanBeWritten_then_theRunGoesOn() throws Exception {
        for (int round = 0; round <= ROUNDS; round++) {
            Files.createDirectories(folder.resolve("runs/run/checkpoint-" + round + "/in-the-way"));
        }
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            start(grid, 1);
            finish(grid);
            PlainLoop.assertSameBits(PlainLoop.run(NETWORK, CASES, SEED, SHARDS), grid.state("run"), TestSeed.replay("run"));
        }
        assertEquals(RunProgress.Status.FINISHED, store.find("run").orElseThrow().progress().status());
    }

    /** A file in the place of the run's folder: nothing can be written there, not even by root, nor be read. */
    @Test
    void when_theStoreIsLostInTheMiddle_then_theRunGoesOnAndItsLastCheckpointStillLoads() throws Exception {
        Path run = folder.resolve("runs/run");
        Path saved = folder.resolve("saved");
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            start(grid, 1);
            EpochDriver driver = new EpochDriver(grid.member(0), "run");
            TestGrid.driveTo(driver, ROUNDS / 2);
            awaitCheckpoint(0);
            Files.move(run, saved);
            Files.createFile(run);
            TestGrid.assertFinished(grid.driveToEnd(driver, "run"));
            driver.close();
            PlainLoop.assertSameBits(PlainLoop.run(NETWORK, CASES, SEED, SHARDS), grid.state("run"), TestSeed.replay("run"));
        }
        Files.delete(run);
        Files.move(saved, run);
        Checkpoint last = store.read("run", store.rounds("run").get(0));
        assertTrue(last.run().progress().round() <= ROUNDS / 2, () -> last.run().progress().toString());
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            goOn(grid, last);
            finish(grid);
            PlainLoop.assertSameBits(PlainLoop.run(NETWORK, CASES, SEED, SHARDS), grid.state("run"), TestSeed.replay("run"));
        }
    }

    /** Two grids that know nothing of each other go on with one run. */
    @Test
    void when_aNewerDriverHasTheRunElsewhere_then_theOlderOneFindsOutAndWritesNothing() throws Exception {
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            start(grid, 1);
            EpochDriver driver = new EpochDriver(grid.member(0), "run");
            TestGrid.driveTo(driver, 1);
            awaitCheckpoint(0);
            assertTrue(store.claim("run", 7, "of another grid"));
            assertThrows(FencedException.class, () -> grid.driveToEnd(driver, "run"));
            driver.close();
            assertTrue(store.rounds("run").get(0) < ROUNDS, "one may have been on its way, not more");
            assertEquals(RunProgress.Status.RUNNING, store.find("run").orElseThrow().progress().status());
        }
    }

    @Test
    void when_theRunHasEndedElsewhere_then_aDriverThatWakesLateLeavesWhatWasSaidOfIt() throws Exception {
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            start(grid, 1);
            EpochDriver driver = new EpochDriver(grid.member(0), "run");
            TestGrid.driveTo(driver, 1);
            awaitCheckpoint(0);
            RunState said = store.find("run").orElseThrow();
            store.release("run");
            store.describe(said.at(new RunProgress(RunProgress.Status.FINISHED, "", "fine-tuning", 3, 3, 1, 1, 0, 0, ROUNDS,
                    "", "", 0)));
            assertThrows(FencedException.class, () -> grid.driveToEnd(driver, "run"));
            driver.close();
            assertEquals(RunProgress.Status.FINISHED, store.find("run").orElseThrow().progress().status());
        }
    }

    @Test
    void when_aRunEndsByAnException_then_theStoreSaysWhich() throws Exception {
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            grid.load("cases", CASES, SEED, SHARDS);
            describe(grid, 1);
            grid.startRun("run", "cases", List.of(new TroubledWalk(5, 0, TroubledWalk.NOBODY)));
            EpochDriver driver = new EpochDriver(grid.member(0), "run");
            TroubledWalk.whenAveraged(() -> {
                throw new IllegalStateException("the walk has lost its way");
            });
            assertThrows(IllegalStateException.class, () -> grid.driveToEnd(driver, "run"));
            driver.close();
            RunProgress said = store.find("run").orElseThrow().progress();
            assertEquals(RunProgress.Status.FAILED, said.status());
            assertEquals("the walk has lost its way", said.error());
        }
    }

    @Test
    void when_aDriverIsClosedForAnotherOne_then_theRunGoesOnInTheStore() throws Exception {
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            start(grid, 1);
            try (EpochDriver driver = new EpochDriver(grid.member(0), "run")) {
                TestGrid.driveTo(driver, 1);
                awaitCheckpoint(0);
            }
            assertEquals(RunProgress.Status.RUNNING, store.find("run").orElseThrow().progress().status());
        }
    }

    /** The job that the driver belongs to is not started again elsewhere before it has ended. */
    @Test
    void when_aDriverIsClosedForAnotherOneWhileTheStoreStandsStill_then_theOtherOneIsNotKeptWaitingForIt() throws Exception {
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            grid.member(0).getUserContext().put(Checkpoints.CONTEXT_KEY,
                    RunStore.at(Location.of(StandingFileSystem.name(folder))));
            start(grid, 1);
            EpochDriver driver = new EpochDriver(grid.member(0), "run");
            try {
                TestGrid.driveTo(driver, 1);
                awaitCheckpoint(0);
                StandingFileSystem.standStill();
                TestGrid.driveTo(driver, 2);
                StandingFileSystem.awaitWrite();
                CompletableFuture<Void> release = CompletableFuture.runAsync(StandingFileSystem::goOn,
                        CompletableFuture.delayedExecutor(STANDS_MILLIS, TimeUnit.MILLISECONDS));
                driver.close();
                assertTrue(StandingFileSystem.isStandingStill(), "it waited for the store");
                release.join();
            } finally {
                StandingFileSystem.goOn();
                driver.close();
            }
        }
    }

    @Test
    void when_anotherGridHasTheRun_then_oneThatHasLostAMemberDoesNotTakeItBack() throws Exception {
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            start(grid, 1);
            try (EpochDriver driver = new EpochDriver(grid.member(0), "run")) {
                TestGrid.driveTo(driver, 1);
                awaitCheckpoint(0);
            }
        }
        Checkpoint last = store.read("run", store.rounds("run").get(0));
        try (TestGrid one = new TestGrid(1, SHARDS, 1, folder); TestGrid other = new TestGrid(4, SHARDS, 1, folder)) {
            other.terminate(3);
            other.awaitSettled();
            goOn(one, last);
            goOn(other, last);
            try (EpochDriver first = new EpochDriver(one.member(0), "run");
                    EpochDriver second = new EpochDriver(other.member(0), "run")) {
                first.step();
                assertThrows(FencedException.class, second::step);
                TestGrid.assertFinished(one.driveToEnd(first, "run"));
            }
        }
    }

    @Test
    void when_anotherDriverGoesOnWithTheSameCheckpoint_then_oneOfTheTwoIsRefused() throws Exception {
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            start(grid, 1);
            try (EpochDriver driver = new EpochDriver(grid.member(0), "run")) {
                TestGrid.driveTo(driver, 1);
                awaitCheckpoint(0);
            }
        }
        Checkpoint last = store.read("run", store.rounds("run").get(0));
        try (TestGrid one = new TestGrid(1, SHARDS, 1, folder); TestGrid other = new TestGrid(1, SHARDS, 1, folder)) {
            goOn(one, last);
            goOn(other, last);
            try (EpochDriver first = new EpochDriver(one.member(0), "run");
                    EpochDriver second = new EpochDriver(other.member(0), "run")) {
                first.step();
                assertThrows(FencedException.class, second::step);
                TestGrid.assertFinished(one.driveToEnd(first, "run"));
            }
        }
    }

    @Test
    void when_somethingPassingGoesWrong_then_oneThreadGoesOnWriting() throws Exception {
        List<IterativeAlgorithm> walk = List.of(new TroubledWalk(3, TroubledWalk.NOBODY, TroubledWalk.NOBODY));
        Set<Thread> before = writers();  // drivers of other tests were lost with their grids
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            grid.load("cases", CASES, SEED, SHARDS);
            describe(grid, 1);
            grid.startRun("run", "cases", walk);
            try (EpochDriver driver = new EpochDriver(grid.member(0), "run")) {
                TestGrid.driveTo(driver, 1);
                assertEquals(1, without(before, writers()).size());
                boolean[] wentWrong = {false};
                TroubledWalk.whenAveraged(() -> {
                    wentWrong[0] = true;
                    throw new OperationTimeoutException("passes");
                });
                TestGrid.driveTo(driver, 2);
                assertTrue(wentWrong[0]);
                assertEquals(1, without(before, writers()).size());
                TestGrid.assertFinished(grid.driveToEnd(driver, "run"));
            }
        }
        assertEquals(RunProgress.Status.FINISHED, store.find("run").orElseThrow().progress().status());
    }

    private static Set<Thread> writers() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("beliefgrid-checkpoint"))
                .collect(Collectors.toSet());
    }

    private static Set<Thread> without(Set<Thread> before, Set<Thread> now) {
        now.removeAll(before);
        return now;
    }

    @Test
    void aRunThatIsStoppedInGoodOrderSaysSoUntilItGoesOn() throws Exception {
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            start(grid, 1);
            try (EpochDriver driver = new EpochDriver(grid.member(0), "run")) {
                TestGrid.driveTo(driver, 2);
            }
            assertTrue(grid.maps().chores().submit(DescribeRunTask.interrupted("run")).get());
            assertEquals(RunProgress.Status.INTERRUPTED, store.find("run").orElseThrow().progress().status());
            finish(grid);
            assertTrue(grid.maps().chores().submit(DescribeRunTask.interrupted("run")).get());
            assertEquals(RunProgress.Status.FINISHED, store.find("run").orElseThrow().progress().status());
        }
    }

    private static void finish(TestGrid grid) throws IOException, InterruptedException {
        try (EpochDriver driver = new EpochDriver(grid.member(0), "run")) {
            TestGrid.assertFinished(grid.driveToEnd(driver, "run"));
        }
    }

    /** Rounds as short as these are faster than any disk: without a pause there would be few checkpoints to go on from. */
    private void giveTimeToWrite(int round) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(40);
        while (!store.rounds("run").contains(round) && System.nanoTime() < deadline) {
            Thread.sleep(2);
        }
    }

    private void awaitCheckpoint(int leastRound) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (store.rounds("run").stream().noneMatch(round -> round >= leastRound)) {
            assertTrue(System.nanoTime() < deadline, "no checkpoint of round " + leastRound + " or later");
            Thread.sleep(2);
        }
    }

    private static void start(TestGrid grid, int every) throws IOException {
        grid.load("cases", CASES, SEED, SHARDS);
        describe(grid, every);
        grid.startRun("run", "cases", NETWORK);
    }

    private static void describe(TestGrid grid, int every) {
        grid.describe("run", CASES.fingerprint(), every);
    }

    private static void goOn(TestGrid grid, Checkpoint from) throws IOException {
        grid.load("cases", CASES, SEED, SHARDS);
        describe(grid, 1);
        grid.goOn(from, "cases", NETWORK);
    }

    private static List<IterativeAlgorithm> network() {
        RowPlacement placement = new RowPlacement(SEED, CASES.cases(), SHARDS);
        List<ShardCases> cases = IntStream.range(0, SHARDS).mapToObj(shard -> CASES.shard(placement, shard)).toList();
        TrainingPlan plan = TrainingPlan.DEFAULTS.withHidden(List.of(12, 9)).withShards(SHARDS).withMiniBatch(2).withSeed(SEED)
                .withAverageEvery(AverageEvery.miniBatches(1))
                .withPretraining(Pretraining.of(3, Descent.of(0.1, Momentum.constant(0.5), 2e-4),
                        new Sampling(1, Chains.PERSISTENT, Sampling.Reconstruction.SAMPLES), 0.5)
                        .withInitialDeviation(InitialDeviation.of(0.1)))
                .withFineTuning(FineTuning.of(3, Descent.of(0.1, Momentum.constant(0.5), 0), 0.5, Dropout.NONE));
        return DeepBeliefTraining.algorithms(plan, new TrainingData(CASES.visible(), BinaryCases.CLASSES,
                cases.stream().mapToInt(ShardCases::cases).max().orElseThrow(),
                cases.stream().mapToInt(shard -> shard.labelled().length).max().orElseThrow(), false));
    }
}
