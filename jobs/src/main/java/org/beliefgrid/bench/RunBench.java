package org.beliefgrid.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.bench.Row.Bound;
import org.beliefgrid.math.BareProducts;
import org.beliefgrid.math.BareProducts.Product;
import org.beliefgrid.process.ProgramProcess;

/**
 * Whole runs in a grid of two member processes: the time of {@code mnist-2015} against its products alone, and the memory of the
 * members.
 */
final class RunBench {
    private static final int MEMBERS = 2;
    private static final int SHARDS = 10;
    private static final int CASES = 60_000;
    private static final int[] UNITS = {784, 500, 500, 2000};
    private static final int PRETRAIN_EPOCHS = 50;
    private static final int FINETUNE_EPOCHS = 100;
    private static final double GIB = 1 << 30;
    /** Epochs of bare products of each kind that are timed, at every measurement of the floor. */
    private static final int FLOOR_TRIALS = 3;
    /** How long the run goes on between two such measurements, for which its members are stopped. */
    private static final long SECONDS_BETWEEN_FLOORS = 75;

    /** Half of the time after which a silent member is given up. */
    private static final double LONGEST_PAUSE_SECONDS = 15;
    private static final String LAST_EPOCHS = "fine-tuning  epoch %d/%d".formatted(FINETUNE_EPOCHS - 5, FINETUNE_EPOCHS);

    private final int threads;
    private final Path folder;
    private final String dataset;

    RunBench(int threads, Path folder, String dataset) {
        this.threads = threads;
        this.folder = folder;
        this.dataset = dataset;
    }

    /**
     * The published protocol, whole. A machine may be a fifth faster or slower after some minutes, so the floor is measured before,
     * after and several times in the middle of the run, whose members stand still meanwhile; that time is taken off.
     */
    List<Row> wholeRun() throws IOException, InterruptedException {
        List<Double> floors = new ArrayList<>();
        double paused = 0;
        floors.add(floorSeconds());
        Path json = folder.resolve("run.json");
        long peak;
        try (MemberProcesses members = new MemberProcesses(MEMBERS, folder)) {
            ProgramProcess training = members.startTraining(List.of("--dataset", dataset, "--preset", "mnist-2015", "--json",
                    json.toString()));
            while (!MemberProcesses.endsWithin(training, SECONDS_BETWEEN_FLOORS)) {
                if (MemberProcesses.printed(training, LAST_EPOCHS)) {
                    continue;  // a pause must end before the training does, to be part of its time
                }
                long start = System.nanoTime();
                members.pause();
                try {
                    floors.add(floorSeconds());
                } finally {
                    members.goOn();
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                if (seconds > LONGEST_PAUSE_SECONDS) {
                    throw new IllegalStateException("members stood still for %.0f s, which they may take for a loss of each other"
                            .formatted(seconds));
                }
                paused += seconds;
            }
            members.finish(training);
            peak = members.peakResidentBytes();
        }
        floors.add(floorSeconds());
        double floor = floors.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        double seconds = report.get("totalSeconds").asDouble() - paused;
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("seconds", seconds);
        details.put("floorSeconds", floor);
        details.put("floorLow", Collections.min(floors));
        details.put("floorHigh", Collections.max(floors));
        details.put("floors", floors.size());
        details.put("pausedSeconds", paused);
        details.put("testErrorPercent", report.get("testErrorPercent").asDouble());
        details.put("modelSha256", report.get("modelSha256").asText());
        return List.of(new Row("run", "whole mnist-2015 / its product floor", seconds / floor, Bound.atMost(1.45, ""), details),
                new Row("run-memory", "peak resident memory of a member", peak / GIB, Bound.atMost(1.2, "GiB"), Map.of()));
    }

    /** Seconds that all products of the run take, a sequence on each thread. */
    private double floorSeconds() throws InterruptedException {
        double seconds = FINETUNE_EPOCHS * floorSeconds(Networks.backPropagation(UNITS));
        for (int layer = 0; layer + 1 < UNITS.length; layer++) {
            seconds += PRETRAIN_EPOCHS * floorSeconds(Networks.contrastiveDivergence(UNITS[layer], UNITS[layer + 1]));
        }
        return seconds;
    }

    private double floorSeconds(List<Product> products) throws InterruptedException {
        List<BareProducts> bare = new ArrayList<>();
        double[] times = new double[FLOOR_TRIALS];
        int miniBatches = CASES / SHARDS / Networks.MINI_BATCH;
        try (SideBySide sideBySide = new SideBySide(threads)) {
            for (int thread = 0; thread < threads; thread++) {
                bare.add(new BareProducts(products));
            }
            List<Runnable> work = bare.stream().map(one -> (Runnable) () -> one.run(miniBatches)).toList();
            for (int trial = 0; trial < FLOOR_TRIALS; trial++) {
                times[trial] = sideBySide.seconds(work);
            }
        } finally {
            bare.forEach(BareProducts::close);
        }
        return SideBySide.median(times) * SHARDS / threads;
    }

    /** How much more a member takes for a network with more parameters. */
    Row memoryPerParameter() throws IOException, InterruptedException {
        long small = peak(500, 500, 2000);
        long large = peak(1000, 1000, 4000);
        double bytes = (double) (large - small) / (parameters(784, 1000, 1000, 4000) - parameters(784, 500, 500, 2000));
        double shardsOnMember = (double) SHARDS / MEMBERS;
        return new Row("memory", "growth of a member's peak resident memory a parameter", bytes,
                Bound.atMost(1.5 * (8 * shardsOnMember + 12 + 104), "bytes"),
                Map.of("smallGiB", small / GIB, "largeGiB", large / GIB));
    }

    private long peak(Integer... hidden) throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve("hidden-" + hidden[0]));
        String units = String.join(",", List.of(hidden).stream().map(String::valueOf).toList());
        try (MemberProcesses members = new MemberProcesses(MEMBERS, own)) {
            members.train(List.of("--dataset", dataset, "--preset", "mnist-2015", "--hidden", units, "--pretrain-epochs", "2",
                    "--finetune-epochs", "3"));
            return members.peakResidentBytes();
        }
    }

    private static long parameters(int... units) {
        long parameters = (long) units[units.length - 1] * Networks.CLASSES + Networks.CLASSES;
        for (int layer = 0; layer + 1 < units.length; layer++) {
            parameters += (long) units[layer] * units[layer + 1] + units[layer + 1];
        }
        return parameters;
    }
}
