package org.beliefgrid.bench;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.beliefgrid.bench.Row.Bound;
import org.beliefgrid.client.EmbeddedGrid;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.grid.AlgorithmKey;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.grid.EpochDriver;
import org.beliefgrid.grid.EpochDriver.Progress;
import org.beliefgrid.grid.EpochDriver.Step;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.RunRecord;
import org.beliefgrid.grid.ShardReader;
import org.beliefgrid.grid.StateStore;
import org.beliefgrid.jobs.LoadJob;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.State;
import org.beliefgrid.math.BlasCore;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;

/**
 * What the grid costs: an epoch in a grid of two members, from the publication of the weights to the next commit, against the
 * same shard epochs on the same threads without a grid. Both by turns, many times; the median of the ratios.
 */
final class GridBench {
    private static final int MEMBERS = 2;
    private static final int SHARDS = 10;
    private static final int WARM_UPS = 4;
    private static final String RUN = "bench";
    private static final double MOST = 1.12;

    private final SourceSpec source;
    private final Location store;
    private final int pairs;

    /**
     * @param source cases to learn from
     * @param store folder for the fence between drivers
     * @param pairs turns that are counted
     */
    GridBench(SourceSpec source, Location store, int pairs) {
        this.source = source;
        this.store = store;
        this.pairs = pairs;
    }

    /** Rows for CD-1 at 784 x 500 and at 500 x 2000 (above a 784 x 500), and for fine-tuning of 784-500-500-2000. */
    void measure(Collection<String> wanted, Consumer<Row> rows) throws IOException, InterruptedException {
        int rounds = WARM_UPS + pairs;
        try (EmbeddedGrid grid = EmbeddedGrid.start(MEMBERS, SHARDS, 1, store);
                SideBySide sideBySide = new SideBySide(MEMBERS)) {
            HazelcastInstance member = grid.first();
            Dataset dataset = new LoadJob(member).load(RUN, source, 1, SHARDS, Networks.CLASSES, false);
            if (wanted.contains("grid-784x500")) {
                rows.accept(measure(member, sideBySide, dataset, algorithms(rounds, 0, dataset.units(), 500), "grid-784x500",
                        "grid epoch / kernels, 784 x 500"));
            }
            if (wanted.contains("grid-500x2000")) {
                rows.accept(measure(member, sideBySide, dataset, algorithms(rounds, 0, dataset.units(), 500, 2000), "grid-500x2000",
                        "grid epoch / kernels, 500 x 2000"));
            }
            if (wanted.contains("grid-finetune")) {
                rows.accept(measure(member, sideBySide, dataset, algorithms(0, rounds, dataset.units(), 500, 500, 2000),
                        "grid-finetune", "grid epoch / kernels, fine-tuning"));
            }
        }
    }

    private static List<IterativeAlgorithm> algorithms(int pretraining, int fineTuning, int visible, Integer... hidden) {
        TrainingPlan plan = new TrainingPlan(List.of(hidden), SHARDS, Networks.MINI_BATCH, 1, BlasCore.ANY,
                Pretraining.DEFAULTS.withEpochs(pretraining), FineTuning.DEFAULTS.withEpochs(fineTuning));
        return DeepBeliefTraining.algorithms(plan, visible, Networks.CLASSES);
    }

    private Row measure(HazelcastInstance member, SideBySide sideBySide, Dataset dataset, List<IterativeAlgorithm> algorithms,
            String name, String what) throws IOException, InterruptedException {
        IterativeAlgorithm algorithm = algorithms.get(algorithms.size() - 1);
        State start = State.EMPTY;
        for (IterativeAlgorithm one : algorithms) {
            start = one.start(start);
        }
        GridMaps maps = new GridMaps(member);
        List<Runnable> bare = bare(maps, dataset, algorithm, start);
        String run = RUN + "-" + name;
        RunRecord record = RunRecord.first(run, dataset.name(), "", RunRecord.ANY_KERNEL, 1);
        maps.algorithms().set(new AlgorithmKey(run, 0), algorithm);
        new StateStore(maps, run).writeFirst(record, start);
        maps.runs().set(run, record);
        double[] ratios = new double[pairs];
        double[] kernels = new double[pairs];
        double[] rounds = new double[pairs];
        double[] bytes = new double[pairs];
        try (EpochDriver driver = new EpochDriver(member, run)) {
            for (int pair = -WARM_UPS; pair < pairs; pair++) {
                double bareSeconds = sideBySide.seconds(bare);
                long sentBefore = Loopback.bytesSent();
                double gridSeconds = epoch(driver);
                if (pair >= 0) {
                    ratios[pair] = gridSeconds / bareSeconds;
                    kernels[pair] = bareSeconds;
                    rounds[pair] = gridSeconds;
                    bytes[pair] = Loopback.bytesSent() - sentBefore;
                }
            }
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("ratioLow", SideBySide.quantile(0.1, ratios));
        details.put("ratioHigh", SideBySide.quantile(0.9, ratios));
        details.put("seconds", SideBySide.median(rounds));
        details.put("kernelSeconds", SideBySide.median(kernels));
        details.put("bytesSent", (long) SideBySide.median(bytes));
        return new Row(name, what, SideBySide.median(ratios), Bound.atMost(MOST, ""), details);
    }

    private static double epoch(EpochDriver driver) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Step step = driver.step();
        while (step.report().isEmpty()) {
            if (step.progress() == Progress.ENDED) {
                throw new IllegalStateException("the benchmark's run ended before its last round");
            }
            step = driver.step();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** The shards dealt to threads as they are dealt to members: evenly. */
    private static List<Runnable> bare(GridMaps maps, Dataset dataset, IterativeAlgorithm algorithm, State start) {
        ShardCases[] cases = new ShardCases[SHARDS];
        Arrays.setAll(cases, shard -> algorithm.prepare(ShardReader.read(maps.blocks(), dataset, shard), start));
        List<Runnable> threads = new ArrayList<>();
        for (int thread = 0; thread < MEMBERS; thread++) {
            int first = thread;
            threads.add(() -> {
                for (int shard = first; shard < SHARDS; shard += MEMBERS) {
                    algorithm.shardEpoch(cases[shard], start, new RoundPlace(0, 0, shard));
                }
            });
        }
        return threads;
    }
}
