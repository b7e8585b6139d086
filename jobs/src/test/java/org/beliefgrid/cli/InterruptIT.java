package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.beliefgrid.cli.Cli.Outcome;
import org.beliefgrid.model.Model;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ctrl-C while a training runs that would take hours. */
class InterruptIT {
    private static final long SECONDS_TO_STOP = 20;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeData() throws IOException {
        SmallData.write(folder.resolve("data"));
    }

    private Cli train(String plan) throws IOException {
        Files.writeString(folder.resolve("long.yaml"), plan);
        return Cli.start(folder, "train", "--data", "data", "--classes", String.valueOf(SmallData.CLASSES), "--preset",
                "./long.yaml", "--store", "models", "--model", "long", "--json", "long.json");
    }

    private List<String> files() throws IOException {
        if (!Files.exists(folder.resolve("models"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder.resolve("models"))) {
            return files.filter(Files::isRegularFile).filter(file -> !file.startsWith(folder.resolve("models/runs")))
                    .map(file -> folder.resolve("models").relativize(file).toString()).sorted().toList();
        }
    }

    /** Where a run can be when it is stopped. */
    enum Phase {
        FIRST_LAYER("pre-training layer 1  epoch 3/", 1, false, "pretraining: {epochs: 1000000}"),
        FINE_TUNING("fine-tuning  epoch 2/", 2, true, "pretraining: {epochs: 1}\nfineTuning: {epochs: 1000000}");

        private final String line;
        private final int layers;
        private final boolean classifies;
        private final String plan;

        Phase(String line, int layers, boolean classifies, String plan) {
            this.line = line;
            this.layers = layers;
            this.classifies = classifies;
            this.plan = plan;
        }
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void lastRoundIsKept(Phase phase) throws Exception {
        Outcome outcome;
        try (Cli training = train("hidden: [16, 10]\nshards: 4\nminiBatch: 10\n" + phase.plan)) {
            training.awaitLine("^" + phase.line);
            training.signal("INT");
            outcome = training.await(SECONDS_TO_STOP).exited(ExitCode.INTERRUPTED);
        }
        assertEquals(List.of(), outcome.err());
        assertEquals(List.of("long-interrupted/1.dbn", "long-interrupted/1.report.html"), files());
        Model model = ModelStore.at(Location.of(folder.resolve("models").toString())).load("long-interrupted");
        assertEquals(phase.layers, model.net().rbms().size());
        assertEquals(phase.classifies, model.net().softmax().isPresent());
        // Reports of the last rounds may still have been on their way.
        long shown = outcome.out().stream().filter(line -> line.contains("  epoch ")).count();
        assertTrue(model.provenance().rounds() >= shown, () -> model.provenance().rounds() + " rounds kept, " + outcome);
        outcome.line("stopped; the " + model.provenance().rounds() + " rounds that were done are kept as long-interrupted@1: "
                + "models/long-interrupted/1.dbn");

        outcome.line("to go on: ./beliefgrid train --resume long-");
        if (phase.classifies) {
            Cli.run(folder, "evaluate", "--model", "long-interrupted", "--data", "data", "--classes",
                    String.valueOf(SmallData.CLASSES), "--store", "models").exited(ExitCode.DONE).line("test error ");
        }
    }

    @Test
    void nothingIsKeptBeforeTheFirstRound() throws Exception {
        Outcome outcome;
        try (Cli training = train("hidden: [16]\nshards: 4\npretraining: {cdSteps: 10000000}")) {
            training.awaitLine("^loaded in ");
            training.signal("INT");
            outcome = training.await(SECONDS_TO_STOP).exited(ExitCode.INTERRUPTED);
        }
        assertEquals(List.of(), outcome.err());
        assertEquals(List.of(), files());
        outcome.line("stopped before the first round was done");
    }

    @Test
    void nothingIsKeptWhileTheGridStarts() throws Exception {
        Outcome outcome;
        try (Cli training = train("hidden: [16]\nshards: 4\npretraining: {epochs: 1000000}")) {
            training.awaitLine("^data: 400 cases");
            training.signal("INT");
            outcome = training.await(SECONDS_TO_STOP).exited(ExitCode.INTERRUPTED);
        }
        assertEquals(List.of(), outcome.err());
        assertEquals(List.of(), files());
    }
}
