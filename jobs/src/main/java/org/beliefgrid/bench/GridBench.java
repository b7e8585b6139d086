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
import org.beliefgrid.grid.ConfirmedWrites;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.grid.EpochDriver;
import org.beliefgrid.grid.EpochDriver.Progress;
import org.beliefgrid.grid.EpochDriver.Step;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.RunCleaner;
import org.beliefgrid.grid.RunRecord;
import org.beliefgrid.grid.ShardReader;
import org.beliefgrid.grid.StateStore;
import org.beliefgrid.jobs.LoadJob;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.State;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;

/**
 * What the grid costs: an epoch in a grid of two members, from commit to commit, against the same shard epochs on the same
 * threads without a grid. Both by turns, many times; the median of the ratios. Every turn is a run of its own, whose last round
 * begins no other, so that nothing of the grid's goes on beside the kernels.
 */
final class GridBench {
    private static final int MEMBERS = 2;
    private static final int SHARDS = 10;
    private static final int WARM_UPS = 2;
    private static final int COUNTED = 2;
    /** Of a turn: one that reads the shards, those that are counted, and one that the last of them begins. */
    private static final int ROUNDS = 1 + COUNTED + 1;
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
        try (EmbeddedGrid grid = EmbeddedGrid.start(MEMBERS, SHARDS, 1, store);
                SideBySide sideBySide = new SideBySide(MEMBERS)) {
            HazelcastInstance member = grid.first();
            Dataset dataset = new LoadJob(member).load(RUN, source, TrainingPlan.DEFAULTS.withShards(SHARDS), Networks.CLASSES,
                    false);
            if (wanted.contains("grid-784x500")) {
                rows.accept(measure(member, sideBySide, dataset, algorithms(ROUNDS, 0, dataset.units(), 500), "grid-784x500",
                        "grid epoch / kernels, 784 x 500"));
            }
            if (wanted.contains("grid-500x2000")) {
                rows.accept(measure(member, sideBySide, dataset, algorithms(ROUNDS, 0, dataset.units(), 500, 2000),
                        "grid-500x2000", "grid epoch / kernels, 500 x 2000"));
            }
            if (wanted.contains("grid-finetune")) {
                rows.accept(measure(member, sideBySide, dataset, algorithms(0, ROUNDS, dataset.units(), 500, 500, 2000),
                        "grid-finetune", "grid epoch / kernels, fine-tuning"));
            }
        }
    }

    static List<IterativeAlgorithm> algorithms(int pretraining, int fineTuning, int visible, Integer... hidden) {
        TrainingPlan plan = TrainingPlan.DEFAULTS.withHidden(List.of(hidden)).withShards(SHARDS)
                .withPretraining(Pretraining.DEFAULTS.withEpochs(pretraining))
                .withFineTuning(FineTuning.DEFAULTS.withEpochs(fineTuning));
        return DeepBeliefTraining.algorithms(plan, TrainingData.of(visible, Networks.CLASSES));
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
        List<Turn> turns = new ArrayList<>();
        for (int pair = -WARM_UPS; pair < pairs; pair++) {
            double kernels = 0;
            for (int epoch = 0; epoch < COUNTED; epoch++) {
                kernels += sideBySide.seconds(bare) / COUNTED;
            }
            String run = "%s-%s-%d".formatted(RUN, name, pair);
            begin(member, run, dataset, algorithm, start);
            Turn turn = turn(new EpochDriver(member, run), kernels);
            if (pair >= 0) {
                turns.add(turn);
            }
            new RunCleaner(maps).forgetRun(run);
        }
        double[] ratios = turns.stream().mapToDouble(turn -> turn.grid() / turn.kernels()).toArray();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("ratioLow", SideBySide.quantile(0.1, ratios));
        details.put("ratioHigh", SideBySide.quantile(0.9, ratios));
        details.put("seconds", SideBySide.median(turns.stream().mapToDouble(Turn::grid).toArray()));
        details.put("kernelSeconds", SideBySide.median(turns.stream().mapToDouble(Turn::kernels).toArray()));
        details.put("bytesSent", (long) SideBySide.median(turns.stream().mapToDouble(Turn::bytes).toArray()));
        return new Row(name, what, SideBySide.median(ratios), Bound.atMost(MOST, ""), details);
    }

    /** Seconds of an epoch with and without a grid, and bytes sent for it. */
    private record Turn(double grid, double kernels, double bytes) {
    }

    /** The run to its end; the rounds in its middle count. */
    private static Turn turn(EpochDriver newDriver, double kernels) throws IOException, InterruptedException {
        try (EpochDriver driver = newDriver) {
            epoch(driver);
            long sentBefore = Loopback.bytesSent();
            double seconds = 0;
            for (int epoch = 0; epoch < COUNTED; epoch++) {
                seconds += epoch(driver) / COUNTED;
            }
            double bytes = (double) (Loopback.bytesSent() - sentBefore) / COUNTED;
            epoch(driver);
            return new Turn(seconds, kernels, bytes);
        }
    }

    /** Puts a run of one algorithm into the grid. */
    static void begin(HazelcastInstance member, String run, Dataset dataset, IterativeAlgorithm algorithm,
            State start) {
        RunRecord record = RunRecord.first(run, dataset.name(), "", RunRecord.ANY_KERNEL, TrainingPlan.WHOLE_UPDATES, 1);
        GridMaps maps = new GridMaps(member);
        ConfirmedWrites writes = new ConfirmedWrites(member);
        writes.write(maps.algorithms(), new AlgorithmKey(run, 0), algorithm);
        new StateStore(maps, run).writeStart(record, State.EMPTY, start, writes);
        writes.writeOver(maps.runs(), run, record);
        writes.confirm("run " + run);
    }

    /** Until the next commit. The round after it has begun by then, as this one had at the last commit. */
    private static double epoch(EpochDriver driver) throws InterruptedException {
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
