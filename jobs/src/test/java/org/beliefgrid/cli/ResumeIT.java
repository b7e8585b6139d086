package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.beliefgrid.cli.Cli.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are lost with their whole grid, stopped, or left by their caller, and gone on with by {@code train --resume}. */
class ResumeIT {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 20150601);
    private static final int EVERY = 4;
    private static final int FINETUNE_EPOCHS = 150;
    private static final String PLAN = """
            hidden: [16, 10]
            shards: 5
            miniBatch: 10
            pretraining: {epochs: 2, initialDeviation: 0.1, chains: persistent}
            fineTuning: {epochs: 150, learningRate: 0.5}
            """;
    private static final int PRETRAIN_ROUNDS = 4;

    @TempDir
    private static Path folder;
    private static String undisturbed;
    private final List<Cli> members = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();

    @BeforeAll
    static void trainUndisturbed() throws Exception {
        SmallData.write(folder.resolve("data"));
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
        try (Cli training = train("undisturbed", "--members", "1", "--checkpoint-every", "0")) {
            undisturbed = training.await().exited(ExitCode.DONE).modelSha256();
        }
    }

    @AfterEach
    void killWhatIsLeft() {
        members.forEach(Cli::close);
    }

    private static Cli train(String model, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("train", "--data", "data", "--classes", String.valueOf(SmallData.CLASSES),
                "--preset", "./plan.yaml", "--store", "models", "--model", model, "--checkpoint-every", String.valueOf(EVERY)));
        if (List.of(arguments).contains("--checkpoint-every")) {
            all = new ArrayList<>(all.subList(0, all.size() - 2));
        }
        all.addAll(List.of(arguments));
        return Cli.start(folder, all);
    }

    private static Outcome resume(String run, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("train", "--resume", run, "--store", "models"));
        all.addAll(List.of(arguments));
        return Cli.run(folder, all);
    }

    private void startMembers(int count) throws IOException, InterruptedException {
        for (int number = 1; number <= count; number++) {
            List<String> arguments = new ArrayList<>(List.of("member", "--port", "0", "--threads", "1", "--store", "models"));
            if (number > 1) {
                arguments.addAll(List.of("--join", addresses.get(0)));
            }
            Cli member = Cli.start(folder, arguments);
            members.add(member);
            addresses.add(member.awaitLine("^member \\[(.*)\\]:(\\d+) of " + number + ",").replaceAll("$1:$2")
                    .replaceFirst(" .*", ""));
        }
    }

    private static String name(Cli training) throws IOException, InterruptedException {
        return training.awaitLine("^run (\\S+)$").group(1);
    }

    /** State of a run as {@code runs} has it. */
    private static JsonNode run(String name) throws IOException, InterruptedException {
        Cli.run(folder, "runs", "--store", "models", "--json", "runs.json").exited(ExitCode.DONE).line(name + " ");
        for (JsonNode run : new ObjectMapper().readTree(folder.resolve("runs.json").toFile()).get("runs")) {
            if (run.get("run").asText().equals(name)) {
                return run;
            }
        }
        throw new AssertionError("no run " + name);
    }

    private static List<Path> checkpoints(String run) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("models/runs").resolve(run))) {
            return files.filter(file -> file.getFileName().toString().matches("checkpoint-\\d+"))
                    .sorted((one, other) -> round(other) - round(one)).toList();
        }
    }

    private static int round(Path checkpoint) {
        return Integer.parseInt(checkpoint.getFileName().toString().replace("checkpoint-", ""));
    }

    private static void assertLine(Outcome outcome, int exitCode, String... words) {
        outcome.exited(exitCode);
        assertEquals(1, outcome.err().size(), outcome::toString);
        for (String word : words) {
            assertTrue(outcome.err().get(0).contains(word), () -> word + " is not in " + outcome);
        }
    }

    @Test
    void when_allMembersAreKilled_then_theRunGoesOnElsewhereAndEndsWithTheSameBits() throws Exception {
        int epoch = 1 + new Random(SEED).nextInt(FINETUNE_EPOCHS / 2);
        startMembers(2);
        String run;
        int lastSeen;
        try (Cli training = train("lost", "--cluster", String.join(",", addresses))) {
            run = name(training);
            training.awaitLine("^fine-tuning  epoch " + epoch + "/");
            for (Cli member : members) {
                member.signal("KILL");
            }
            Outcome outcome = training.await().exited(ExitCode.GRID_UNAVAILABLE);
            outcome.line("to go on: ./beliefgrid train --resume " + run + " --store models");
            lastSeen = outcome.out().stream().map(Pattern.compile("^fine-tuning  epoch (\\d+)/")::matcher).filter(Matcher::find)
                    .mapToInt(line -> Integer.parseInt(line.group(1))).max().orElseThrow();
        }
        assertTrue(Files.notExists(folder.resolve("models/lost/1.dbn")));
        Outcome resumed = resume(run, "--members", "2").exited(ExitCode.DONE);
        assertEquals(undisturbed, resumed.modelSha256(), resumed::toString);
        resumed.line("test error ");
        assertTrue(Files.exists(folder.resolve("models/lost/1.dbn")));
        int from = Integer.parseInt(resumed.line("goes on after ").replaceAll("^goes on after (\\d+) rounds.*", "$1"));
        assertTrue(from >= PRETRAIN_ROUNDS + lastSeen - EVERY, () -> "goes on after " + from + " rounds, epoch " + lastSeen
                + " of fine-tuning was done");
        assertEquals("finished", run(run).get("state").asText());
        assertEquals(List.of(), checkpoints(run));
        assertLine(resume(run), ExitCode.USAGE, "--resume " + run, "has ended", "finished", "lost");
    }

    @Test
    void when_theCallerIsKilled_then_resumeWatchesTheRunInItsGrid() throws Exception {
        startMembers(1);
        String run;
        try (Cli training = train("left", "--cluster", addresses.get(0))) {
            run = name(training);
            training.awaitLine("^fine-tuning  epoch 2/");
            training.signal("KILL");
        }
        Outcome resumed = resume(run, "--cluster", addresses.get(0)).exited(ExitCode.DONE);
        resumed.line("run " + run + " is in this grid: watching it");
        assertEquals(undisturbed, resumed.modelSha256(), resumed::toString);
        assertEquals(List.of(), checkpoints(run));
        // Nothing of it is in the grid any more.
        assertLine(resume(run, "--cluster", addresses.get(0)), ExitCode.USAGE, "has ended");
    }

    @Test
    void aStoppedRunGoesOnBehindDamageAndNotWithOtherSettingsOrData() throws Exception {
        String run;
        Outcome stopped;
        try (Cli training = train("stopped", "--members", "1")) {
            run = name(training);
            training.awaitLine("^fine-tuning  epoch 12/");
            training.signal("INT");
            stopped = training.await().exited(ExitCode.INTERRUPTED);
        }
        stopped.line("to go on: ./beliefgrid train --resume " + run + " --store models");
        assertEquals("interrupted", run(run).get("state").asText());
        assertLine(resume(run, "--seed", "3"), ExitCode.USAGE, "--resume and --seed exclude each other");
        assertLine(resume(run, "--dataset", "digits"), ExitCode.USAGE, "--resume and --dataset exclude each other");

        Path labels = folder.resolve("data").resolve(SmallData.TRAIN_LABELS);
        byte[] sound = Files.readAllBytes(labels);
        byte[] other = sound.clone();
        other[8 + 5] = (byte) ((other[8 + 5] + 1) % SmallData.CLASSES);
        Files.write(labels, other);
        try {
            assertLine(resume(run, "--members", "1"), ExitCode.BAD_INPUT, "has changed since run " + run + " began");
        } finally {
            Files.write(labels, sound);
        }

        List<Path> checkpoints = checkpoints(run);
        assertEquals(2, checkpoints.size(), checkpoints::toString);
        byte[] last = Files.readAllBytes(checkpoints.get(0));
        last[last.length / 2] ^= 1;
        Files.write(checkpoints.get(0), last);
        Outcome resumed = resume(run, "--members", "1", "--model", "renamed").exited(ExitCode.DONE);
        assertTrue(resumed.out().get(0).contains(checkpoints.get(0).getFileName() + ": damaged or truncated"),
                resumed::toString);
        resumed.line("goes on after " + round(checkpoints.get(1)) + " rounds");
        assertEquals(undisturbed, resumed.modelSha256(), resumed::toString);
        assertTrue(Files.exists(folder.resolve("models/renamed/1.dbn")));
        assertFalse(Files.exists(folder.resolve("models/stopped")));
        Cli.run(folder, "runs", "delete", run, "--store", "models").exited(ExitCode.DONE);
        assertLine(resume(run), ExitCode.BAD_INPUT, "runs/" + run, "no such run");
        assertLine(Cli.run(folder, "runs", "delete", run, "--store", "models"), ExitCode.BAD_INPUT, "no such run");
    }
}
