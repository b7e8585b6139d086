package org.beliefgrid.scorer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.beliefgrid.scorer.Scorer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is given away. */
class ScorerJarIT {
    private static final long MOST_BYTES = 1_000_000;
    private static final long MOST_SECONDS = 60;
    private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final Path MODEL = MODULE.resolveSibling("src/test/resources/org/beliefgrid/store/model-v2.dbn");

    @TempDir
    private Path folder;
    private static Path jar;

    @BeforeAll
    static void findTheJar() throws IOException {
        try (Stream<Path> files = Files.list(MODULE.resolve("target"))) {
            String name = "beliefgrid-scorer-[^-]+(-SNAPSHOT)?\\.jar";
            List<Path> jars = files.filter(file -> file.getFileName().toString().matches(name)).toList();
            assertEquals(1, jars.size(), jars::toString);
            jar = jars.get(0);
        }
    }

    @Test
    void itIsSmall() throws IOException {
        long bytes = Files.size(jar);
        assertTrue(bytes < MOST_BYTES, () -> jar + " has " + bytes + " bytes");
    }

    /** jdeps names a class that is not there as "not found", and any module beside java.base. */
    @Test
    void itNeedsNothingButTheBaseOfTheJdk() {
        StringWriter out = new StringWriter();
        PrintWriter printer = new PrintWriter(out);
        int exitCode = ToolProvider.findFirst("jdeps").orElseThrow().run(printer, printer, "-summary", jar.toString());
        assertEquals(0, exitCode, out::toString);
        assertEquals(List.of(jar.getFileName() + " -> java.base"), out.toString().lines().toList());
    }

    @Test
    void itAnswersInAProcessOfItsOwn() throws Exception {
        float[] values = {0.5f, 0.25f, 0, 1};
        Path cases = Files.writeString(folder.resolve("cases.csv"), "0.5,0.25,0,1\n0.5,0.25,0,1\n");
        List<String> lines = java(MODEL, cases, Main.DONE);
        float[] expected = Scorer.open(MODEL).probabilities(values);
        StringBuilder line = new StringBuilder().append(Scorer.mostProbable(expected));
        for (float probability : expected) {
            line.append(',').append(probability);
        }
        assertEquals(List.of(line.toString(), line.toString()), lines);
    }

    @Test
    void aDamagedModelIsOneLineAndAnExitCode() throws Exception {
        byte[] file = Files.readAllBytes(MODEL);
        file[file.length / 2] ^= 1;
        Path damaged = Files.write(folder.resolve("damaged.dbn"), file);
        List<String> lines = java(damaged, Files.writeString(folder.resolve("cases.csv"), "0,0,0,0\n"), Main.BAD_INPUT);
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).startsWith("beliefgrid-scorer: " + damaged + ": "), lines::toString);
    }

    private List<String> java(Path model, Path cases, int expectedExitCode) throws Exception {
        Path output = folder.resolve("output");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java, "-Xmx64m", "-jar", jar.toString(), model.toString());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.redirectInput(cases.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        try {
            assertTrue(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS), "still runs");
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        assertEquals(expectedExitCode, process.exitValue(), lines::toString);
        return lines;
    }
}
