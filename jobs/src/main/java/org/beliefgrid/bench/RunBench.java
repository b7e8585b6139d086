package org.beliefgrid.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.bench.Row.Bound;
import org.beliefgrid.process.ProgramProcess;

/**
 * Whole runs in a grid of two member processes: the time of {@code mnist-2015} against its products alone, and the memory of
 * the members.
 */
final class RunBench {
    private static final int MEMBERS = 2;
    /** That learn in the members, and on which the floor is measured. */
    static final int THREADS = MEMBERS * MemberProcesses.THREADS;
    private static final int SHARDS = 10;
    private static final int FINETUNE_EPOCHS = 100;
    private static final double GIB = 1 << 30;
    /** How long the run goes on between two measurements of the floor, for which its members are stopped. */
    private static final long SECONDS_BETWEEN_FLOORS = 75;

    /** Half of the time after which a silent member is given up. */
    private static final double LONGEST_PAUSE_SECONDS = 15;
    private static final String LAST_EPOCHS = "fine-tuning  epoch %d/%d".formatted(FINETUNE_EPOCHS - 5, FINETUNE_EPOCHS);

    private final Path folder;
    private final String dataset;

    RunBench(Path folder, String dataset) {
        this.folder = folder;
        this.dataset = dataset;
    }

    /**
     * The published protocol, whole. The floor is measured before, after and several times in the middle of the run, whose
     * members stand still meanwhile; that time is taken off.
     */
    List<Row> wholeRun() throws IOException, InterruptedException {
        RunFloor floor = new RunFloor(THREADS, SHARDS, FINETUNE_EPOCHS);
        floor.measure();
        Path json = folder.resolve("run.json");
        double paused;
        long peak;
        try (MemberProcesses members = new MemberProcesses(MEMBERS, folder)) {
            ProgramProcess training = members.startTraining(List.of("--dataset", dataset, "--preset", "mnist-2015", "--json",
                    json.toString()));
            paused = secondsPaused(members, training, floor);
            members.finish(training);
            peak = members.peakResidentBytes();
        }
        floor.measure();
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        double seconds = report.get("totalSeconds").asDouble() - paused;
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("seconds", seconds);
        floor.describe(details);
        details.put("pausedSeconds", paused);
        details.put("testErrorPercent", report.get("testErrorPercent").asDouble());
        details.put("modelSha256", report.get("modelSha256").asText());
        return List.of(new Row("run", "whole mnist-2015 / its product floor", seconds / floor.seconds(),
                        Bound.atMost(1.45, ""), details),
                new Row("run-memory", "peak resident memory of a member", peak / GIB, Bound.atMost(1.2, "GiB"), Map.of()));
    }

    /** Has the members stand still for the floor now and then, until the training ends; how long they did. */
    private static double secondsPaused(MemberProcesses members, ProgramProcess training, RunFloor floor)
            throws IOException, InterruptedException {
        double paused = 0;
        while (!MemberProcesses.endsWithin(training, SECONDS_BETWEEN_FLOORS)) {
            if (MemberProcesses.printed(training, LAST_EPOCHS)) {
                continue;  // a pause must end before the training does, to be part of its time
            }
            long start = System.nanoTime();
            members.pause();
            try {
                floor.measure();
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
        return paused;
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
