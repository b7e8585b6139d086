package org.beliefgrid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that docs/reliability.md names are there. */
class ReliabilityDocumentTest {
    private static final Path HOME = Path.of(System.getProperty("beliefgrid.home", "..")).toAbsolutePath().normalize();
    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z]*(?:Test|IT))\\.([A-Za-z_]+)`");

    @Test
    void everyTestThatItNamesIsThere() throws IOException {
        Matcher named = NAMED.matcher(Files.readString(HOME.resolve("docs").resolve("reliability.md")));
        Map<String, String> tests = tests();
        List<String> missing = new ArrayList<>();
        int found = 0;
        while (named.find()) {
            found++;
            if (!tests.getOrDefault(named.group(1) + ".java", "").contains("void " + named.group(2) + "(")) {
                missing.add(named.group());
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(found > 10, found + " tests are named");
    }

    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new HashMap<>();
        for (String module : List.of("model-store", "grid-node", "jobs")) {
            try (Stream<Path> files = Files.walk(HOME.resolve(module).resolve("src/test/java"))) {
                files.filter(Files::isRegularFile).forEach(file -> tests.put(file.getFileName().toString(), text(file)));
            }
        }
        return tests;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
