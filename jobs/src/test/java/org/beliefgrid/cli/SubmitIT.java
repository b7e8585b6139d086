package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.beliefgrid.cli.Cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that outlive the command that submitted them, and scoring by a command. */
class SubmitIT {
    @TempDir
    private Path folder;

    @Test
    void aSubmittedTrainingGoesOnWithoutItsCallerAndItsModelScores() throws Exception {
        SmallData.write(folder.resolve("data"));
        SmallPlan.write(folder);
        try (CliMembers members = new CliMembers()) {
            members.start(folder, 1, "--store", "models");
            List<String> train = List.of("train", "--cluster", members.cluster(), "--data", "data", "--classes",
                    String.valueOf(SmallData.CLASSES), "--preset", "./small.yaml", "--store", "models", "--model", "small");
            Outcome submitted = Cli.run(folder, Stream.concat(Stream.of("submit"), train.stream()).toList())
                    .exited(ExitCode.DONE);
            String run = submitted.line("run ").substring("run ".length());
            assertTrue(submitted.line("to get its model: ").contains("--resume " + run), submitted::toString);
            assertFalse(Files.exists(folder.resolve("models/small/1.dbn")));
            String sha = Cli.run(folder, "train", "--resume", run, "--cluster", members.cluster(), "--store", "models")
                    .exited(ExitCode.DONE).modelSha256();
            assertEquals(sha, Cli.run(folder, train).exited(ExitCode.DONE).modelSha256());

            Cli.run(folder, "score", "--model", "small@1", "--store", "models", "--input", "data/" + SmallData.TEST_IMAGES,
                    "--output", "scores", "--members", "1").exited(ExitCode.DONE);
            List<String> lines = Files.readAllLines(folder.resolve("scores/part-0.csv"));
            assertEquals("row,class,probability,model", lines.get(0));
            assertEquals(SmallData.TEST_CASES, lines.size() - 1);
            byte[] labels = Files.readAllBytes(folder.resolve("data").resolve(SmallData.TEST_LABELS));
            long wrong = lines.stream().skip(1).map(line -> line.split(","))
                    .filter(score -> Integer.parseInt(score[1]) != labels[8 + Integer.parseInt(score[0])]).count();
            assertTrue(Cli.run(folder, "evaluate", "--model", "small@1", "--store", "models", "--data", "data").exited(ExitCode.DONE)
                    .line("test error ").contains("(" + wrong + " of "));
            Files.writeString(folder.resolve("bad.csv"), "1,2\n");
            Outcome refused = Cli.run(folder, "score", "--model", "small@1", "--store", "models", "--input", "bad.csv", "--output",
                    "bad", "--members", "1").exited(ExitCode.BAD_INPUT);
            assertTrue(refused.err().get(0).contains("line 1: 2 values"), refused::toString);
            assertFalse(Files.exists(folder.resolve("bad")));
        }
    }
}
