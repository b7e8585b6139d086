package org.beliefgrid.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.beliefgrid.bench.Row.Bound;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Mean;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.ShardResult;
import org.beliefgrid.learning.State;
import org.beliefgrid.math.BareProducts;
import org.beliefgrid.scoring.ForwardPass;
import org.beliefgrid.scoring.ForwardPass.Layer;

/**
 * An epoch of CD-1 of a machine of 500 hidden units over a dataset in ten shards, on all cores and without a grid, after one to
 * warm up: what {@code docs/benchmarks} compares with other programs, with the reconstruction errors that those measure, too.
 */
final class EpochBench {
    private static final int SHARDS = 10;
    private static final int HIDDEN = 500;
    private static final int MEASURED_CASES = 10_000;
    private static final int CASES_AT_ONCE = 480;

    private final SourceSpec source;
    private final int threads;

    /** @param threads most shards that are learned at once */
    EpochBench(SourceSpec source, int threads) {
        this.source = source;
        this.threads = Math.min(threads, SHARDS);
    }

    Row measure() throws IOException, InterruptedException {
        List<ShardCases> shards = read(source.open());
        int visible = shards.get(0).units();
        IterativeAlgorithm algorithm = Networks.pretraining(visible, HIDDEN);
        State state = algorithm.start(State.EMPTY);
        List<Double> errors = new ArrayList<>(List.of(reconstructionError(shards, state)));
        Map<String, Object> details = new LinkedHashMap<>();
        double floor;
        double seconds = 0;
        try (SideBySide sideBySide = new SideBySide(threads)) {
            floor = floorSeconds(sideBySide, shards, visible);
            for (int epoch = 0; epoch < 2; epoch++) {
                details.put("warmUpSeconds", seconds);
                long start = System.nanoTime();
                state = epoch(sideBySide, algorithm, shards, state, epoch);
                seconds = (System.nanoTime() - start) / 1e9;
                errors.add(reconstructionError(shards, state));
            }
        }
        details.put("seconds", seconds);
        details.put("floorSeconds", floor);
        details.put("reconstructionErrors", errors);
        return new Row("rbm-epoch", "CD-1 epoch of 10 shards and their mean: product floor / time", floor / seconds,
                Bound.atLeast(0.82, ""), details);
    }

    /** Stretches of the rows, as many in each shard but for one. */
    private static List<ShardCases> read(CaseSource cases) throws IOException {
        int units = cases.visible();
        byte[][] pixels = new byte[SHARDS][];
        int[][] labels = new int[SHARDS][];
        for (int shard = 0; shard < SHARDS; shard++) {
            int rows = first(cases, shard + 1) - first(cases, shard);
            pixels[shard] = new byte[Math.multiplyExact(rows, units)];
            labels[shard] = new int[rows];
        }
        cases.scan(row -> true, (row, image, label) -> {
            int shard = IntStream.range(0, SHARDS).filter(one -> row < first(cases, one + 1)).findFirst().orElseThrow();
            int place = row - first(cases, shard);
            System.arraycopy(image, 0, pixels[shard], place * units, units);
            labels[shard][place] = label;
        });
        return IntStream.range(0, SHARDS).mapToObj(shard -> ShardCases.ofBytes(units, pixels[shard], labels[shard])).toList();
    }

    private static int first(CaseSource cases, int shard) {
        return (int) ((long) shard * cases.cases() / SHARDS);
    }

    private double floorSeconds(SideBySide sideBySide, List<ShardCases> shards, int visible) throws InterruptedException {
        List<BareProducts> bare = new ArrayList<>();
        try {
            for (int thread = 0; thread < threads; thread++) {
                bare.add(new BareProducts(Networks.contrastiveDivergence(visible, HIDDEN)));
            }
            return sideBySide.seconds(IntStream.range(0, threads).mapToObj(thread -> (Runnable) () -> {
                for (int shard = thread; shard < SHARDS; shard += threads) {
                    bare.get(thread).run(shards.get(shard).cases() / Networks.MINI_BATCH);
                }
            }).toList());
        } finally {
            bare.forEach(BareProducts::close);
        }
    }

    private State epoch(SideBySide sideBySide, IterativeAlgorithm algorithm, List<ShardCases> shards, State start, int epoch)
            throws InterruptedException {
        ShardResult[] results = new ShardResult[SHARDS];
        sideBySide.seconds(IntStream.range(0, threads).mapToObj(thread -> (Runnable) () -> {
            for (int shard = thread; shard < SHARDS; shard += threads) {
                results[shard] = algorithm.shardEpoch(shards.get(shard), start, new RoundPlace(epoch, epoch, shard));
            }
        }).toList());
        return algorithm.afterAveraging(start, mean(results), epoch);
    }

    private static Mean mean(ShardResult... results) {
        long cases = 0;
        for (ShardResult result : results) {
            cases += result.cases();
        }
        List<float[]> means = results[0].averaged().stream().map(section -> new float[section.length]).toList();
        double squaredError = 0;
        for (ShardResult result : results) {
            float share = (float) result.cases() / cases;
            for (int section = 0; section < means.size(); section++) {
                float[] mean = means.get(section);
                float[] values = result.averaged().get(section);
                for (int i = 0; i < mean.length; i++) {
                    mean[i] = Math.fma(share, values[i], mean[i]);
                }
            }
            squaredError += result.statistics()[0];
        }
        return new Mean(means, cases, new double[] {squaredError / cases});
    }

    /** Squared distance of a case from its reconstruction out of hidden probabilities, a mean over the first cases. */
    private static double reconstructionError(List<ShardCases> shards, State state) {
        int visible = shards.get(0).units();
        List<float[]> learned = state.averaged();
        float[] weights = learned.get(0);
        float[] turned = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            turned[i % HIDDEN * visible + i / HIDDEN] = weights[i];
        }
        double sum = 0;
        int measured = 0;
        float[] image = new float[visible];
        try (ForwardPass pass = new ForwardPass(List.of(new Layer(visible, HIDDEN, weights, learned.get(2)),
                new Layer(HIDDEN, visible, turned, learned.get(1))), false, CASES_AT_ONCE)) {
            for (int shard = 0; shard < SHARDS && measured < MEASURED_CASES; shard++) {
                ShardCases cases = shards.get(shard);
                int count = Math.min(cases.cases(), MEASURED_CASES - measured);
                float[] shown = pass.through(count, cases::copy);
                for (int i = 0; i < shown.length; i++) {
                    if (i % visible == 0) {
                        cases.copy(i / visible, image, 0);
                    }
                    double difference = shown[i] - image[i % visible];
                    sum += difference * difference;
                }
                measured += count;
            }
        }
        return sum / measured;
    }
}
