package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.RowPlacement;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.ShardResult;
import org.beliefgrid.learning.State;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.AverageEvery;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.InitialDeviation;
import org.beliefgrid.model.LearningRate;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.Sparsity;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rule 1 of the architecture against its oracle: whatever the members, their threads and the partitions, the grid ends with
 * the bits of {@link PlainLoop}.
 */
class GridRunIT {
    private static final long SEED = TestSeed.VALUE;
    private static final int SHARDS = 7;
    private static final BinaryCases CASES = new BinaryCases(SEED, 300, 6, 5, 60);
    private static final long FEW_LABELS_SEED = 3;
    /** So few labels that some shards have none and take no part in fine-tuning. */
    private static final BinaryCases FEW_LABELS = new BinaryCases(FEW_LABELS_SEED, 300, 6, 5, 2);

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0} members, {1} partitions, {2} threads")
    @CsvSource({"1, 7, 2", "2, 30, 1", "3, 7, 1", "3, 271, 2"})
    void theModelDependsNeitherOnMembersNorOnThreadsNorOnPartitions(int members, int partitions, int threads) throws Exception {
        try (TestGrid grid = new TestGrid(members, partitions, threads, folder)) {
            Dataset dataset = grid.load("cases", CASES, SEED, SHARDS);
            grid.assertEven(dataset.homes());
            int rounds = 0;
            for (double blockMomentum : new double[] {0, 0.6}) {
                List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(plan(blockMomentum),
                        TrainingData.of(CASES.visible(), BinaryCases.CLASSES));
                State found = grid.finish("run-" + blockMomentum, "cases", algorithms);
                PlainLoop.assertSameBits(PlainLoop.run(algorithms, CASES, SEED, SHARDS), found,
                        TestSeed.replay("block momentum " + blockMomentum));
                rounds += algorithms.stream().mapToInt(IterativeAlgorithm::rounds).sum();
            }
            for (MemberStatistics ofMember : grid.statistics((long) SHARDS * rounds)) {
                assertEquals(0, ofMember.remoteBlockReads(), ofMember::toString);
                assertTrue(ofMember.tasks() > 0 && ofMember.localBlockReads() > 0, ofMember::toString);
            }
        }
    }

    /**
     * No oracle for the bits but the rule itself: what a run gives depends neither on members nor on the order of their sums.
     */
    @Test
    void updatesOfSixteenBitsGiveTheSameBitsOnAnyMembersAndStayNearTheExactMean() throws Exception {
        List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(plan(0.6),
                TrainingData.of(CASES.visible(), BinaryCases.CLASSES));
        List<IterativeAlgorithm> oneRound = DeepBeliefTraining.algorithms(plan(0).withPretraining(
                plan(0).pretraining().withEpochs(1)).withFineTuning(plan(0).fineTuning().withEpochs(0)),
                TrainingData.of(CASES.visible(),
                BinaryCases.CLASSES)).subList(0, 1);
        State alone = null;
        for (int members : new int[] {1, 3}) {
            try (TestGrid grid = new TestGrid(members, 30, 1, folder.resolve("members-" + members))) {
                grid.load("cases", CASES, SEED, SHARDS);
                State found = grid.finish("narrow", "cases", TrainingPlan.NARROW_UPDATES, algorithms);
                if (alone == null) {
                    alone = found;
                }
                PlainLoop.assertSameBits(alone, found, TestSeed.replay(members + " members"));
                assertNear(oneRound.get(0), PlainLoop.run(oneRound, CASES, SEED, SHARDS),
                        grid.finish("one-round", "cases", TrainingPlan.NARROW_UPDATES, oneRound));
            }
        }
    }

    /** Every shard rounds by half a unit, a unit follows from the largest increment of any shard. */
    private static void assertNear(IterativeAlgorithm algorithm, State exact, State found) {
        State start = algorithm.start(State.EMPTY);
        List<ShardResult> results = PlainLoop.firstRound(algorithm, start, CASES, SEED, SHARDS);
        for (int section = 0; section < start.averaged().size(); section++) {
            float[] before = start.averaged().get(section);
            float[] wanted = exact.averaged().get(section);
            double largest = 0;
            for (ShardResult result : results) {
                for (int i = 0; i < before.length; i++) {
                    largest = Math.max(largest, Math.abs(result.averaged().get(section)[i] - before[i]));
                }
            }
            double halfUnits = SHARDS * largest / (Short.MAX_VALUE - SHARDS) / 2;
            for (int i = 0; i < wanted.length; i++) {
                // Increment and sum are floats, too: each rounds once more.
                assertEquals(wanted[i], found.averaged().get(section)[i], halfUnits + 2 * Math.ulp(wanted[i]),
                        TestSeed.replay("section " + section + ", number " + i));
            }
        }
    }

    @Test
    void shardsWithoutLabelsTakeNoPartInFineTuning() throws Exception {
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            Dataset dataset = grid.load("cases", FEW_LABELS, FEW_LABELS_SEED, SHARDS);
            int[] labelled = dataset.labelled();
            long without = Arrays.stream(labelled).filter(count -> count == 0).count();
            assertTrue(without > 0 && without < SHARDS, () -> without + " shards without labels");
            List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(plan(0), TrainingData.of(FEW_LABELS.visible(),
                    BinaryCases.CLASSES));
            PlainLoop.assertSameBits(PlainLoop.run(algorithms, FEW_LABELS, FEW_LABELS_SEED, SHARDS),
                    grid.finish("few", "cases", algorithms), TestSeed.replay("few labels"));
        }
    }

    /** Few labels, too, so that some shards have nothing to fine-tune on. */
    @Test
    void heldOutCasesAreReadAndNeverLearnedFrom() throws Exception {
        TrainingPlan plan = plan(0.6).withHeldOut(0.3).withLabels(9);
        CaseSelection selection = CaseSelection.of(plan, CASES, BinaryCases.CLASSES);
        BinaryCases otherHeldOut = CASES.negated(row -> selection.isHeldOut(row, CASES.label(row)));
        int learned = IntStream.range(0, CASES.cases()).filter(row -> !selection.isHeldOut(row, CASES.label(row))).findFirst()
                .orElseThrow();
        BinaryCases otherLearned = CASES.negated(row -> row == learned);
        List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(plan, new TrainingData(CASES.visible(),
                BinaryCases.CLASSES, 1, 1, true));
        RowPlacement placement = new RowPlacement(SEED, CASES.cases(), SHARDS);
        String expected = sha256(PlainLoop.run(algorithms, IntStream.range(0, SHARDS)
                .mapToObj(shard -> CASES.shard(placement, shard, selection)).toList()));
        try (TestGrid grid = new TestGrid(2, 30, 1, folder)) {
            Dataset dataset = grid.load("cases", CASES, SEED, SHARDS, selection);
            for (int shard = 0; shard < SHARDS; shard++) {
                assertSameCases(CASES.shard(placement, shard, selection),
                        ShardReader.read(grid.maps().blocks(), dataset, shard));
            }
            grid.load("other held-out", otherHeldOut, SEED, SHARDS, selection);
            grid.load("other learned", otherLearned, SEED, SHARDS, selection);
            assertEquals(expected, sha256(grid.finish("run", "cases", algorithms)), TestSeed.replay("held out"));
            assertEquals(expected, sha256(grid.finish("run-2", "other held-out", algorithms)),
                    TestSeed.replay("other images held out"));
            assertNotEquals(expected, sha256(grid.finish("run-3", "other learned", algorithms)), "one case counts");
        }
    }

    private static String sha256(State state) {
        return DeepBeliefTraining.net(state, CASES.visible(), Units.BERNOULLI).sha256();
    }

    private static void assertSameCases(ShardCases expected, ShardCases found) {
        assertEquals(expected.cases(), found.cases());
        assertEquals(expected.heldOut(), found.heldOut());
        for (int i = 0; i < expected.all(); i++) {
            float[] values = new float[expected.units()];
            float[] foundValues = new float[expected.units()];
            expected.copy(i, values, 0);
            found.copy(i, foundValues, 0);
            assertArrayEquals(values, foundValues);
            assertEquals(expected.label(i), found.label(i));
        }
    }

    /**
     * An algorithm that shows what it sees: means of a column over the rows that are not held out, and over no others. Of few
     * rows some shards have nothing but what is held out, and take no part.
     */
    @ParameterizedTest(name = "{0} rows")
    @ValueSource(ints = {1024, 12})
    void anyAlgorithmSeesTheCasesToLearnFromOnly(int rows) throws Exception {
        int shards = 8;
        BinaryCases cases = new BinaryCases(SEED + 2, rows, 6, 5, 0);
        CaseSelection selection = CaseSelection.of(TrainingPlan.DEFAULTS.withSeed(SEED).withHeldOut(0.5), cases,
                BinaryCases.CLASSES);
        try (TestGrid grid = new TestGrid(2, 30, 1, folder)) {
            Dataset dataset = grid.load("columns", cases, SEED, shards, selection);
            assertEquals(rows / 2, dataset.totalCases());
            assertEquals(rows < 2 * shards, Arrays.stream(dataset.cases()).anyMatch(count -> count == 0));
            for (int column : new int[] {0, 29}) {
                int at = column;
                long ones = IntStream.range(0, cases.cases()).filter(row -> !selection.isHeldOut(row, CaseSource.UNLABELLED)
                        && cases.pixels(row)[at] != 0).count();
                State state = grid.finish("column-" + column, "columns", List.of(new ColumnMean(column)));
                assertEquals(2f * ones / rows, state.get(ColumnMean.MEAN)[0], 1e-6f, TestSeed.replay("column " + column));
            }
        }
    }

    /**
     * Chains that shards keep from round to round, with rounds that the smaller shards take no part in: 42 and 43 cases are six
     * and seven mini-batches of 7. And all other kinds of units, which the grid carries as it carries any section.
     */
    @ParameterizedTest(name = "{0} members")
    @ValueSource(ints = {1, 3})
    void everyKindOfMachineGivesTheBitsOfThePlainLoop(int members) throws Exception {
        Pretraining persistent = plan(0.6).pretraining().withSampling(
                new Sampling(2, Sampling.Chains.PERSISTENT, Sampling.Reconstruction.SAMPLES));
        Units real = new Units(Units.Visible.GAUSSIAN, Units.Hidden.BERNOULLI);
        Units both = new Units(Units.Visible.GAUSSIAN, Units.Hidden.RECTIFIED);
        Descent slow = new Descent(new LearningRate(0.01, LearningRate.Schedule.COSINE, 1, 0, 1),
                new Momentum(0.5, 0.5, 0, Momentum.Ramp.STEP, Momentum.Form.NESTEROV), 1e-3, 1e-4, 2);
        List<Pretraining> kinds = List.of(persistent, persistent.withUnits(real).withDescent(slow).withSparsity(
                new Sparsity(0.1, 0.5, 0.9)), plan(0).pretraining().withUnits(both).withDescent(slow).withLabelUnits(true)
                .withLayerInput(Pretraining.LayerInput.SAMPLES));
        try (TestGrid grid = new TestGrid(members, 30, 1, folder)) {
            Dataset dataset = grid.load("cases", CASES, SEED, SHARDS);
            assertEquals(2, Arrays.stream(dataset.cases()).distinct().count());
            int most = Arrays.stream(dataset.cases()).max().orElseThrow();
            TrainingData data = new TrainingData(CASES.visible(), BinaryCases.CLASSES, most,
                    Arrays.stream(dataset.labelled()).max().orElseThrow(), false);
            for (Pretraining kind : kinds) {
                for (AverageEvery every : List.of(AverageEvery.miniBatches(1), AverageEvery.miniBatches(3),
                        AverageEvery.epochs(2))) {
                    List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(plan(0.6).withMiniBatch(7)
                            .withAverageEvery(every).withPretraining(kind), data);
                    String run = "kind-%d-%d-%d".formatted(kinds.indexOf(kind), every.miniBatches(), every.epochs());
                    PlainLoop.assertSameBits(PlainLoop.run(algorithms, CASES, SEED, SHARDS),
                            grid.finish(run, "cases", algorithms), TestSeed.replay(run));
                }
            }
            grid.awaitEmpty(grid.maps().own());
        }
    }

    @Test
    void layersWithoutEpochsKeepTheirInitialWeights() throws Exception {
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            grid.load("cases", CASES, SEED, SHARDS);
            TrainingPlan plan = plan(0).withPretraining(plan(0).pretraining().withEpochs(0));
            List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(plan,
                    TrainingData.of(CASES.visible(), BinaryCases.CLASSES));
            PlainLoop.assertSameBits(PlainLoop.run(algorithms, CASES, SEED, SHARDS),
                    grid.finish("no-epochs", "cases", algorithms), TestSeed.replay("no epochs"));
        }
    }

    /** A stack that was learned on other cases, and learns on: with epochs and, layer by layer, without. */
    @ParameterizedTest(name = "{0} epochs of pre-training, {1} of fine-tuning")
    @CsvSource({"3, 4", "0, 4", "3, 0", "0, 0"})
    void startingFromAStackIsContinuing(int pretraining, int fineTuning) throws Exception {
        State first = PlainLoop.run(DeepBeliefTraining.algorithms(plan(0.6), TrainingData.of(CASES.visible(),
                BinaryCases.CLASSES)), CASES, SEED, SHARDS);
        DeepBeliefNet net = DeepBeliefTraining.net(first, CASES.visible(), Units.BERNOULLI);
        State initial = DeepBeliefTraining.state(net, BinaryCases.CLASSES);
        TrainingPlan plan = plan(0.6).withPretraining(plan(0.6).pretraining().withEpochs(pretraining))
                .withFineTuning(plan(0.6).fineTuning().withEpochs(fineTuning));
        List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(plan, TrainingData.of(CASES.visible(),
                BinaryCases.CLASSES));
        BinaryCases others = new BinaryCases(SEED + 2, 200, 6, 5, 60);
        try (TestGrid grid = new TestGrid(2, 30, 1, folder)) {
            grid.load("others", others, SEED, SHARDS);
            grid.startRun(RunRecord.first("on", "others", "", RunRecord.ANY_KERNEL, TrainingPlan.WHOLE_UPDATES,
                    algorithms.size()), algorithms, initial);
            try (EpochDriver driver = new EpochDriver(grid.member(0), "on")) {
                TestGrid.assertFinished(grid.driveToEnd(driver, "on"));
            }
            State found = grid.state("on");
            PlainLoop.assertSameBits(PlainLoop.run(algorithms, initial, others, SEED, SHARDS), found, TestSeed.replay("on"));
            boolean same = DeepBeliefTraining.net(found.completedBy(initial), CASES.visible(), Units.BERNOULLI).sha256()
                    .equals(net.sha256());
            assertEquals(pretraining == 0 && fineTuning == 0, same, TestSeed.replay("the same network"));
            new RunCleaner(grid.maps()).forgetRun("on");
            assertTrue(grid.maps().states().isEmpty() && grid.maps().algorithms().isEmpty());
        }
    }

    /** The grid knows nothing of belief networks: it runs any algorithm of the interface. */
    @Test
    void anotherAlgorithmRunsOnTheSameGrid() throws Exception {
        int shards = 8;
        BinaryCases cases = new BinaryCases(SEED + 1, 512, 6, 5, 0);
        try (TestGrid grid = new TestGrid(2, 30, 1, folder)) {
            grid.load("columns", cases, SEED, shards);
            for (int column : new int[] {0, 17, 29}) {
                int ones = 0;
                for (int row = 0; row < cases.cases(); row++) {
                    ones += cases.pixels(row)[column] & 1;
                }
                State state = grid.finish("column-" + column, "columns", List.of(new ColumnMean(column)));
                assertEquals(ones / 512f, state.get(ColumnMean.MEAN)[0], TestSeed.replay("column " + column));
            }
        }
    }

    @Test
    void aRunThatEndedLeavesNothingButItsLastStateAndARunForgottenLeavesNothing() throws Exception {
        try (TestGrid grid = new TestGrid(1, SHARDS, 1, folder)) {
            grid.load("cases", CASES, SEED, SHARDS);
            List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(plan(0.6),
                    TrainingData.of(CASES.visible(), BinaryCases.CLASSES));
            grid.finish("tidy", "cases", algorithms);
            GridMaps maps = grid.maps();
            assertEquals(0, maps.updates().size());
            int rounds = algorithms.stream().mapToInt(IterativeAlgorithm::rounds).sum();
            int last = algorithms.size() - 1;
            assertTrue(maps.states().keySet().stream()
                    .allMatch(key -> key.algorithm() == last
                            && (key.round() >= rounds - 1 || isFrozen(algorithms.get(last), key))),
                    () -> maps.states().keySet().toString());
            new RunCleaner(maps).forgetRun("tidy");
            assertTrue(maps.states().isEmpty() && maps.runs().isEmpty() && maps.algorithms().isEmpty()
                    && maps.weights().isEmpty());
            new RunCleaner(maps).forgetDataset("cases");
            assertTrue(maps.blocks().isEmpty() && maps.datasets().isEmpty());
        }
    }

    private static boolean isFrozen(IterativeAlgorithm algorithm, StateKey key) {
        return algorithm.layout().get(key.section()).role() == Section.Role.FROZEN;
    }

    private static TrainingPlan plan(double blockMomentum) {
        return TrainingPlan.DEFAULTS.withHidden(List.of(12, 9)).withShards(SHARDS).withMiniBatch(10).withSeed(SEED)
                .withPretraining(Pretraining.of(3, Descent.of(0.1, new Momentum(0.5, 0.9, 2, Momentum.Ramp.STEP), 2e-4),
                        new Sampling(2, Sampling.Chains.DATA, Sampling.Reconstruction.SAMPLES), blockMomentum)
                        .withInitialDeviation(InitialDeviation.of(0.1)))
                .withFineTuning(FineTuning.of(4, Descent.of(0.1, new Momentum(0.5, 0.9, 3, Momentum.Ramp.LINEAR), 1e-3),
                        blockMomentum, Dropout.NONE));
    }
}
