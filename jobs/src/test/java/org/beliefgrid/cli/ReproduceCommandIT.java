package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.beliefgrid.cli.Cli.Outcome;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code reproduce} as users run it: in processes of its own. */
class ReproduceCommandIT {
    private static final String ROWS = """
            base:
              hidden: [12, 10]
              shards: 4
              pretraining: {epochs: 1, initialDeviation: 0.1}
              fineTuning: {epochs: 2, learningRate: 0.1}
            plans:
              base:
              momentum: {fineTuning: {blockMomentum: 0.3}}
              random: {pretraining: {epochs: 0}}
            published:
              - {error: 1.66, what: ten workers, source: somewhere, rows: [base]}
            compare:
              - {what: pre-training, row: base, against: random}
            curves: {all: [base, momentum, random]}
            filters: [base]
            """;
    private static final int SECONDS_TO_STOP = 30;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(folder.resolve("rows.yaml"), ROWS);
    }

    private Outcome reproduce(List<String> data, String... arguments) throws IOException, InterruptedException {
        return Cli.run(folder, command(data, arguments));
    }

    private static List<String> command(List<String> data, String... arguments) {
        List<String> all = new ArrayList<>(List.of("reproduce", "./rows.yaml", "--store", "models", "--members", "1", "--out",
                "results/table.md"));
        all.addAll(data);
        all.addAll(List.of(arguments));
        return all;
    }

    private List<String> stripes() throws IOException {
        SmallData.write(folder.resolve("stripes"));
        return List.of("--data", "stripes", "--classes", String.valueOf(SmallData.CLASSES));
    }

    private String report() throws IOException {
        return Files.readString(folder.resolve("results/table.md"));
    }

    @Test
    void drawnDigitsBecomeATableWithItsPictures() throws Exception {
        List<String> digits = List.of("--dataset", "digits");
        Outcome done = reproduce(digits, "--seeds", "1", "--only", "base,random").exited(ExitCode.DONE);
        assertTrue(done.out().contains("written: results/table.md"), done::toString);
        assertTrue(report().contains("\nNot run: momentum.\n"), this::reportOrNothing);
        assertTrue(Files.size(folder.resolve("results/rows-filters-base.png")) > 0);
        assertTrue(Files.readString(folder.resolve("results/rows-curves-all.svg")).contains(">random<"));
        try (Stream<Path> stacks = Files.list(folder.resolve("models/reproduce/stacks"))) {
            assertEquals(1, stacks.count());
        }
        Files.delete(folder.resolve("results/table.md"));
        Outcome again = reproduce(digits, "--report-only").exited(ExitCode.DONE);
        assertFalse(again.out().stream().anyMatch(line -> line.contains("epoch 1/")), again::toString);
        assertTrue(report().contains("| base |  | 1 seed | "), this::reportOrNothing);

        // Another machine has the file of results, and nothing else.
        Files.copy(folder.resolve("models/reproduce/rows.json"), folder.resolve("results/rows.json"));
        Files.move(folder.resolve("models"), folder.resolve("models-of-the-first-machine"));
        Outcome left = reproduce(digits, "--seeds", "1", "--results", "results/rows.json", "--any-kernel", "--list")
                .exited(ExitCode.DONE);
        assertTrue(left.line("base ").contains("1 of 1"), left::toString);
        assertTrue(left.line("momentum ").contains("0 of 1"), left::toString);
        assertTrue(left.line("random ").contains("1 of 1"), left::toString);
    }

    private String reportOrNothing() {
        try {
            return report();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The law of the table: its commands give the same models again. */
    @Test
    void theCommandsOfTheTableGiveTheSameModels() throws Exception {
        List<String> data = stripes();
        reproduce(data, "--seeds", "2").exited(ExitCode.DONE);
        Outcome second = reproduce(data, "--seeds", "2").exited(ExitCode.DONE);
        assertEquals(6, second.out().stream().filter(line -> line.endsWith(": already done")).count(), second::toString);
        assertFalse(second.out().stream().anyMatch(line -> line.contains("epoch 1/")), second::toString);

        ModelStore first = ModelStore.at(Location.of(folder.resolve("models").toString()));
        List<String> commands = report().lines().filter(line -> line.startsWith("./beliefgrid train ")).toList();
        assertEquals(8, commands.size(), report());  // two stacks, and three rows with two seeds
        for (String line : commands.stream().filter(line -> line.contains("--seed 2 ")).toList()) {
            List<String> words = new ArrayList<>(Cli.words(line.replace("./beliefgrid ", "")));
            words.addAll(List.of("--store", "elsewhere", "--members", "2"));
            String again = Cli.run(folder, words).exited(ExitCode.DONE).modelSha256();
            String model = words.get(words.indexOf("--model") + 1);
            assertEquals(first.load(model).net().sha256(), again, line);
            assertTrue(model.contains("-stack-") || report().contains("`" + again + "`"), line);
        }
    }

    @Test
    void rowsAreTrainedOnceMoreAndTheirModelsCompared() throws Exception {
        List<String> data = stripes();
        reproduce(data, "--seeds", "1", "--only", "base,random").exited(ExitCode.DONE);
        Outcome again = reproduce(data, "--seeds", "1", "--repeat").exited(ExitCode.DONE);
        again.line("trained once more: 2, the same model: 2");
        assertTrue(again.line("row momentum, seed 1 ").endsWith(": no result to repeat"), again::toString);
        assertEquals(2, report().lines().filter(line -> line.contains("` | the same model, 20")).count(), report());

        // A table of which one model is another one; what was repeated is of the first one.
        Path results = folder.resolve("models/reproduce/rows.json");
        String text = Files.readString(results);
        String hash = report().lines().filter(line -> line.startsWith("| base | 1 |")).findFirst().orElseThrow().split("`")[1];
        Files.writeString(results, text.replaceFirst(hash, hash.replaceFirst("^.", hash.startsWith("0") ? "1" : "0")));
        Outcome other = reproduce(data, "--seeds", "1", "--repeat").exited(ExitCode.INTERNAL);
        assertEquals(List.of("beliefgrid: 1 of 1 trainings did not give the same model once more: their lines say which"),
                other.err());
        assertTrue(report().contains(" | ANOTHER model `" + hash + "`, 20"), report());
    }

    @Test
    void whatIsDoneIsKeptOnCtrlC() throws Exception {
        List<String> data = stripes();
        Files.writeString(folder.resolve("rows.yaml"), ROWS.replace("random: {pretraining: {epochs: 0}}",
                "random: {pretraining: {epochs: 0}, fineTuning: {epochs: 1000000}}"));
        try (Cli started = Cli.start(folder, command(data, "--seeds", "1"))) {
            started.awaitLine("^fine-tuning  epoch 12/1000000");
            started.signal("INT");
            started.await(SECONDS_TO_STOP).exited(ExitCode.INTERRUPTED).line("stopped; what is done is kept in ");
        }
        Outcome listed = reproduce(data, "--seeds", "1", "--list").exited(ExitCode.DONE);
        assertTrue(listed.line("momentum ").contains("1 of 1"), listed::toString);
        assertTrue(listed.line("random ").contains("0 of 1"), listed::toString);
        try (Cli again = Cli.start(folder, command(data, "--seeds", "1"))) {
            again.awaitLine("^goes on after [0-9]+ rounds");
            again.signal("INT");
            again.await(SECONDS_TO_STOP).exited(ExitCode.INTERRUPTED);
        }
    }

    @Test
    void mistakesAreToldBeforeAnythingIsTrained() throws Exception {
        List<String> data = stripes();
        assertEquals(List.of("beliefgrid: --report-only: models/reproduce/rows.json has no results of ./rows.yaml"),
                reproduce(data, "--report-only").exited(ExitCode.USAGE).err());
        assertEquals(List.of("beliefgrid: --repeat: models/reproduce/rows.json has no results of ./rows.yaml on these data"),
                reproduce(data, "--repeat").exited(ExitCode.USAGE).err());
        assertEquals(List.of("beliefgrid: --out must name a file where the data are not --dataset mnist: docs/results/mnist.md "
                + "is theirs"), Cli.run(folder, List.of("reproduce", "--dataset", "digits", "--store", "models"))
                .exited(ExitCode.USAGE).err());
        assertEquals(List.of("beliefgrid: --only must name rows of ./rows.yaml, was bass; there are base, momentum, random"),
                reproduce(data, "--only", "bass").exited(ExitCode.USAGE).err());
        assertEquals(List.of("beliefgrid: --list, --report-only and --repeat exclude each other"),
                reproduce(data, "--list", "--repeat").exited(ExitCode.USAGE).err());
        assertEquals(List.of("beliefgrid: --repeat compares bits, which are those of one OpenBLAS kernel: --any-kernel and "
                + "--mixed-kernels are not for it"), reproduce(data, "--repeat", "--any-kernel").exited(ExitCode.USAGE).err());
        assertEquals(List.of("beliefgrid: --seeds must be in 1 to 1000, was 0"),
                reproduce(data, "--seeds", "0").exited(ExitCode.USAGE).err());
        Files.writeString(folder.resolve("rows.yaml"), ROWS.replace("momentum: {", "momentum: {shards: 401, "));
        assertEquals(List.of("beliefgrid: plans.momentum.shards must be from 1 to the number of cases, 400, was 401"),
                reproduce(data).exited(ExitCode.USAGE).err());
        assertFalse(Files.exists(folder.resolve("models")));
    }
}
