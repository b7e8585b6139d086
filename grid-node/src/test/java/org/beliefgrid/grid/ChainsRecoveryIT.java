package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.beliefgrid.data.RowPlacement;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.RbmPretraining;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.State;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.AverageEvery;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.InitialDeviation;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.Sampling.Chains;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link DriverRecoveryIT} asks, of runs in which shards keep something for themselves and an epoch has several rounds,
 * the last of which one shard learns alone. The bits are those of {@link PlainLoop}, and a run forgotten leaves nothing of a
 * shard's own.
 */
class ChainsRecoveryIT {
    private static final long SEED = TestSeed.VALUE;
    private static final int SHARDS = 7;
    private static final int PARTITIONS = 30;
    private static final int NEVER = -1;
    /** Three mini-batches of 2 for every shard, and one case more for the first. */
    private static final BinaryCases CASES = new BinaryCases(SEED, SHARDS * 6 + 1, 6, 5, 60);
    private static final int PARTS = 4;
    private static final State WITH_CHAINS = plain(Chains.PERSISTENT);

    @TempDir
    private Path folder;

    @AfterEach
    void holdNobodyBack() {
        TroubledWalk.release();
    }

    /** Three rounds of all shards, and one of the first shard's last case, in every epoch of every layer. */
    @Test
    void theTrainingHasWhatTheseTestsAreAbout() {
        List<IterativeAlgorithm> network = network(Chains.PERSISTENT, NEVER);
        RowPlacement placement = new RowPlacement(SEED, CASES.cases(), SHARDS);
        List<ShardCases> cases = IntStream.range(0, SHARDS).mapToObj(shard -> CASES.shard(placement, shard)).toList();
        for (IterativeAlgorithm machine : network.subList(0, 2)) {
            assertEquals(PARTS, machine.roundsAnEpoch());
            assertEquals(1, machine.own().size());
            for (int round = 0; round < machine.rounds(); round++) {
                int index = round;
                List<Long> weights = cases.stream().map(shard -> machine.weight(shard.cases(), shard.labelled().length, index))
                        .toList();
                boolean last = round % PARTS == PARTS - 1;
                assertEquals(last ? 1 : 2 * SHARDS, weights.stream().mapToLong(Long::longValue).sum());
                assertEquals(last ? 1 : 2, weights.get(HeldMachine.HELD_SHARD));
            }
        }
        IterativeAlgorithm fineTuning = network.get(2);
        assertTrue(fineTuning.roundsAnEpoch() > 1);
        int most = cases.stream().mapToInt(shard -> shard.labelled().length).max().orElseThrow();
        assertTrue(cases.stream().anyMatch(shard -> shard.labelled().length < most));
    }

    @ParameterizedTest(name = "{0} members, chains from {1}")
    @CsvSource({"1, DATA", "1, PERSISTENT", "3, DATA", "3, PERSISTENT"})
    void aRoundThatOneShardLearnsAloneGivesTheBitsOfThePlainLoop(int members, Chains chains) throws Exception {
        try (TestGrid grid = new TestGrid(members, PARTITIONS, 2, folder)) {
            start(grid, "run", network(chains, NEVER));
            assertEndsAs(plain(chains), grid, new EpochDriver(grid.member(0), "run"), "run");
        }
    }

    /** After every round of an epoch, so also before and after the one that one shard learns alone. */
    @ParameterizedTest(name = "chains from {0}")
    @EnumSource
    void when_anotherDriverTakesOverBetweenTwoRounds_then_theRunEndsTheSame(Chains chains) throws Exception {
        State expected = plain(chains);
        try (TestGrid grid = new TestGrid(3, PARTITIONS, 2, folder)) {
            for (int rounds = PARTS - 1; rounds <= PARTS + 1; rounds++) {
                String run = "run-" + rounds;
                start(grid, run, network(chains, NEVER));
                try (EpochDriver first = new EpochDriver(grid.member(0), run)) {
                    TestGrid.driveTo(first, rounds);
                    assertEndsAs(expected, grid, new EpochDriver(grid.member(1), run), run);
                }
            }
        }
    }

    /** In the second layer, too. */
    @Test
    void when_anotherDriverTakesOverInTheMiddleOfARound_then_theRunEndsTheSame() throws Exception {
        try (TestGrid grid = new TestGrid(3, PARTITIONS, 2, folder)) {
            for (int round : new int[] {PARTS - 1, PARTS + 1, 3 * PARTS - 1}) {
                String run = "run-" + round;
                start(grid, run, network(Chains.PERSISTENT, round));
                try (EpochDriver first = new EpochDriver(grid.member(0), run)) {
                    awaitMiddle(grid, first, round, run);
                    EpochDriver second = new EpochDriver(grid.member(1), run);
                    second.step();
                    TroubledWalk.release();
                    assertEndsAs(WITH_CHAINS, grid, second, run);
                }
            }
        }
    }

    @ParameterizedTest(name = "after round {0}")
    @ValueSource(ints = {PARTS - 1, PARTS + 2})
    void when_theDriversMemberDiesBetweenTwoRounds_then_anotherDriverGoesOn(int rounds) throws Exception {
        try (TestGrid grid = new TestGrid(3, PARTITIONS, 2, folder)) {
            start(grid, "run", network(Chains.PERSISTENT, NEVER));
            TestGrid.driveTo(new EpochDriver(grid.member(2), "run"), rounds);
            grid.terminate(2);
            assertEndsAs(WITH_CHAINS, grid, new EpochDriver(grid.member(1), "run"), "run");
        }
    }

    @ParameterizedTest(name = "of round {0}")
    @ValueSource(ints = {PARTS - 1, PARTS + 1})
    void when_theDriversMemberDiesInTheMiddleOfARound_then_anotherDriverGoesOn(int round) throws Exception {
        try (TestGrid grid = new TestGrid(3, PARTITIONS, 2, folder)) {
            start(grid, "run", network(Chains.PERSISTENT, round));
            awaitMiddle(grid, new EpochDriver(grid.member(2), "run"), round, "run");
            grid.terminate(2);
            TroubledWalk.release();
            assertEndsAs(WITH_CHAINS, grid, new EpochDriver(grid.member(1), "run"), "run");
        }
    }

    @ParameterizedTest(name = "after round {0}")
    @ValueSource(ints = {PARTS - 1, PARTS + 2})
    void when_aMemberDiesBetweenTwoRounds_then_chainsGoOn(int rounds) throws Exception {
        try (TestGrid grid = new TestGrid(3, PARTITIONS, 2, folder)) {
            start(grid, "run", network(Chains.PERSISTENT, NEVER));
            EpochDriver driver = new EpochDriver(grid.member(0), "run");
            TestGrid.driveTo(driver, rounds);
            grid.terminate(2);
            assertEndsAs(WITH_CHAINS, grid, driver, "run");
        }
    }

    /** Chains that a shard has written already are there when its update, which went with the member, is made again. */
    @ParameterizedTest(name = "of round {0}")
    @ValueSource(ints = {PARTS - 1, PARTS + 1})
    void when_aMemberDiesInTheMiddleOfARound_then_chainsGoOn(int round) throws Exception {
        try (TestGrid grid = new TestGrid(3, PARTITIONS, 2, folder)) {
            start(grid, "run", network(Chains.PERSISTENT, round));
            EpochDriver driver = new EpochDriver(grid.member(0), "run");
            awaitMiddle(grid, driver, round, "run");
            grid.terminate(2);
            TroubledWalk.release();
            assertEndsAs(WITH_CHAINS, grid, driver, "run");
        }
    }

    private static void start(TestGrid grid, String run, List<IterativeAlgorithm> algorithms) throws Exception {
        if (grid.maps().datasets().isEmpty()) {
            grid.load("cases", CASES, SEED, SHARDS);
        }
        grid.startRun(run, "cases", algorithms);
    }

    /** Brings a run to where all shards of a round but the one held back have written what they learned. */
    private static void awaitMiddle(TestGrid grid, EpochDriver driver, int round, String run) throws Exception {
        TroubledWalk.hold();
        TestGrid.driveTo(driver, round);
        int others = round % PARTS == PARTS - 1 ? 0 : SHARDS - 1;
        for (int trial = 0; trial < 1000 && updates(grid, round, run) < others; trial++) {
            Thread.sleep(1);
        }
        assertEquals(others, updates(grid, round, run), "shards that have learned");
        assertTrue(grid.maps().own().keySet().stream().anyMatch(key -> key.run().equals(run)), "chains are kept");
    }

    private static long updates(TestGrid grid, int round, String run) {
        return grid.maps().updates().keySet().stream().filter(key -> key.run().equals(run) && key.round() == round).count();
    }

    private static void assertEndsAs(State expected, TestGrid grid, EpochDriver driver, String run) throws Exception {
        try (driver) {
            TestGrid.assertFinished(grid.driveToEnd(driver, run));
        }
        PlainLoop.assertSameBits(expected, grid.state(run), TestSeed.replay(run));
        new RunCleaner(grid.maps()).forgetRun(run);
        assertTrue(grid.maps().own().isEmpty(), () -> "left: " + grid.maps().own().keySet());
    }

    private static State plain(Chains chains) {
        return PlainLoop.run(network(chains, NEVER), CASES, SEED, SHARDS);
    }

    private static List<IterativeAlgorithm> network(Chains chains, int heldRound) {
        RowPlacement placement = new RowPlacement(SEED, CASES.cases(), SHARDS);
        List<ShardCases> cases = IntStream.range(0, SHARDS).mapToObj(shard -> CASES.shard(placement, shard)).toList();
        TrainingPlan plan = TrainingPlan.DEFAULTS.withHidden(List.of(12, 9)).withShards(SHARDS).withMiniBatch(2).withSeed(SEED)
                .withAverageEvery(AverageEvery.miniBatches(1))
                .withPretraining(Pretraining.of(2, Descent.of(0.1, Momentum.constant(0.5), 2e-4),
                        new Sampling(1, chains, Sampling.Reconstruction.SAMPLES), 0.5)
                        .withInitialDeviation(InitialDeviation.of(0.1)))
                .withFineTuning(FineTuning.of(2, Descent.of(0.1, Momentum.constant(0.5), 0), 0.5, Dropout.NONE));
        TrainingData data = new TrainingData(CASES.visible(), BinaryCases.CLASSES,
                cases.stream().mapToInt(ShardCases::cases).max().orElseThrow(),
                cases.stream().mapToInt(shard -> shard.labelled().length).max().orElseThrow(), false);
        return DeepBeliefTraining.algorithms(plan, data).stream().<IterativeAlgorithm>map(algorithm ->
                algorithm instanceof RbmPretraining machine ? new HeldMachine(machine, heldRound) : algorithm).toList();
    }
}
