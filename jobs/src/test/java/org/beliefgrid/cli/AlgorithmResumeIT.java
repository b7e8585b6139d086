package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.cli.Cli.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Algorithms beside deep belief networks, stopped by Ctrl-C or lost with their grid, and gone on with to the same bits. */
class AlgorithmResumeIT {
    private static final String PLAN = """
            hidden: [8, 2]
            shards: 4
            miniBatch: 20
            pretraining: {epochs: 2, initialDeviation: 0.1}
            fineTuning: {epochs: 300, learningRate: 0.1}
            """;

    @TempDir
    private static Path folder;

    /** How long each takes is what makes it possible to meet it in the middle. */
    private enum Algorithm {
        SOFTMAX("softmax regression  epoch 20/", "--algorithm", "softmax"),
        K_MEANS("k-means\\+\\+ seeding  epoch 20/", "--algorithm", "k-means", "--set", "clusters=300"),
        AUTOENCODER("autoencoder  epoch 20/", "--algorithm", "autoencoder");

        private final String line;
        private final List<String> options;

        Algorithm(String line, String... options) {
            this.line = line;
            this.options = List.of(options);
        }

        private List<String> train(String in, String model, String... more) {
            List<String> all = new ArrayList<>(List.of("train", "--data", in + "data", "--classes",
                    String.valueOf(SmallData.CLASSES), "--preset", in + "plan.yaml", "--store", in + "models", "--members", "1",
                    "--model", model, "--checkpoint-every", "3"));
            all.addAll(options);
            all.addAll(List.of(more));
            return all;
        }

        private String undisturbed() {
            return InProcess.run(train(folder + "/", "undisturbed").toArray(String[]::new)).outcome().exited(ExitCode.DONE)
                    .modelSha256();
        }
    }

    @BeforeAll
    static void writeData() throws Exception {
        SmallData.write(folder.resolve("data"));
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
    }

    @ParameterizedTest
    @EnumSource
    void aStoppedRunIsTakenUp(Algorithm algorithm) throws Exception {
        goesOnAfter("INT", algorithm, ExitCode.INTERRUPTED);
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatIsLostWithItsWholeGridIsTakenUp(Algorithm algorithm) throws Exception {
        goesOnAfter("KILL", algorithm, 128 + 9);
    }

    private static void goesOnAfter(String signal, Algorithm algorithm, int exitCode) throws Exception {
        String model = algorithm.name() + "-" + signal;
        String run;
        try (Cli training = Cli.start(folder, algorithm.train("./", model))) {
            run = training.awaitLine("^run (\\S+)$").group(1);
            training.awaitLine("^" + algorithm.line);
            Path checkpoints = folder.resolve("models/runs").resolve(run);
            assertTrue(Cli.holdsWithin(30, () -> hasCheckpoint(checkpoints)), () -> "no checkpoint in " + checkpoints);
            training.signal(signal);
            training.await().exited(exitCode);
        }
        assertTrue(Files.notExists(folder.resolve("models").resolve(model)), "it was stopped before its end");
        Outcome resumed = InProcess.run("train", "--resume", run, "--store", folder.resolve("models").toString(), "--members",
                "2")
                .outcome().exited(ExitCode.DONE);
        assertTrue(resumed.out().stream().anyMatch(line -> line.matches("goes on after [1-9][0-9]* rounds.*")),
                resumed::toString);
        assertEquals(algorithm.undisturbed(), resumed.modelSha256(), resumed::toString);
    }

    private static boolean hasCheckpoint(Path folder) {
        String[] files = folder.toFile().list((place, name) -> name.matches("checkpoint-\\d+"));
        return files != null && files.length > 0;
    }
}
