package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.beliefgrid.grid.EpochDriver.Progress;
import org.beliefgrid.grid.EpochDriver.Step;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a driver tells of its rounds, against what the grid itself says. */
class RoundReportIT {
    private static final int SHARDS = 5;
    private static final BinaryCases CASES = new BinaryCases(2, 90, 6, 5, 100);

    @TempDir
    private Path folder;

    @Test
    void everyRoundSaysWhatEachShardTookAndWhere() throws Exception {
        TrainingPlan plan = TrainingPlan.DEFAULTS.withHidden(List.of(4, 3)).withSeed(TestSeed.VALUE);
        plan = plan.withPretraining(plan.pretraining().withEpochs(2)).withFineTuning(plan.fineTuning().withEpochs(2));
        List<IterativeAlgorithm> algorithms = DeepBeliefTraining.algorithms(plan,
                TrainingData.of(CASES.visible(), BinaryCases.CLASSES));
        try (TestGrid grid = new TestGrid(2, 30, 1, folder)) {
            Dataset dataset = grid.load("cases", CASES, TestSeed.VALUE, SHARDS);
            Set<String> members = IntStream.range(0, 2)
                    .mapToObj(index -> ShardEpochTask.address(grid.member(index).getCluster().getLocalMember()))
                    .collect(Collectors.toSet());
            grid.startRun("run", "cases", algorithms);
            List<RoundReport> reports = reports(grid, "run");
            assertEquals(List.of(1, 1, 2, 2, 0, 0), reports.stream().map(report -> report.stage().layer()).toList());
            for (RoundReport report : reports) {
                assertWork(report, dataset, members, grid);
            }
            RoundReport last = reports.get(reports.size() - 1);
            assertTrue(last.figure(RoundFigure.LOSS.kind()).isPresent(), last::toString);
            assertEquals(last, grid.maps().progress().get("run"));
            new RunCleaner(grid.maps()).forgetRun("run");
            assertTrue(grid.maps().progress().isEmpty());
        }
    }

    private static List<RoundReport> reports(TestGrid grid, String run) throws InterruptedException {
        List<RoundReport> reports = new ArrayList<>();
        try (EpochDriver driver = new EpochDriver(grid.member(0), run)) {
            Step step = driver.step();
            while (step.progress() == Progress.GOING_ON) {
                step.report().ifPresent(reports::add);
                step = driver.step();
            }
        }
        return reports;
    }

    private static void assertWork(RoundReport report, Dataset dataset, Set<String> members, TestGrid grid) {
        RoundWork work = report.work();
        assertEquals(dataset.totalCases(), work.cases());
        assertEquals(IntStream.range(0, SHARDS).boxed().toList(), work.shards().stream().map(ShardWork::shard).toList());
        for (ShardWork shard : work.shards()) {
            assertEquals(ShardEpochTask.address(grid.member(0).getPartitionService()
                    .getPartition(dataset.homes()[shard.shard()]).getOwner()), shard.owner(), "where it lies");
            assertTrue(shard.isLocal() && shard.reruns() == 0, shard::toString);
        }
        assertEquals(members, work.shards().stream().map(ShardWork::member).collect(Collectors.toSet()));
        assertTrue(work.meanShardSeconds() > 0 && work.meanShardSeconds() <= work.slowestShardSeconds()
                && work.slowestShardSeconds() <= work.seconds(), work::toString);
        long weights = 4L * CASES.visible() * Float.BYTES;  // no round publishes less than its layer
        assertTrue(report.stage().layer() != 1 || work.bytesSent() > weights, work::toString);
    }
}
