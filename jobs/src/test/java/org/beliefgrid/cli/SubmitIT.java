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
            String secret = in(".beliefgrid/secret");
            String sha = here("train", "--resume", run, "--cluster", members.cluster(), "--secret-file", secret, "--store",
                    in("models")).exited(ExitCode.DONE).modelSha256();
            assertTrue(Files.exists(folder.resolve("models/small/1.dbn")));
            loadTrainEvaluate(sha, "--cluster", members.cluster(), "--secret-file", secret);
            score();
        }
    }

    private String in(String name) {
        return folder.resolve(name).toString();
    }

    /** In this process: what is looked at is the grid. */
    private static Outcome here(String... arguments) {
        return InProcess.run(arguments).outcome();
    }

    private static Outcome here(String[] more, String... arguments) {
        return here(Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new));
    }

    /** By jobs of their own, in the same grid. */
    private void loadTrainEvaluate(String sha, String... grid) throws Exception {
        String[] data = {"--data", in("data"), "--classes", String.valueOf(SmallData.CLASSES)};
        String[] deal = Stream.concat(Stream.of(data), Stream.of(grid)).toArray(String[]::new);
        here(deal, "load", "--name", "stripes", "--preset", in("small.yaml")).exited(ExitCode.DONE)
                .line("dataset stripes: 400 cases in 4 shards, ");
        requireRefusedBeforeAnythingIsRead(grid);
        assertTrue(here(grid, "datasets").exited(ExitCode.DONE).line("stripes ")
                .matches("stripes +400 +30 +4 +1 +0 +- +idx .*"));
        Outcome trained = here(deal, "train", "--preset", in("small.yaml"), "--store", in("models"), "--model", "small",
                "--loaded", "stripes").exited(ExitCode.DONE);
        trained.line("learns from dataset stripes, which is in the grid");
        assertEquals(sha, trained.modelSha256());
        here(deal, "train", "--preset", in("small.yaml"), "--store", in("models"), "--seed", "7", "--loaded", "stripes")
                .exited(ExitCode.USAGE);
        here(grid, "datasets", "delete", "stripes").exited(ExitCode.DONE).line("deleted stripes");
        here(grid, "datasets", "delete", "stripes").exited(ExitCode.USAGE);

        Outcome inGrid = here(deal, "evaluate", "--model", "small@1", "--store", in("models")).exited(ExitCode.DONE);
        Outcome alone = here(data, "evaluate", "--model", "small@1", "--store", in("models")).exited(ExitCode.DONE);
        assertEquals(alone.line("test error "), inGrid.line("test error "));
        inGrid.line("kept as evaluation 2 of small@1");
        inGrid.line("job beliefgrid-evaluate-small@1-");
        alone.line("kept as evaluation 3 of small@1");
        Outcome submitted = here(deal, "submit", "evaluate", "--model", "small@1", "--store", in("models"))
                .exited(ExitCode.DONE);
        submitted.line("job beliefgrid-evaluate-small@1-");
        assertTrue(Cli.holdsWithin(60, () -> Files.exists(folder.resolve("models/small/1.evaluations/4.yaml"))),
                "it is not kept");
    }

    /** What is not there would be bad input. */
    private void requireRefusedBeforeAnythingIsRead(String... grid) throws Exception {
        Outcome taken = here(grid, "load", "--name", "stripes", "--data", in("nowhere")).exited(ExitCode.USAGE);
        assertEquals(List.of("beliefgrid: dataset stripes is in this grid already; ./beliefgrid datasets delete removes it"),
                taken.err());
        Files.writeString(folder.resolve("schema.yaml"), "label: bought\n");
        Outcome table = here(grid, "load", "--name", "rows", "--data", in("nowhere"), "--schema", in("schema.yaml"))
                .exited(ExitCode.USAGE);
        assertTrue(table.err().get(0).startsWith("beliefgrid: " + in("nowhere") + ": rows of a table cannot be loaded under a "
                + "name"), table::toString);
    }

    private void score() throws Exception {
        here("score", "--model", "small@1", "--store", in("models"), "--input", in("data/" + SmallData.TEST_IMAGES), "--output",
                in("scores"), "--members", "1").exited(ExitCode.DONE);
        List<String> lines = Files.readAllLines(folder.resolve("scores/part-0.csv"));
        assertEquals("row,class,probability,model", lines.get(0));
        assertEquals(SmallData.TEST_CASES, lines.size() - 1);
        byte[] labels = Files.readAllBytes(folder.resolve("data").resolve(SmallData.TEST_LABELS));
        long wrong = lines.stream().skip(1).map(line -> line.split(","))
                .filter(score -> Integer.parseInt(score[1]) != labels[8 + Integer.parseInt(score[0])]).count();
        assertTrue(here("evaluate", "--model", "small@1", "--store", in("models"), "--data", in("data")).exited(ExitCode.DONE)
                .line("test error ").contains("(" + wrong + " of "));
        Files.writeString(folder.resolve("bad.csv"), "1,2\n");
        Outcome refused = here("score", "--model", "small@1", "--store", in("models"), "--input", in("bad.csv"), "--output",
                in("bad"), "--members", "1").exited(ExitCode.BAD_INPUT);
        assertTrue(refused.err().get(0).contains("line 1: 2 values"), refused::toString);
        assertFalse(Files.exists(folder.resolve("bad")));
    }
}
