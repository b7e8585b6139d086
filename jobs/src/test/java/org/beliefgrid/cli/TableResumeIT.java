package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.beliefgrid.cli.Cli.Outcome;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.TableSchemaText;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.RunStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that learn from rows of a table, and are gone on with. */
class TableResumeIT {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 20150601L);
    /** Their names make the schema more than half as long as it may be. */
    private static final int PLACES = 4000;
    private static final String PLAN = "hidden: [4]\nshards: 2\nminiBatch: 10\npretraining: {epochs: 0}\n";

    @TempDir
    private Path folder;

    private String in(String name) {
        return folder.resolve(name).toString();
    }

    private void write() throws IOException {
        Random random = new Random(SEED);
        Files.writeString(folder.resolve("rows.csv"), "age,place,bought\n" + IntStream.range(0, 60).mapToObj(row ->
                "%d,P%d,%s\n".formatted(random.nextInt(90), random.nextInt(PLACES), random.nextBoolean() ? "yes" : "no"))
                .collect(Collectors.joining()));
        Files.writeString(folder.resolve("schema.yaml"), "features: [age, {name: place, categorical: true, categories: ["
                + IntStream.range(0, PLACES).mapToObj(number -> "P" + number).collect(Collectors.joining(", "))
                + "]}]\nlabel: bought\n");
        Files.writeString(folder.resolve("plan.yaml"), PLAN + "fineTuning: {epochs: 2}\n");
        Files.writeString(folder.resolve("long.yaml"), PLAN + "fineTuning: {epochs: 400}\n");
    }

    private List<String> training(String model, String plan, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "--data", in("rows.csv"), "--test", in("rows.csv"),
                "--preset", in(plan), "--store", in("models"), "--model", model, "--members", "1", "--checkpoint-every", "1"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private Outcome here(List<String> arguments) {
        return InProcess.run(arguments.toArray(String[]::new)).outcome();
    }

    @Test
    void aRunGoesOnWithALongSchemaAndWithoutTheModelThatItStartedFrom() throws Exception {
        write();
        here(training("first", "plan.yaml", "--schema", in("schema.yaml"))).exited(ExitCode.DONE);
        String undisturbed = here(training("whole", "long.yaml", "--from", "first")).exited(ExitCode.DONE).modelSha256();

        String run;
        try (Cli training = Cli.start(folder, training("stopped", "long.yaml", "--from", "first"))) {
            run = training.awaitLine("^run (\\S+)$").group(1);
            training.awaitLine("^fine-tuning  epoch 3/");
            training.signal("INT");
            training.await(60).exited(ExitCode.INTERRUPTED);
        }
        RunDescription description = RunStore.at(Location.of(in("models"))).find(run).orElseThrow().description();
        assertTrue(description.training().get(2).length() > TableSchemaText.LONGEST / 2, "the schema is no long one");
        assertEquals(2, description.test().size());

        delete(folder.resolve("models/first"));
        Outcome resumed = here(List.of("train", "--resume", run, "--store", in("models"), "--members", "1"))
                .exited(ExitCode.DONE);
        resumed.line("goes on after ");
        assertEquals(undisturbed, resumed.modelSha256());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }
}
