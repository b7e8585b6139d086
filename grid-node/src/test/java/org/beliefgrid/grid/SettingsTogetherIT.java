package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.RowPlacement;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.State;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.AverageEvery;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.InitialDeviation;
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

/** Rule 1 of the architecture for plans in which settings meet that other tests have one by one. */
class SettingsTogetherIT {
    private static final long SEED = TestSeed.VALUE;
    private static final int SHARDS = 7;
    private static final BinaryCases CASES = new BinaryCases(SEED, 300, 6, 5, 60);

    @TempDir
    private Path folder;

    /**
     * Chains of shards, mean activities, held-out cases and several rounds an epoch, in updates of both widths, and two epochs
     * a round. Whole ones have an oracle, {@link PlainLoop}; narrow ones give on three members what they give on one.
     */
    @Test
    void narrowUpdatesOfChainsSparsityAndHeldOutCasesGiveTheSameBitsOnAnyMembers() throws Exception {
        TrainingPlan plan = plan(Units.BERNOULLI, 2, 3).withHeldOut(0.2).withMiniBatch(7)
                .withAverageEvery(AverageEvery.miniBatches(2));
        TrainingPlan full = plan.withPretraining(plan.pretraining().withSparsity(new Sparsity(0.1, 0.5, 0.9)).withSampling(
                new Sampling(2, Sampling.Chains.PERSISTENT, Sampling.Reconstruction.SAMPLES)))
                .withFineTuning(plan.fineTuning().withPatience(2));
        CaseSelection selection = CaseSelection.of(full, CASES, BinaryCases.CLASSES);
        RowPlacement placement = new RowPlacement(SEED, CASES.cases(), SHARDS);
        List<ShardCases> shards = IntStream.range(0, SHARDS).mapToObj(shard -> CASES.shard(placement, shard, selection))
                .toList();
        State alone = null;
        for (int members : new int[] {1, 3}) {
            try (TestGrid grid = new TestGrid(members, 30, 1, folder.resolve("members-" + members))) {
                Dataset dataset = grid.load("cases", CASES, SEED, SHARDS, selection);
                assertTrue(Arrays.stream(dataset.heldOut()).sum() > 0);
                TrainingData data = new TrainingData(CASES.visible(), BinaryCases.CLASSES, most(dataset.cases()),
                        most(dataset.labelled()), true);
                List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(full, data);
                assertTrue(algorithms.stream().allMatch(algorithm -> algorithm.roundsAnEpoch() > 1));
                State whole = grid.finish("whole", "cases", TrainingPlan.WHOLE_UPDATES, algorithms);
                PlainLoop.assertSameBits(PlainLoop.run(algorithms, shards), whole, TestSeed.replay("whole updates"));
                State narrow = grid.finish("narrow", "cases", TrainingPlan.NARROW_UPDATES, algorithms);
                assertFalse(Arrays.equals(whole.get("softmax.weights"), narrow.get("softmax.weights")), "narrow rounds");
                alone = alone == null ? narrow : alone;
                PlainLoop.assertSameBits(alone, narrow, TestSeed.replay(members + " members"));
                List<IterativeAlgorithm> rare = DeepBeliefTraining.algorithms(
                        full.withAverageEvery(AverageEvery.epochs(2)), data);
                PlainLoop.assertSameBits(PlainLoop.run(rare, shards),
                        grid.finish("rare", "cases", TrainingPlan.WHOLE_UPDATES, rare), TestSeed.replay("two epochs a round"));
                grid.awaitEmpty(grid.maps().own());
            }
        }
    }

    private static int most(int[] counts) {
        return Arrays.stream(counts).max().orElseThrow();
    }

    /** On data of other means and deviations, with epochs and, phase by phase, without. */
    @ParameterizedTest(name = "{0} epochs of pre-training, {1} of fine-tuning")
    @CsvSource({"2, 2", "0, 2", "0, 0"})
    void aRunFromAModelOfGaussianUnitsKeepsTheModelsStandardisation(int pretraining, int fineTuning) throws Exception {
        Units kinds = new Units(Units.Visible.GAUSSIAN, Units.Hidden.BERNOULLI);
        TrainingData data = TrainingData.of(CASES.visible(), BinaryCases.CLASSES);
        DeepBeliefNet net = DeepBeliefTraining.net(PlainLoop.run(DeepBeliefTraining.algorithms(plan(kinds, 2, 2), data), CASES,
                SEED, SHARDS), CASES.visible(), kinds);
        State initial = DeepBeliefTraining.state(net, BinaryCases.CLASSES);
        float[] means = net.standardisation().orElseThrow().means();
        float[] deviations = net.standardisation().orElseThrow().deviations();
        List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(plan(kinds, pretraining, fineTuning), data);
        BinaryCases others = new BinaryCases(SEED + 2, 200, 6, 5, 60);
        State anew = PlainLoop.run(algorithms, others, SEED, SHARDS);
        assertFalse(Arrays.equals(means, anew.get("input.means")), "the other data has other means");
        try (TestGrid grid = new TestGrid(2, 30, 1, folder)) {
            grid.load("others", others, SEED, SHARDS);
            Set<String> withRounds = algorithms.stream().filter(algorithm -> algorithm.rounds() > 0)
                    .map(IterativeAlgorithm::name).collect(Collectors.toSet());
            assertEquals(withRounds, learned(grid, "anew", algorithms, State.EMPTY));
            PlainLoop.assertSameBits(anew, grid.state("anew"), TestSeed.replay("anew"));
            assertTrue(withRounds.remove("standardisation"));
            assertEquals(withRounds, learned(grid, "on", algorithms, initial));
            State found = grid.state("on");
            PlainLoop.assertSameBits(PlainLoop.run(algorithms, initial, others, SEED, SHARDS), found, TestSeed.replay("on"));
            assertArrayEquals(means, found.get("input.means"));
            assertArrayEquals(deviations, found.get("input.deviations"));
            boolean same = DeepBeliefTraining.net(found.completedBy(initial), CASES.visible(), kinds).sha256()
                    .equals(net.sha256());
            assertEquals(pretraining + fineTuning == 0, same, TestSeed.replay("the same network"));
        }
    }

    /** Drives a run to its end: the algorithms that had rounds in it. */
    private static Set<String> learned(TestGrid grid, String run, List<IterativeAlgorithm> algorithms, State initial)
            throws Exception {
        grid.startRun(RunRecord.first(run, "others", "", RunRecord.ANY_KERNEL, TrainingPlan.WHOLE_UPDATES, algorithms.size()),
                algorithms, initial);
        Set<String> names = new LinkedHashSet<>();
        try (EpochDriver driver = new EpochDriver(grid.member(0), run)) {
            EpochDriver.Step step = driver.step();
            while (step.progress() == EpochDriver.Progress.GOING_ON) {
                step.report().ifPresent(report -> names.add(report.algorithm()));
                step = driver.step();
            }
        }
        TestGrid.assertFinished(grid.maps().runs().get(run));
        return names;
    }

    private static TrainingPlan plan(Units kinds, int pretraining, int fineTuning) {
        return TrainingPlan.DEFAULTS.withHidden(List.of(12, 9)).withShards(SHARDS).withMiniBatch(10).withSeed(SEED)
                .withPretraining(Pretraining.of(pretraining, Descent.of(0.02, Momentum.constant(0.5), 2e-4), Sampling.CD1, 0.6)
                        .withUnits(kinds).withInitialDeviation(InitialDeviation.of(0.1)))
                .withFineTuning(FineTuning.of(fineTuning, Descent.of(0.1, Momentum.constant(0.5), 0), 0.6, Dropout.NONE));
    }
}
