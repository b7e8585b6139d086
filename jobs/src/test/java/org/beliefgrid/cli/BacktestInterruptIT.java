package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.beliefgrid.cli.Cli.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while a back-test is busy between two trainings, with what would take minutes. */
class BacktestInterruptIT {
    private static final int ROWS = 4_000;
    /** Waiting for work to end that cannot be stopped takes 20 seconds. */
    private static final long SECONDS_TO_STOP = 10;
    private static final String PLAN = """
            hidden: [4]
            shards: 2
            pretraining: {epochs: 0}
            fineTuning: {epochs: 1}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeData() throws IOException {
        Random random = new Random(1);
        StringBuilder rows = new StringBuilder("x,bought\n");
        for (int row = 0; row < ROWS; row++) {
            double x = random.nextDouble();
            rows.append("%f,%s%n".formatted(x, random.nextDouble() < x ? "yes" : "no"));
        }
        Files.writeString(folder.resolve("rows.csv"), rows);
        Files.writeString(folder.resolve("schema.yaml"), "label: bought\n");
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
        Files.createDirectory(folder.resolve("tmp"));
    }

    private List<String> folds() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("tmp"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("beliefgrid-backtest")
                    || name.startsWith("fold-")).sorted().toList();
        }
    }

    @Test
    void theFilesOfItsFoldsAreGoneAtOnce() throws Exception {
        Map<String, String> temporary = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder.resolve("tmp"));
        try (Cli backtest = Cli.start(folder, temporary, List.of("backtest", "--data", "rows.csv", "--schema", "schema.yaml",
                "--preset", "./plan.yaml", "--store", "models", "--members", "1", "--split", "random", "--folds", "2",
                "--resamples", "100000"))) {
            backtest.awaitLine("^fine-tuning  epoch 1/1");
            Cli.holdsWithin(3, () -> !backtest.isAlive());  // while 100,000 resamples are drawn
            assertTrue(folds().contains("fold-1-past.csv"), () -> "the files of the first fold are there");
            backtest.signal("INT");
            Outcome outcome = backtest.await(SECONDS_TO_STOP).exited(ExitCode.INTERRUPTED);
            assertEquals(List.of(), outcome.err().stream().filter(line -> !line.startsWith("Picked up")).toList());
        }
        assertEquals(List.of(), folds());
        assertTrue(Files.notExists(folder.resolve("models/backtest")));
    }
}
