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
    private static final long SAID_SECONDS = 60;
    /** Of a run that is to be struck during pre-training. */
    private static final int PRETRAIN_EPOCHS = 120;
    /** An epoch of one round, as it is printed. */
    private static final Pattern EPOCH = Pattern.compile("^(pre-training layer \\d+|fine-tuning)  epoch \\d+/");

    @TempDir
    private static Path folder;
    private static String undisturbed;
    private final CliMembers members = new CliMembers();

    @BeforeAll
    static void trainUndisturbed() throws Exception {
        SmallData.write(folder.resolve("data"));
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
        Cli.giveUpLostGridsSoon(folder);
        undisturbed = trainHere("undisturbed", "--checkpoint-every", "0");
    }

    @AfterEach
    void killWhatIsLeft() {
        members.close();
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

    private static String in(String name) {
        return folder.resolve(name).toString();
    }

    /** Trains with a member of this process, and gives the model's hash. */
    private static String trainHere(String model, String... arguments) {
        List<String> all = new ArrayList<>(List.of("train", "--data", in("data"), "--classes",
                String.valueOf(SmallData.CLASSES),
                "--preset", in("plan.yaml"), "--store", in("models"), "--model", model, "--members", "1"));
        all.addAll(List.of(arguments));
        return InProcess.run(all.toArray(String[]::new)).outcome().exited(ExitCode.DONE).modelSha256();
    }

    /** Goes on with a run from this process. */
    private static Outcome resume(String run, String... arguments) {
        List<String> all = new ArrayList<>(List.of("train", "--resume", run, "--store", in("models")));
        all.addAll(List.of(arguments));
        if (all.contains("--cluster")) {
            all.addAll(List.of("--secret-file", in(".beliefgrid/secret")));
        }
        return InProcess.run(all.toArray(String[]::new)).outcome();
    }

    private static String name(Cli training) throws IOException, InterruptedException {
        return training.awaitLine("^run (\\S+)$").group(1);
    }

    /** State of a run as {@code runs} has it. */
    private static JsonNode run(String name) throws IOException {
        InProcess.run("runs", "--store", in("models"), "--json", in("runs.json")).outcome().exited(ExitCode.DONE)
                .line(name + " ");
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
        String run = resumeWhatIsLost("lost", "^fine-tuning  epoch " + epoch + "/", undisturbed);
        assertEquals("finished", run(run).get("state").asText());
        assertEquals(List.of(), checkpoints(run));
        assertLine(resume(run), ExitCode.USAGE, "--resume " + run, "has ended", "finished", "lost");
    }

    @Test
    void when_allMembersAreKilledDuringPretraining_then_theRunGoesOnElsewhereAndEndsWithTheSameBits() throws Exception {
        String[] longer = {"--pretrain-epochs", String.valueOf(PRETRAIN_EPOCHS), "--finetune-epochs", "4"};
        String expected = trainHere("longer", longer);
        int layer = 1 + new Random(SEED).nextInt(2);
        int epoch = 1 + new Random(SEED).nextInt(PRETRAIN_EPOCHS / 2);
        resumeWhatIsLost("early-lost", "^pre-training layer " + layer + "  epoch " + epoch + "/", expected, longer);
    }

    /**
     * Kills all members as soon as the training prints some line, and goes on elsewhere.
     *
     * @param model its name
     * @param line the beginning of a line
     * @return the run
     */
    private String resumeWhatIsLost(String model, String line, String expected, String... arguments) throws Exception {
        members.start(folder, 2, "--store", "models");
        String run;
        long done;
        String phase = line.replaceAll("\\^(.*)  epoch .*", "$1");
        List<String> all = new ArrayList<>(List.of("--cluster", members.cluster()));
        all.addAll(List.of(arguments));
        try (Cli training = train(model, all.toArray(String[]::new))) {
            run = name(training);
            training.awaitLine(line);
            members.signal("KILL");
            Outcome outcome = training.await().exited(ExitCode.GRID_UNAVAILABLE);
            outcome.line("to go on: ./beliefgrid train --resume " + run + " --store models");
            List<String> epochs = outcome.out().stream().map(EPOCH::matcher).filter(Matcher::find).map(Matcher::group)
                    .distinct().toList();
            assertTrue(epochs.get(epochs.size() - 1).startsWith(phase), () -> "the members were gone too late: " + outcome);
            done = epochs.size();
        }
        assertTrue(Files.notExists(folder.resolve("models").resolve(model).resolve("1.dbn")));
        Outcome resumed = resume(run, "--members", "2").exited(ExitCode.DONE);
        assertEquals(expected, resumed.modelSha256(), resumed::toString);
        resumed.line("test error ");
        assertTrue(Files.exists(folder.resolve("models").resolve(model).resolve("1.dbn")));
        assertTrue(Files.exists(folder.resolve("models").resolve(model).resolve("1.report.html")));
        int from = Integer.parseInt(resumed.line("goes on after ").replaceAll("^goes on after (\\d+) rounds.*", "$1"));
        assertTrue(from >= done - EVERY, () -> "goes on after " + from + " rounds, " + done + " were done");
        return run;
    }

    @Test
    void when_allMembersAreKilledBeforeTheFirstRound_then_theRunBeginsElsewhereWithTheSameBits() throws Exception {
        members.start(folder, 2, "--store", "models");
        String run;
        try (Cli training = train("early", "--cluster", members.cluster())) {
            run = name(training);
            Path said = folder.resolve("models/runs").resolve(run).resolve("run.yaml");
            assertTrue(Cli.holdsWithin(SAID_SECONDS, () -> Files.exists(said) || !training.isAlive()),
                    "it does not say what it is to do");
            assertTrue(Files.exists(said), "ended before it said what it is to do");
            members.signal("KILL");
            training.await().exited(ExitCode.GRID_UNAVAILABLE).line("to go on: ./beliefgrid train --resume " + run);
        }
        for (Path checkpoint : checkpoints(run)) {
            Files.delete(checkpoint);  // where the machine was quicker than this test
        }
        Outcome resumed = resume(run, "--members", "2").exited(ExitCode.DONE);
        resumed.line("goes on from its start");
        assertEquals(undisturbed, resumed.modelSha256(), resumed::toString);
        assertEquals("finished", run(run).get("state").asText());
    }

    @Test
    void when_aRunIsRefusedWhileItsDataAreLoaded_then_theStoreKnowsNothingOfIt() throws Exception {
        Path labels = folder.resolve("data").resolve(SmallData.TRAIN_LABELS);
        byte[] sound = Files.readAllBytes(labels);
        byte[] other = sound.clone();
        other[8 + 5] = (byte) (SmallData.CLASSES + 1);
        Files.write(labels, other);
        try (Cli training = train("refused", "--members", "1")) {
            name(training);  // it was not refused before
            Outcome refused = training.await().exited(ExitCode.BAD_INPUT);
            assertTrue(refused.out().stream().noneMatch(line -> line.startsWith("to go on")), refused::toString);
        } finally {
            Files.write(labels, sound);
        }
        assertTrue(runNames().stream().noneMatch(run -> run.startsWith("refused-")), () -> runNames().toString());
    }

    private static List<String> runNames() {
        String[] names = folder.resolve("models/runs").toFile().list();
        return names == null ? List.of() : List.of(names);
    }

    @Test
    void when_theCallerIsKilled_then_resumeWatchesTheRunInItsGrid() throws Exception {
        members.start(folder, 1, "--store", "models");
        String run;
        try (Cli training = train("left", "--cluster", members.address(0))) {
            run = name(training);
            training.awaitLine("^fine-tuning  epoch 2/");
            training.signal("KILL");
        }
        Outcome resumed = resume(run, "--cluster", members.address(0)).exited(ExitCode.DONE);
        resumed.line("run " + run + " is in this grid: watching it");
        assertEquals(undisturbed, resumed.modelSha256(), resumed::toString);
        assertEquals(List.of(), checkpoints(run));
        // Nothing of it is in the grid any more.
        assertLine(resume(run, "--cluster", members.address(0)), ExitCode.USAGE, "has ended");
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
        assertTrue(resumed.out().get(0).contains(checkpoints.get(0).getFileName() + ": damaged: "),
                resumed::toString);
        resumed.line("goes on after " + round(checkpoints.get(1)) + " rounds");
        assertEquals(undisturbed, resumed.modelSha256(), resumed::toString);
        assertTrue(Files.exists(folder.resolve("models/renamed/1.dbn")));
        assertFalse(Files.exists(folder.resolve("models/stopped")));
        InProcess.run("runs", "delete", run, "--store", in("models")).outcome().exited(ExitCode.DONE);
        assertLine(resume(run), ExitCode.BAD_INPUT, "runs/" + run, "no such run");
        assertLine(InProcess.run("runs", "delete", run, "--store", in("models")).outcome(), ExitCode.BAD_INPUT, "no such run");
    }
}
