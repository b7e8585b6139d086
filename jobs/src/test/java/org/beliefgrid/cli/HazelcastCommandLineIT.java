package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.client.console.HazelcastCommandLine;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beliefgrid.cli.Cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hazelcast's own command line, in a process of its own, with a grid of members in processes of theirs. */
class HazelcastCommandLineIT {
    private static final Path CONFIG = Path.of(System.getProperty("beliefgrid.config"), "hazelcast-client.yaml");

    @TempDir
    private Path folder;

    private Outcome hazelcast(CliMembers members, List<String> arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--config", CONFIG.toString(), "--targets", "beliefgrid@"
                + members.cluster()));
        all.addAll(arguments);
        return Cli.runProgram(HazelcastCommandLine.class.getName(), folder, all);
    }

    private Outcome submit(CliMembers members, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("submit", "--class", SubmitCommand.class.getName(), jar()));
        all.addAll(List.of(arguments));
        return hazelcast(members, all);
    }

    private static String jar() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Path.of(entry).getFileName().toString().matches("jobs-.*\\.jar")).findFirst().orElseThrow();
    }

    @Test
    void hazelcastsCommandLineSubmitsATrainingAndListsItsJob() throws Exception {
        Path data = SmallData.write(folder.resolve("data"));
        String plan = SmallPlan.write(folder).toString();
        String models = folder.resolve("models").toString();
        try (CliMembers members = new CliMembers()) {
            members.start(folder, 2, "--store", models);
            String run = submit(members, "train", "--data", data.toString(), "--classes", String.valueOf(SmallData.CLASSES),
                    "--preset", plan, "--store", models, "--model", "small").exited(ExitCode.DONE).line("run ")
                    .substring("run ".length());
            Outcome jobs = hazelcast(members, List.of("list-jobs", "--all")).exited(0);
            assertTrue(jobs.out().stream().anyMatch(line -> line.contains("beliefgrid-train-" + run)), jobs::toString);
            InProcess.run("train", "--resume", run, "--cluster", members.cluster(), "--secret-file",
                    folder.resolve(".beliefgrid").resolve("secret").toString(), "--store", models).exited(ExitCode.DONE);
            assertTrue(Files.exists(folder.resolve("models").resolve("small").resolve("1.dbn")));

            Outcome refused = submit(members, "score", "--model", "nobody", "--store", models, "--input", "rows.csv",
                    "--output", "scores").exited(ExitCode.BAD_INPUT);
            assertEquals(1, refused.err().stream().filter(line -> line.startsWith("beliefgrid: ") && line.contains("nobody"))
                    .count(), refused::toString);
        }
    }
}
