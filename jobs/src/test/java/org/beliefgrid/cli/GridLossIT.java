package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.cli.Cli.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members killed (-9) while a real training runs in a standing grid, with the real Jet job. */
class GridLossIT {
    private static final int MEMBERS = 3;
    private static final String PLAN = """
            hidden: [16, 10]
            shards: 7
            miniBatch: 10
            pretraining: {epochs: 2, initialDeviation: 0.1}
            fineTuning: {epochs: 120, learningRate: 0.5}
            """;

    @TempDir
    private Path folder;
    private final CliMembers members = new CliMembers();

    @BeforeEach
    void startMembers() throws Exception {
        SmallData.write(folder.resolve("data"));
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
        Cli.giveUpLostGridsSoon(folder);
        members.start(folder, MEMBERS, "--store", "fences");
    }

    @AfterEach
    void killWhatIsLeft() {
        members.close();
    }

    private Cli train(String... grid) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("train", "--data", "data", "--classes",
                String.valueOf(SmallData.CLASSES), "--preset", "./plan.yaml", "--store", "models", "--model", "m"));
        arguments.addAll(List.of(grid));
        return Cli.start(folder, arguments);
    }

    /** The first member is the one that coordinates jobs, so the job itself is started again on another. */
    @Test
    void when_aMemberIsKilled_then_theModelIsThatOfAnUndisturbedRun() throws Exception {
        String expected = InProcess.run("train", "--data", folder.resolve("data").toString(), "--classes",
                String.valueOf(SmallData.CLASSES), "--preset", folder.resolve("plan.yaml").toString(), "--store",
                folder.resolve("undisturbed").toString(), "--model", "m", "--members", "1").outcome().exited(ExitCode.DONE)
                .modelSha256();
        try (Cli training = train("--cluster", members.cluster())) {
            training.awaitLine("^fine-tuning  epoch 5/");
            members.get(0).signal("KILL");
            Outcome outcome = training.await().exited(ExitCode.DONE);
            assertEquals(expected, outcome.modelSha256(), outcome::toString);
        }
        assertTrue(members.get(1).isAlive() && members.get(2).isAlive());
    }

    @Test
    void when_allMembersAreKilled_then_theTrainingEndsAndSaysThatTheGridWentAway() throws Exception {
        try (Cli training = train("--cluster", members.cluster())) {
            training.awaitLine("^fine-tuning  epoch 5/");
            members.signal("KILL");
            Outcome outcome = training.await().exited(ExitCode.GRID_UNAVAILABLE);
            String last = outcome.err().get(outcome.err().size() - 1);
            assertTrue(last.startsWith("beliefgrid: "), outcome::toString);
        }
        assertTrue(Files.notExists(folder.resolve("models").resolve("m")), "no model of a training that did not end");
    }
}
