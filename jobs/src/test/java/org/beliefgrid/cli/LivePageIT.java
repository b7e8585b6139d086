package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The live page of a small training in Chromium, from its first epochs to its end, and the report. Skipped where Debian's
 * packages chromium and chromium-driver are not installed.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LivePageIT {
    private static final int WIDE = 1280;
    private static final int NARROW = 360;
    private static final long SECONDS = 60;
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Long enough for pictures to change while it learns. */
    private static final String PLAN = """
            hidden: [400]
            shards: 2
            miniBatch: 1
            pretraining: {epochs: 300, learningRate: 0.002, initialDeviation: 0.1}
            fineTuning: {epochs: 30, learningRate: 0.01}
            """;

    @TempDir
    private static Path folder;
    private static Cli training;
    private static ChromeDriver browser;
    private static String address;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> chromium = program("chromium");
        Optional<Path> driver = program("chromedriver");
        if (chromium.isEmpty() || driver.isEmpty()) {
            String missing = "LivePageIT is skipped: no " + (chromium.isEmpty() ? "chromium" : "chromedriver")
                    + " on the PATH; apt-get install chromium chromium-driver";
            System.err.println(missing);
            Assumptions.abort(missing);
        }
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
        SmallData.write(folder.resolve("data"));
        training = Cli.start(folder, "train", "--data", "data", "--classes", "3", "--preset", "./plan.yaml", "--model", "small",
                "--store", "models", "--json", "run.json", "--checkpoint-every", "50", "--ui", "--ui-stay", "600");
        address = training.awaitLine("live page: (\\S+)").group(1);
        browser = browser(chromium.get(), driver.get());
        browser.get(address);
    }

    private static Optional<Path> program(String name) {
        return Stream.of(System.getenv("PATH").split(":")).map(place -> Path.of(place, name)).filter(Files::isExecutable)
                .findFirst();
    }

    /** No host but this one can be reached from it. */
    private static ChromeDriver browser(Path chromium, Path driver) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1280,900",
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost", "--user-data-dir="
                + folder.resolve("profile"));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        return new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(driver.toFile()).build(), options);
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.quit();
        }
        if (training != null) {
            training.close();
        }
    }

    private static Object script(String code, Object... arguments) {
        return browser.executeScript(code, arguments);
    }

    private static long number(String code) {
        return Long.parseLong(String.valueOf(script("return " + code)));
    }

    private static <T> T await(String what, Supplier<T> look, Predicate<T> wanted) throws InterruptedException, IOException {
        long end = System.nanoTime() + SECONDS * 1_000_000_000;
        while (System.nanoTime() < end) {
            T found = look.get();
            if (wanted.test(found)) {
                return found;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("not seen in " + SECONDS + " s: " + what + "; the page says "
                + script("return document.body.innerText"));
    }

    private static long epochsDone() {
        return number("Number(document.getElementById('epoch').dataset.done ?? 0)");
    }

    private static long points() {
        return number("[...document.querySelectorAll('#charts figure')].reduce((sum, chart) => sum + "
                + "Number(chart.dataset.points), "
                + "0)");
    }

    /** The picture of the filters, as numbers; empty if there is none yet. */
    private static String filters() {
        return String.valueOf(browser.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                const image = document.querySelector('#filters img');
                if (!image.src) { done(''); return; }
                fetch(image.src).then(answer => answer.arrayBuffer()).then(bytes => done(new Uint8Array(bytes).join(',')));
                """));
    }

    @Test
    @Order(1)
    void itMovesWhileTheTrainingDoes() throws Exception {
        long epochs = await("an epoch", LivePageIT::epochsDone, done -> done > 0);
        long points = await("a point of a curve", LivePageIT::points, found -> found > 0);
        String filters = await("filters", LivePageIT::filters, found -> !found.isEmpty());
        await("more epochs", LivePageIT::epochsDone, done -> done > epochs);
        await("more points", LivePageIT::points, found -> found > points);
        await("other filters", LivePageIT::filters, found -> !found.equals(filters));
        assertEquals("LEARNING", script("return document.body.dataset.state"), "all that while it learned");
    }

    @Test
    @Order(2)
    void everybodyCanUseItWhileItMoves() throws Exception {
        everywhere("learning");
    }

    @Test
    @Order(3)
    void atTheEndItShowsWhatTheJsonSays() throws Exception {
        await("the end", () -> script("return document.body.dataset.state"), "DONE"::equals);
        training.awaitLine("the page stays at");
        JsonNode json = JSON.readTree(folder.resolve("run.json").toFile());
        assertEquals(json.path("testErrorPercent").asDouble(),
                Double.parseDouble(String.valueOf(script("return document.getElementById('testErrorPercent').value"))));
        assertEquals(json.path("modelSha256").asText(), script("return document.getElementById('sha256').textContent"));
        await("the last pictures", () ->
                number("['filters', 'reconstructions', 'fantasies'].filter(name => document.querySelector("
                + "`#${name} img`).naturalWidth > 0).length"), found -> found == 3);
        assertEquals((long) json.path("epochs").size(), epochsDone());
        assertTrue(number("document.querySelectorAll('#models tbody tr').length") > 0, "the store is listed");
        String model = address + "models/small/1.dbn";
        assertEquals(model, script("return document.getElementById('download').href"));
    }

    @Test
    @Order(4)
    void everybodyCanUseItAtTheEnd() throws Exception {
        everywhere("done");
        assertNotEquals("", script("return document.title"));
    }

    @Test
    @Order(5)
    void everybodyCanReadTheReport() throws Exception {
        browser.get(String.valueOf(script("return document.getElementById('report').href")));
        assertTrue(String.valueOf(script("return document.body.innerText")).contains("modelSha256"));
        everywhere("report");
        script("document.querySelectorAll('details').forEach(part => part.open = true)");
        assertEquals(List.of(), axe());
    }

    @Test
    @Order(6)
    void itEndsWithASignal() throws Exception {
        training.signal("TERM");
        assertEquals(143, training.await().exitCode(), "ended by the signal, all done before");
    }

    /** Wide and narrow, light and dark: nothing stands out of the page, axe finds nothing, the console is empty. */
    private static void everywhere(String name) throws IOException, InterruptedException {
        List<String> complaints = new ArrayList<>();
        for (String scheme : List.of("light", "dark")) {
            browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features",
                    List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
            for (int width : List.of(WIDE, NARROW)) {
                browser.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", 900,
                        "deviceScaleFactor", 1, "mobile", width == NARROW));
                long widest = await("a page as wide as its window", () -> number("document.documentElement.scrollWidth"),
                        found -> found <= width);
                assertTrue(widest <= width, name + " at " + width + " is " + widest + " wide");
                axe().forEach(violation -> complaints.add(name + ", " + scheme + ", " + width + ": " + violation));
            }
        }
        for (LogEntry entry : browser.manage().logs().get(LogType.BROWSER)) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                complaints.add(name + ", console: " + entry.getMessage());
            }
        }
        assertEquals(List.of(), complaints);
    }

    @SuppressWarnings("unchecked")
    private static List<String> axe() throws IOException {
        if (Boolean.FALSE.equals(script("return typeof axe === 'object'"))) {
            try (InputStream in = LivePageIT.class.getResourceAsStream("/axe.min.js")) {
                script(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return (List<String>) browser.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, { resultTypes: ['violations'] }).then(found => done(found.violations.map(
                  rule => `${rule.id}: ${rule.help}: ${rule.nodes.slice(0, 3).map(node => node.html.slice(0, 150) + ' '
                  + node.failureSummary).join(' | ')}`)),
                  failure => done(['axe failed: ' + failure]));
                """);
    }
}
