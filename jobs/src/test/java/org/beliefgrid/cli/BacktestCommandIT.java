package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Back-tests, gates and monitoring, from the rows to the report. */
class BacktestCommandIT {
    private static final int ROWS = 600;
    private static final String SCHEMA = """
            features: all
            exclude: [id]
            label: bought
            """;
    private static final String PLAN = """
            hidden: [6]
            shards: 2
            miniBatch: 10
            pretraining: {epochs: 1, initialDeviation: 0.1}
            fineTuning: {epochs: 20, learningRate: 0.5}
            """;

    @TempDir
    private Path folder;

    /** What the column {@code later} says. */
    private enum Later {
        /** The same in all rows. */
        NOTHING,
        /** Nothing in the first half, and the label in the second. */
        THE_LABEL
    }

    private String rows(String name, long seed, Later later) throws IOException {
        Random random = new Random(seed);
        StringBuilder rows = new StringBuilder("id,when,x,noise,later,bought\n");
        for (int row = 0; row < ROWS; row++) {
            double x = random.nextDouble();
            boolean bought = random.nextDouble() < 0.1 + 0.8 * x * x;
            boolean told = later == Later.THE_LABEL && row >= ROWS / 2 && bought;
            rows.append(String.format(Locale.ROOT, "%d,%d,%.4f,%.4f,%d,%s%n", row, 1000 + row, x, random.nextDouble(), told ? 1
                    : 0, bought ? "yes" : "no"));
        }
        return Files.writeString(folder.resolve(name), rows).toString();
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String store() {
        return folder.resolve("models").toString();
    }

    private InProcess run(String command, String data, String plan, String... more) throws IOException {
        List<String> arguments = List.of(command, "--data", data, "--schema", write("schema.yaml", SCHEMA), "--preset",
                write("plan.yaml", plan), "--store", store(), "--members", "1", "--json", folder.resolve("out.json")
                .toString());
        return InProcess.run(Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new));
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(Files.readString(folder.resolve("out.json")));
    }

    private JsonNode backtest(String data, String split, String folds) throws IOException {
        run("backtest", data, PLAN, "--split", split, "--folds", folds, "--resamples", "50", "--model", "m")
                .exited(ExitCode.DONE);
        return json();
    }

    /** A column that the past does not have cannot be learned: the same bits with and without it. By chance it is learned. */
    @Test
    void aColumnOfTheFutureGivesTheTimeSplitNothing() throws IOException {
        String plain = rows("plain.csv", 1, Later.NOTHING);
        String planted = rows("planted.csv", 1, Later.THE_LABEL);
        JsonNode without = backtest(plain, "time=when", "1");
        JsonNode with = backtest(planted, "time=when", "1");
        assertEquals(without.at("/folds/0/modelSha256"), with.at("/folds/0/modelSha256"));
        assertEquals(without.get("pooled"), with.get("pooled"), "not a case is scored otherwise");
        assertEquals(ROWS / 2, with.at("/pooled/scored").asInt());
        double honest = with.at("/pooled/auc/0").asDouble();
        assertTrue(honest > 0.65 && honest < 0.9, () -> "auc " + honest);

        double cheated = backtest(planted, "random", "2").at("/pooled/auc/0").asDouble();
        double fair = backtest(plain, "random", "2").at("/pooled/auc/0").asDouble();
        assertTrue(cheated > fair + 0.05, () -> "by chance " + cheated + " with the column, " + fair + " without it");
        assertFalse(Files.exists(folder.resolve("models/m-fold-1")), "nothing of the folds stays");
        String page = Files.readString(folder.resolve("models/backtest/m.html"));
        for (String part : List.of("ROC", "Precision and recall", "Reliability", "Cumulative gain by decile", "Lift by decile",
                "id=\"folds\"", "id=\"deciles\"")) {
            assertTrue(page.contains(part), part);
        }
        assertFalse(page.contains("<script") || page.contains("http://") || page.contains("https://"),
                "a page of itself alone");
    }

    @Test
    void theTimeIsAFeatureOnlyIfTheSchemaListsIt() throws IOException {
        String data = rows("rows.csv", 2, Later.NOTHING);
        InProcess said = run("backtest", data, PLAN, "--split", "time=when", "--folds", "2", "--keep-models", "--model", "m")
                .exited(ExitCode.DONE);
        assertTrue(said.out().contains("positive class yes"), said.out());
        String shown = InProcess.run("models", "show", "m-fold-2", "--store", store()).exited(ExitCode.DONE).out();
        assertTrue(shown.contains("network      3-6-2"), shown);
        assertEquals(ExitCode.BAD_INPUT, run("backtest", data, PLAN, "--split", "time=no-such").exitCode());
        assertEquals(ExitCode.USAGE, run("backtest", data, PLAN, "--split", "when").exitCode());
        assertEquals(ExitCode.USAGE, run("backtest", data, PLAN, "--split", "random", "--positive", "maybe").exitCode());
        assertEquals(ExitCode.USAGE, run("backtest", data, PLAN, "--split", "random", "--promote").exitCode(), "no gate");
    }

    @Test
    void whatTellsNoClassesApartIsRefusedBeforeAnythingIsRead() throws IOException {
        String none = folder.resolve("no-such-rows.csv").toString();
        for (String algorithm : List.of("k-means", "autoencoder")) {
            InProcess said = run("backtest", none, PLAN, "--split", "random", "--algorithm", algorithm).exited(ExitCode.USAGE);
            assertTrue(said.err().contains("algorithm " + algorithm + " tells no classes apart"), said::err);
        }
        InProcess said = run("backtest", none, PLAN, "--split", "random", "--finetune-epochs", "0").exited(ExitCode.USAGE);
        assertTrue(said.err().contains("fineTuning.epochs must be 1 or more"), said::err);
    }

    @Test
    void whereNothingCanBeWrittenNothingIsRead() throws IOException {
        String none = folder.resolve("no-such-rows.csv").toString();
        String file = write("file", "");
        InProcess said = run("backtest", none, PLAN, "--split", "random", "--report", file + "/report.html")
                .exited(ExitCode.USAGE);
        assertTrue(said.err().contains("--report " + file + "/report.html: cannot be written"), said::err);
        Files.createDirectory(folder.resolve("out.json"));
        said = run("backtest", none, PLAN, "--split", "random").exited(ExitCode.USAGE);
        assertTrue(said.err().contains("out.json: cannot be written: it is a folder"), said::err);
    }

    @Test
    void aFoldOfOneClassIsAClearError() throws IOException {
        StringBuilder rows = new StringBuilder("when,x,bought\n");
        for (int row = 0; row < 90; row++) {
            rows.append("%d,%d,%s%n".formatted(row, row % 7, row < 60 && row % 2 == 0 ? "yes" : "no"));
        }
        String data = write("rows.csv", rows.toString());
        write("schema.yaml", "label: bought");
        InProcess said = InProcess.run("backtest", "--data", data, "--schema", folder.resolve("schema.yaml").toString(),
                "--preset",
                write("plan.yaml", PLAN), "--store", store(), "--members", "1", "--split", "time=when", "--folds", "2");
        assertEquals(ExitCode.BAD_INPUT, said.exitCode(), said::err);
        assertTrue(said.err().contains("fold 2: fold-2-future.csv: 30 cases, none of them of the positive class"), said::err);
    }

    @Test
    void theGateOfABacktestDecides() throws IOException {
        String data = rows("rows.csv", 3, Later.NOTHING);
        String high = PLAN + "promoteIf: auc >= 0.99\n";
        InProcess refused = run("backtest", data, high, "--split", "time=when", "--folds", "2", "--promote", "--model", "m")
                .exited(ExitCode.DONE);
        assertTrue(refused.out().contains("not promoted: auc >= 0.99"), refused::out);
        assertFalse(json().at("/promotion/passed").asBoolean());

        String fair = PLAN + "promoteIf: auc >= 0.6 and lift@10 > 1 and not worse than the promoted model\n";
        run("backtest", data, fair, "--split", "time=when", "--folds", "2", "--promote", "--model", "m").exited(ExitCode.DONE);
        assertTrue(json().at("/promotion/passed").asBoolean());
        assertEquals(json().at("/pooled/auc/0").asDouble(), json().at("/promotion/figures/auc").asDouble());
        String shown = InProcess.run("models", "show", "m", "--store", store()).exited(ExitCode.DONE).out();
        assertTrue(shown.contains("m@2, promoted") && shown.contains("decisions of gates")
                && shown.contains("none is promoted"), shown);
        String first = InProcess.run("models", "show", "m@1", "--store", store()).exited(ExitCode.DONE).out();
        assertTrue(first.contains("not promoted by back-test"), first);
    }

    @Test
    void theGateOfATrainingIsHeldAgainstItsTestData() throws IOException {
        String data = rows("rows.csv", 4, Later.NOTHING);
        String test = rows("test.csv", 5, Later.NOTHING);
        String gate = PLAN + "promoteIf: auc >= 0.6 and not worse than the promoted model in logLoss\n";
        InProcess first = run("train", data, gate, "--test", test, "--model", "m").exited(ExitCode.DONE);
        assertTrue(first.out().contains("promoted: auc >= 0.6"), first::out);

        // The same model again is not worse; one that has learned nothing is.
        run("train", data, gate, "--test", test, "--model", "m").exited(ExitCode.DONE);
        assertTrue(json().at("/promotion/passed").asBoolean());
        assertEquals(1, json().at("/promotion/promoted").asInt());
        assertEquals(json().at("/promotion/figures"), json().at("/promotion/promotedFigures"));
        String lazy = gate.replace("epochs: 20, learningRate: 0.5", "epochs: 1, learningRate: 1e-6").replace("0.6", "0.0");
        InProcess third = run("train", data, lazy, "--test", test, "--model", "m").exited(ExitCode.DONE);
        assertTrue(third.out().contains("not promoted") && third.out().contains("scoring goes on using m@2"), third::out);
        InProcess without = run("train", data, gate, "--model", "other").exited(ExitCode.DONE);
        assertTrue(without.out().contains("promoteIf is not looked at: there are no test data"), without::out);
    }

    @Test
    void monitoringFindsWhatHasShifted() throws IOException {
        String data = rows("rows.csv", 6, Later.NOTHING);
        run("train", data, PLAN, "--model", "m").exited(ExitCode.DONE);
        InProcess same = monitor(data).exited(ExitCode.DONE);
        assertTrue(same.out().contains("stable: nothing has changed"), same::out);
        json().get("columns").forEach(column -> assertEquals(0, column.get("index").asDouble()));
        assertEquals(0, json().at("/scores/yes/index").asDouble());

        String shifted = write("shifted.csv", Files.readString(Path.of(data)).lines().map(line -> line.replaceFirst(
                "^(\\d+,\\d+),0\\.\\d", "$1,0.9")).reduce("", (all, line) -> all + line + "\n"));
        InProcess moved = monitor(shifted).exited(ExitCode.RETRAIN);
        assertEquals("retrain", json().at("/columns/x/verdict").asText(), moved::out);
        assertEquals("stable", json().at("/columns/noise/verdict").asText(), moved::out);
        assertEquals("retrain", json().at("/scores/yes/verdict").asText(), moved::out);
        assertNotEquals(0, json().at("/columns/x/byChance").asDouble());

        InProcess against = InProcess.run("monitor", "--model", "m", "--data", shifted, "--reference", shifted, "--store",
                store());
        assertEquals(ExitCode.DONE, against.exitCode(), against::err);
    }

    private InProcess monitor(String data) {
        return InProcess.run("monitor", "--model", "m", "--data", data, "--store", store(), "--json",
                folder.resolve("out.json").toString());
    }
}
