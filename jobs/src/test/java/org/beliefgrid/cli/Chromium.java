package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium with a page in it. Tests are skipped where Debian's packages chromium and chromium-driver are not installed. */
final class Chromium implements AutoCloseable {
    private static final int WIDE = 1280;
    private static final int NARROW = 360;
    private static final int HEIGHT = 900;
    private static final long SECONDS = 60;
    private static final Path PICTURES = Path.of(System.getProperty("basedir", ""), "target", "screenshots");

    private final ChromeDriver driver;

    private Chromium(ChromeDriver driver) {
        this.driver = driver;
    }

    /**
     * Starts it; no host but this one can be reached from it.
     *
     * @param folder for its profile
     */
    static Chromium start(Path folder) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(required("chromium").toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1280,900",
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost", "--user-data-dir="
                + folder.resolve("profile"));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        return new Chromium(new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(
                required("chromedriver").toFile()).build(), options));
    }

    /** Skips who calls it where something is missing. */
    static void require() {
        required("chromium");
        required("chromedriver");
    }

    private static Path required(String name) {
        Optional<Path> found = Stream.of(System.getenv("PATH").split(":")).map(place -> Path.of(place, name))
                .filter(Files::isExecutable).findFirst();
        if (found.isEmpty()) {
            String missing = "tests of pages are skipped: no " + name
                    + " on the PATH; apt-get install chromium chromium-driver";
            System.err.println(missing);
            Assumptions.abort(missing);
        }
        return found.orElseThrow();
    }

    void open(String address) {
        driver.get(address);
    }

    Object script(String code, Object... arguments) {
        return driver.executeScript(code, arguments);
    }

    /** @param code that tells by its last argument, a function, what it found */
    Object scriptThatWaits(String code) {
        return driver.executeAsyncScript(code);
    }

    long number(String code) {
        return Long.parseLong(String.valueOf(script("return " + code)));
    }

    <T> T await(String what, Supplier<T> look, Predicate<T> wanted) throws InterruptedException {
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

    /** As {@link #requireInAllLooks}, and the console is empty. */
    void requireForEverybody(String name) throws IOException, InterruptedException {
        requireInAllLooks(name);
        assertEquals(List.of(), console(), name + ": the console");
    }

    /**
     * Wide and narrow, light and dark: nothing stands out of the page, axe finds nothing. Leaves pictures of the whole page in
     * {@code target/screenshots}.
     *
     * @param name of the page as it is now, for complaints and pictures
     */
    void requireInAllLooks(String name) throws IOException, InterruptedException {
        List<String> complaints = new ArrayList<>();
        for (String scheme : List.of("light", "dark")) {
            driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features",
                    List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
            for (int width : List.of(WIDE, NARROW)) {
                driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", HEIGHT,
                        "deviceScaleFactor", 1, "mobile", width == NARROW));
                long widest = await("a page as wide as its window", () -> number("document.documentElement.scrollWidth"),
                        found -> found <= width);
                assertTrue(widest <= width, name + " at " + width + " is " + widest + " wide");
                picture(name + "-" + scheme + "-" + width, width);
                axe().forEach(violation -> complaints.add(name + ", " + scheme + ", " + width + ": " + violation));
            }
        }
        assertEquals(List.of(), complaints);
    }

    /** What the console said since it was asked last: warnings and worse. */
    List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue()).map(LogEntry::getMessage).toList();
    }

    private void picture(String name, int width) throws IOException {
        Files.createDirectories(PICTURES);
        Map<String, Object> taken = driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png",
                "captureBeyondViewport", true, "clip", Map.of("x", 0, "y", 0, "width", width,
                "height", number("document.documentElement.scrollHeight"), "scale", 1)));
        Files.write(PICTURES.resolve(name + ".png"), Base64.getDecoder().decode(String.valueOf(taken.get("data"))));
    }

    /** What is wrong with the page for who does not see, or uses a keyboard. */
    @SuppressWarnings("unchecked")
    List<String> axe() throws IOException {
        if (Boolean.FALSE.equals(script("return typeof axe === 'object'"))) {
            try (InputStream in = Chromium.class.getResourceAsStream("/axe.min.js")) {
                script(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return (List<String>) scriptThatWaits("""
                const done = arguments[arguments.length - 1];
                axe.run(document, { resultTypes: ['violations'] }).then(found => done(found.violations.map(
                  rule => `${rule.id}: ${rule.help}: ${rule.nodes.slice(0, 3).map(node => node.html.slice(0, 150) + ' '
                  + node.failureSummary).join(' | ')}`)),
                  failure => done(['axe failed: ' + failure]));
                """);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
