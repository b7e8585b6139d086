package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The live page of a small training in Chromium, from its first epochs to its end, and the report. Pictures of all of them are
 * left in {@code target/screenshots}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LivePageIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Long enough for pictures to change while it learns. */
    private static final String PLAN = """
            hidden: [400]
            shards: 2
            miniBatch: 1
            pretraining: {epochs: 300, learningRate: 0.002, initialDeviation: 0.1}
            fineTuning: {epochs: 200, learningRate: 0.01}
            """;

    @TempDir
    private static Path folder;
    private static Cli training;
    private static Chromium browser;
    private static String address;

    @BeforeAll
    static void start() throws Exception {
        Chromium.require();
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
        SmallData.write(folder.resolve("data"));
        training = Cli.start(folder, "train", "--data", "data", "--classes", "3", "--preset", "./plan.yaml", "--model", "small",
                "--store", "models", "--json", "run.json", "--checkpoint-every", "50", "--ui", "--ui-stay", "600");
        address = training.awaitLine("live page: (\\S+)").group(1);
        browser = Chromium.start(folder);
        browser.open(address);
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
        if (training != null) {
            training.close();
        }
    }

    private static long epochsDone() {
        return browser.number("Number(document.getElementById('epoch').dataset.done ?? 0)");
    }

    private static long points() {
        return browser.number("[...document.querySelectorAll('#charts figure')]"
                + ".reduce((sum, chart) => sum + Number(chart.dataset.points), 0)");
    }

    /** The picture of the filters, as numbers; empty if there is none yet. */
    private static String filters() {
        return String.valueOf(browser.scriptThatWaits("""
                const done = arguments[arguments.length - 1];
                const image = document.querySelector('#filters img');
                if (!image.src) { done(''); return; }
                fetch(image.src).then(answer => answer.arrayBuffer()).then(bytes => done(new Uint8Array(bytes).join(',')));
                """));
    }

    @Test
    @Order(1)
    void itMovesWhileTheTrainingDoes() throws Exception {
        long epochs = browser.await("an epoch", LivePageIT::epochsDone, done -> done > 0);
        long points = browser.await("a point of a curve", LivePageIT::points, found -> found > 0);
        String filters = browser.await("filters", LivePageIT::filters, found -> !found.isEmpty());
        browser.await("more epochs", LivePageIT::epochsDone, done -> done > epochs);
        browser.await("more points", LivePageIT::points, found -> found > points);
        browser.await("other filters", LivePageIT::filters, found -> !found.equals(filters));
        assertEquals("LEARNING", browser.script("return document.body.dataset.state"), "all that while it learned");
    }

    @Test
    @Order(2)
    void everybodyCanUseItWhileItMoves() throws Exception {
        browser.requireForEverybody("pre-training");
    }

    @Test
    @Order(3)
    void everybodyCanUseItWhileItIsFineTuned() throws Exception {
        browser.await("fine-tuning", () -> browser.number("document.querySelectorAll('#charts figure').length"),
                found -> found > 1);
        assertEquals("LEARNING", browser.script("return document.body.dataset.state"));
        browser.requireForEverybody("fine-tuning");
    }

    @Test
    @Order(4)
    void atTheEndItShowsWhatTheJsonSays() throws Exception {
        browser.await("the end", () -> browser.script("return document.body.dataset.state"), "DONE"::equals);
        training.awaitLine("the page stays at");
        JsonNode json = JSON.readTree(folder.resolve("run.json").toFile());
        assertEquals(json.path("testErrorPercent").asDouble(),
                Double.parseDouble(String.valueOf(browser.script("return document.getElementById('testErrorPercent').value"))));
        assertEquals(json.path("modelSha256").asText(), browser.script("return document.getElementById('sha256').textContent"));
        browser.await("the last pictures", () -> browser.number("['filters', 'reconstructions', 'fantasies'].filter(name => "
                + "document.querySelector(`#${name} img`).naturalWidth > 0).length"), found -> found == 3);
        assertEquals((long) json.path("epochs").size(), epochsDone());
        assertTrue(browser.number("document.querySelectorAll('#models tbody tr').length") > 0, "the store is listed");
        String model = address + "models/small/1.dbn";
        assertEquals(model, browser.script("return document.getElementById('download').href"));
    }

    @Test
    @Order(5)
    void everybodyCanUseItAtTheEnd() throws Exception {
        browser.requireForEverybody("done");
        assertNotEquals("", browser.script("return document.title"));
    }

    @Test
    @Order(6)
    void everybodyCanReadTheReport() throws Exception {
        browser.open(String.valueOf(browser.script("return document.getElementById('report').href")));
        assertTrue(String.valueOf(browser.script("return document.body.innerText")).contains("modelSha256"));
        browser.requireForEverybody("report");
        browser.script("document.querySelectorAll('details').forEach(part => part.open = true)");
        assertEquals(List.of(), browser.axe());
    }

    @Test
    @Order(7)
    void itEndsWithASignal() throws Exception {
        training.signal("TERM");
        assertEquals(143, training.await().exitCode(), "ended by the signal, all done before");
    }
}
