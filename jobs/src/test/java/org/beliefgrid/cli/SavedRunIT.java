package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.model.PromotionDecision;
import org.beliefgrid.model.StoredEvaluation;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A launcher that starts again after the model was saved. What it is held against is what the undisturbed training has left;
 * what a launcher that was lost has not come to is taken away before.
 */
class SavedRunIT {
    private static final int ROWS = 400;
    private static final String PLAN = """
            hidden: [6]
            shards: 2
            miniBatch: 10
            pretraining: {epochs: 1, initialDeviation: 0.1}
            fineTuning: {epochs: 10, learningRate: 0.5}
            promoteIf: auc >= 0.6
            """;

    @TempDir
    private Path folder;
    private String run;
    private StoredEvaluation evaluation;
    private PromotionDecision decision;
    private byte[] distribution;
    private JsonNode json;

    @BeforeEach
    void train() throws Exception {
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
        Files.writeString(folder.resolve("schema.yaml"), "label: bought\n");
        writeRows("rows.csv", 1);
        writeRows("later.csv", 2);
        List<String> lines = InProcess.run(Stream.concat(arguments().stream(), Stream.of("--members", "1"))
                .toArray(String[]::new)).exited(ExitCode.DONE).lines();
        run = lines.stream().filter(line -> line.startsWith("run ")).findFirst().orElseThrow().substring("run ".length());
        assertEquals(List.of(1), List.copyOf(versions().evaluations(1).keySet()));
        evaluation = versions().evaluations(1).get(1);
        decision = versions().decisions(1).get(1);
        assertTrue(decision.passed(), decision::toString);
        distribution = Files.readAllBytes(beside("1.distribution.json"));
        json = readJson();
    }

    private void writeRows(String name, long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder rows = new StringBuilder("x,noise,bought\n");
        for (int row = 0; row < ROWS; row++) {
            double x = random.nextDouble();
            rows.append("%f,%f,%s%n".formatted(x, random.nextDouble(), random.nextDouble() < 0.1 + 0.8 * x * x ? "yes" : "no"));
        }
        Files.writeString(folder.resolve(name), rows);
    }

    private String in(String name) {
        return folder.resolve(name).toString();
    }

    private Path beside(String name) {
        return folder.resolve("models/m").resolve(name);
    }

    private ModelVersions versions() throws IOException {
        return ModelStore.at(Location.of(in("models"))).versions("m");
    }

    private JsonNode readJson() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("out.json").toFile());
    }

    private List<String> arguments() {
        return List.of("train", "--data", in("rows.csv"), "--schema", in("schema.yaml"), "--test", in("later.csv"), "--preset",
                in("plan.yaml"), "--store", in("models"), "--model", "m", "--json", in("out.json"));
    }

    /** The second master of an application, as YARN's launcher starts its training; there is no grid where it would look. */
    private String startAgain() {
        return startAgain(ExitCode.DONE);
    }

    private String startAgain(int expected, String... more) {
        CommandLine command = new CommandLine(new TrainCommand(new LaunchedGrid(List.of("127.0.0.1:1"), "nowhere",
                GridSecret.random(), run, true, page -> { })));
        StringWriter out = new StringWriter();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(out, true));
        command.setCaseInsensitiveEnumValuesAllowed(true);
        int code = command.execute(Stream.concat(arguments().stream().skip(1), Stream.of(more)).toArray(String[]::new));
        assertEquals(expected, code, out::toString);
        return out.toString();
    }

    private static void delete(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                for (Path file : files.toList()) {
                    delete(file);
                }
            }
        }
        Files.delete(path);
    }

    private void assertAsUndisturbed() throws IOException {
        assertEquals(List.of(1), List.copyOf(versions().evaluations(1).keySet()));
        StoredEvaluation again = versions().evaluations(1).get(1);
        assertEquals(evaluation, new StoredEvaluation(again.data(), again.dataHash(), again.cases(), again.errors(),
                again.modelSha256(), evaluation.at()));
        assertEquals(List.of(1), List.copyOf(versions().decisions(1).keySet()));
        assertEquals(decision.figures(), versions().decisions(1).get(1).figures());
        assertEquals(decision.verdicts(), versions().decisions(1).get(1).verdicts());
        assertEquals(List.of(1), List.copyOf(versions().promotions().keySet()));
        assertEquals(1, versions().promoted().orElseThrow().number());
        assertTrue(Files.readString(beside("1.report.html")).contains(run));
        assertArrayEquals(distribution, Files.readAllBytes(beside("1.distribution.json")));
        for (String figure : List.of("testErrorPercent", "confusionMatrix", "modelSha256", "modelVersion")) {
            assertEquals(json.get(figure), readJson().get(figure), figure);
        }
        assertFalse(Files.exists(beside("2.dbn")), "the model is saved once");
    }

    @Test
    void whatFollowsASavedModelIsDoneByTheNextLauncher() throws Exception {
        for (String left : List.of("1.evaluations", "1.decisions", "promoted", "1.report.html", "1.distribution.json")) {
            delete(beside(left));
        }
        Files.delete(folder.resolve("out.json"));
        String said = startAgain();
        assertTrue(said.contains("at its end before") && said.contains("test error ") && said.contains("promoted: auc"), said);
        assertAsUndisturbed();
        assertEquals(json.get("promotion").get("figures"), readJson().get("promotion").get("figures"));
    }

    @Test
    void theResultForProgramsIsWrittenAgainWithTheDecisionOfBefore() throws Exception {
        for (String other : List.of("{\"run\": \"other\"}", "damaged")) {
            Files.writeString(folder.resolve("out.json"), other);
            startAgain();
            assertEquals(run, readJson().get("run").asText());
            assertEquals(json.get("promotion"), readJson().get("promotion"));
            assertAsUndisturbed();
        }
    }

    @Test
    void aDecisionWithoutItsPromotionIsCarriedOut() throws Exception {
        delete(beside("promoted"));
        String said = startAgain();
        assertTrue(said.contains("promoted: auc >= 0.6"), said);
        assertAsUndisturbed();
    }

    /** The model is saved before the members are told to forget the run. */
    @Test
    void whatTheRunWasToGoOnFromIsForgotten() throws Exception {
        Path checkpoint = folder.resolve("models/runs").resolve(run).resolve("checkpoint-5");
        Files.writeString(checkpoint, "not forgotten yet");
        startAgain();
        assertTrue(Files.notExists(checkpoint));
        assertAsUndisturbed();
    }

    @Test
    void aGateThatCannotBeOpenedKeepsNothingElseFromBeingDone() throws Exception {
        for (String left : List.of("1.evaluations", "1.decisions", "promoted", "1.report.html", "1.distribution.json")) {
            delete(beside(left));
        }
        Path checkpoint = folder.resolve("models/runs").resolve(run).resolve("checkpoint-5");
        Files.writeString(checkpoint, "not forgotten yet");
        startAgain(CommandLine.ExitCode.SOFTWARE, "--positive", "no-such-class");
        assertEquals(1, versions().evaluations(1).size());
        assertTrue(Files.exists(beside("1.report.html")));
        assertTrue(Files.notExists(checkpoint));
        startAgain();
        assertAsUndisturbed();
    }

    @Test
    void nothingIsDoneTwice() throws Exception {
        Map<String, Object> before = files();
        Files.delete(folder.resolve("rows.csv"));  // nor read
        Files.delete(folder.resolve("later.csv"));
        startAgain();
        assertEquals(before, files());
        assertAsUndisturbed();
    }

    /** The model is safe whatever becomes of what stands beside it. */
    @Test
    void whatCannotBeKeptIsToldAndEndsNothing() throws Exception {
        Path damaged = beside("1.evaluations").resolve("1.yaml");
        Files.writeString(damaged, "damaged\n");
        Files.delete(folder.resolve("out.json"));
        delete(beside("1.distribution.json"));
        String said = startAgain();
        assertTrue(said.contains("the evaluation is not kept: " + damaged + ": damaged"), said);
        assertTrue(said.contains("model m@1: "), said);
        assertEquals(json.get("testErrorPercent"), readJson().get("testErrorPercent"));
        assertEquals(1, readJson().get("modelVersion").asInt());
        assertArrayEquals(distribution, Files.readAllBytes(beside("1.distribution.json")));
    }

    private Map<String, Object> files() throws IOException {
        Map<String, Object> times = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder.resolve("models"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                times.put(file.toString(), Files.getLastModifiedTime(file));
            }
        }
        return times;
    }

    @Test
    void aRunWhoseModelIsDeletedHasEnded() throws Exception {
        delete(folder.resolve("models/m"));
        String said = startAgain();
        assertTrue(said.contains("at its end before"), said);
    }
}
