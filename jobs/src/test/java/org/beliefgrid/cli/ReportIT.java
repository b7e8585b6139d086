package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.beliefgrid.model.Model;
import org.beliefgrid.scoring.Classifier;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What live page and report say of one training, against its JSON; no browser is needed for that. */
class ReportIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DATA = Pattern.compile("<data[^>]*value=\"([^\"]*)\"");

    @TempDir
    private static Path folder;
    private static Cli training;
    private static String address;
    private static JsonNode json;
    private static JsonNode snapshot;
    private static String report;

    @BeforeAll
    static void train() throws Exception {
        SmallPlan.write(folder);
        SmallData.write(folder.resolve("data"));
        training = Cli.start(folder, "train", "--data", "data", "--classes", "3", "--preset", "./small.yaml", "--held-out",
                "0.1",
                "--model", "small", "--store", "models", "--json", "run.json", "--ui", "--ui-stay", "100");
        address = training.awaitLine("live page: (http://127\\.0\\.0\\.1:\\d+/[0-9a-f]{32}/)").group(1);
        training.awaitLine("the page stays at " + Pattern.quote(address) + " for 100 s");
        json = JSON.readTree(folder.resolve("run.json").toFile());
        snapshot = JSON.readTree(lastEvent());
        report = Files.readString(folder.resolve("models/small/1.report.html"));
    }

    @AfterAll
    static void end() {
        training.close();
    }

    private static String lastEvent() throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(address
                + "events"))
                .build(), BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            return lines.readLine().substring("data: ".length());
        }
    }

    /** All values of the figures, by the kind that a chart shows together: from the epochs of the JSON, in order. */
    private static Map<String, List<Double>> figures() {
        Map<String, List<Double>> figures = new TreeMap<>();
        json.path("epochs").forEach(epoch -> epoch.path("figures").properties().forEach(figure -> figures.computeIfAbsent(
                figure.getKey().replaceFirst(" \\(.*", ""), kind -> new ArrayList<>()).add(figure.getValue().asDouble())));
        return figures;
    }

    @Test
    void thePagesCurvesAreTheFiguresOfTheJson() {
        Map<String, List<Double>> shown = new TreeMap<>();
        for (JsonNode chart : snapshot.path("charts")) {
            for (JsonNode series : chart.path("series")) {
                String kind = chart.path("unit").asText().equals("%") ? series.path("name").asText() : chart.path("title")
                        .asText();
                series.path("values").forEach(value -> shown.computeIfAbsent(kind, name -> new ArrayList<>())
                        .add(value.asDouble()));
                assertEquals(series.path("epochs").size(), series.path("values").size());
            }
        }
        assertEquals(figures(), shown);
        assertTrue(shown.keySet().containsAll(List.of("reconstruction error", "free-energy gap", "loss", "validation error")),
                shown::toString);
    }

    @Test
    void thePagesResultIsThatOfTheJson() {
        assertEquals("DONE", snapshot.path("state").asText());
        assertEquals(json.path("testErrorPercent").asDouble(), snapshot.path("test").path("errorPercent").asDouble());
        assertEquals(json.path("confusionMatrix"), snapshot.path("test").path("confusion"));
        assertEquals(json.path("modelSha256"), snapshot.path("result").path("sha256"));
        assertEquals(json.path("casesPerSecond"), snapshot.path("now").path("casesPerSecond"));
        assertEquals(json.path("run"), snapshot.path("run"));
        double seconds = 0;
        for (JsonNode phase : snapshot.path("phases")) {
            seconds += phase.path("seconds").asDouble();
            assertEquals(phase.path("epochs"), phase.path("epoch"));
        }
        assertEquals(json.path("pretrainSeconds").asDouble() + json.path("finetuneSeconds").asDouble(), seconds, 1e-9);
        for (int member = 0; member < json.path("members").size(); member++) {
            assertEquals(json.path("members").get(member).path("tasksRun"), snapshot.path("members").get(member).path("tasks"));
        }
    }

    @Test
    void everyShardIsThereWithItsTimes() {
        assertEquals(SmallPlan.SHARDS, snapshot.path("shards").size());
        for (JsonNode shard : snapshot.path("shards")) {
            assertTrue(shard.path("meanSeconds").asDouble() > 0 && shard.path("rounds").asInt() >= SmallPlan.ROUNDS,
                    shard::toString);
            assertEquals(shard.path("owner"), shard.path("member"));
        }
    }

    @Test
    void theReportsFiguresAreThoseOfTheJson() {
        assertEquals(json.path("testErrorPercent").asDouble(), value("id=\"testErrorPercent\""));
        assertEquals(json.path("cases").asDouble(), value("id=\"cases\""));
        assertEquals(json.path("casesPerSecond").asDouble(), value("id=\"casesPerSecond\""));
        assertTrue(report.contains(json.path("modelSha256").asText()));
        Map<String, List<Double>> shown = new TreeMap<>();
        Pattern figure = Pattern.compile("<data class=\"figure\" title=\"([^\"]*?)(?: \\([^\"]*)?\" value=\"([^\"]*)\"");
        figure.matcher(report).results().forEach(found -> shown.computeIfAbsent(found.group(1), kind -> new ArrayList<>())
                .add(Double.valueOf(found.group(2))));
        assertEquals(figures(), shown);
        List<Double> times = table("times");
        assertTrue(times.contains(json.path("loadSeconds").asDouble()), times::toString);
        double pretraining = SmallPlan.LAYERS == 2 ? times.get(1) + times.get(3) : Double.NaN;
        assertEquals(json.path("pretrainSeconds").asDouble(), pretraining, 1e-9);
        assertTrue(times.contains(json.path("finetuneSeconds").asDouble()), times::toString);
    }

    @Test
    void theReportsConfusionIsThatOfTheJson() {
        String table = table("confusion", report);
        List<Long> cells = Pattern.compile("<td class=\"n (?:right|heat\\d)\"><data value=\"(\\d+)\\.0\">[0-9,]+</data></td>")
                .matcher(table).results().map(found -> Long.valueOf(found.group(1))).toList();
        List<Long> expected = new ArrayList<>();
        json.path("confusionMatrix").forEach(row -> row.forEach(cell -> expected.add(cell.asLong())));
        assertEquals(expected, cells);
    }

    @Test
    void theWorstMistakesAreWhereTheModelWasSurestOfAWrongClass() throws IOException {
        Model model = ModelStore.at(Location.of(folder.resolve("models").toString())).load("small");
        byte[] images = SmallData.images(SmallData.TEST_CASES, SmallData.HEIGHT, SmallData.WIDTH, 2);
        byte[] labels = SmallData.labels(SmallData.TEST_CASES, 2);
        List<String> expected = new ArrayList<>();
        int units = SmallData.HEIGHT * SmallData.WIDTH;
        try (Classifier classifier = new Classifier(model.net())) {
            float[] probabilities = classifier.probabilities(SmallData.TEST_CASES, (index, out, offset) -> {
                for (int unit = 0; unit < units; unit++) {
                    out[offset + unit] = Byte.toUnsignedInt(images[16 + index * units + unit]) / 255f;
                }
            });
            for (int row = 0; row < SmallData.TEST_CASES; row++) {
                int best = 0;
                for (int label = 1; label < SmallData.CLASSES; label++) {
                    best = probabilities[row * SmallData.CLASSES + label] > probabilities[row * SmallData.CLASSES + best]
                            ? label : best;
                }
                if (best != labels[8 + row]) {
                    expected.add("%.6f row %03d, %d for %d".formatted(1 - probabilities[row * SmallData.CLASSES + best], row,
                            best,
                            labels[8 + row]));
                }
            }
        }
        List<String> shown = new ArrayList<>();
        snapshot.path("test").path("mistakes").forEach(mistake -> shown.add("%.6f row %03d, %d for %d".formatted(
                1 - mistake.path("probability").asDouble(), mistake.path("row").asInt(), mistake.path("predicted").asInt(),
                mistake.path("label").asInt())));
        assertEquals(expected.stream().sorted().limit(20).toList(), shown);
        assertEquals(snapshot.path("test").path("errors").asInt(), expected.size());
    }

    @Test
    void theCommandOfTheReportGivesTheSameModelAgain() throws Exception {
        Matcher command = Pattern.compile("<pre[^>]*aria-label=\"Command\"><code>cat &gt; (\\S+) "
                + "&lt;&lt;&#39;END&#39;\n(.*)END\n"
                + "\\./beliefgrid (.*)\n</code>", Pattern.DOTALL).matcher(report);
        assertTrue(command.find(), report);
        Files.writeString(folder.resolve(command.group(1)), unescaped(command.group(2)));
        List<String> words = new ArrayList<>(Cli.words(unescaped(command.group(3))));
        words.addAll(List.of("--store", "again", "--members", "1"));
        assertEquals(json.path("modelSha256").asText(), Cli.run(folder, words).exited(ExitCode.DONE).modelSha256());
        assertTrue(Files.exists(folder.resolve("again/small/1.report.html")));
    }

    @Test
    void aReportThatCannotBeWrittenIsToldAndNothingElseIsLost() throws Exception {
        Files.createDirectories(folder.resolve("blocked/small/1.report.html/in-its-place"));
        Cli.Outcome outcome = Cli.run(folder, "train", "--data", "data", "--classes", "3", "--preset", "./small.yaml",
                "--model", "small", "--members", "1", "--store", "blocked").exited(ExitCode.DONE);
        outcome.line("warning: the report of small@1 is not kept: ");
        outcome.line("test error ");
        assertEquals(ModelStore.at(Location.of(folder.resolve("blocked").toString())).load("small").net().sha256(),
                outcome.modelSha256());
    }

    @Test
    void whatIsNoPageIsRefusedAtOnce() throws Exception {
        InProcess.run("train", "--ui-stay", "5").exited(ExitCode.USAGE);
        assertEquals("beliefgrid: --ui must be a port of 0 to 65535, was 70000",
                InProcess.run("train", "--ui", "70000").exited(ExitCode.USAGE).err().strip());
        assertEquals("beliefgrid: --ui shows a training that runs under this command: not one that is submitted",
                InProcess.run("submit", "train", "--cluster", "127.0.0.1:1", "--ui").exited(ExitCode.USAGE).err().strip());
    }

    private static String unescaped(String html) {
        return html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;",
                "&");
    }

    private static double value(String attribute) {
        Matcher found = Pattern.compile("<data " + attribute + " value=\"([^\"]*)\"").matcher(report);
        assertTrue(found.find(), attribute);
        return Double.parseDouble(found.group(1));
    }

    private static List<Double> table(String id) {
        return DATA.matcher(table(id, report)).results().map(found -> Double.valueOf(found.group(1)))
                .collect(Collectors.toList());
    }

    private static String table(String id, String page) {
        MatchResult table = Pattern.compile("<table id=\"" + id + "\".*?</table>", Pattern.DOTALL).matcher(page).results()
                .findFirst()
                .orElseThrow();
        assertFalse(table.group().isEmpty());
        return table.group();
    }
}
