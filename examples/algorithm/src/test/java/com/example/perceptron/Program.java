package com.example.perceptron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program {@code beliefgrid} in a process of its own, as the start script starts it: with or without jars of the user's.
 */
final class Program implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 300;
    private static final Path OWN = Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("target");

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** The jar that this module makes. */
    static Path jar() throws IOException {
        try (var files = Files.list(OWN)) {
            return files.filter(file -> file.getFileName().toString().matches("example-algorithm-[^-]*(-SNAPSHOT)?\\.jar"))
                    .findFirst().orElseThrow(() -> new IOException("no jar in " + OWN));
        }
    }

    /**
     * Starts it.
     *
     * @param folder in which it runs, and its user's home
     * @param jars to put on the class path; without them it knows nothing of this module
     */
    static Program start(Path folder, List<Path> jars, String... arguments) throws IOException {
        List<String> classPath = new ArrayList<>(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).toAbsolutePath().startsWith(OWN)).toList());
        jars.forEach(jar -> classPath.add(jar.toString()));
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        // Native code that is unpacked once for all.
        command.add("-Dorg.bytedeco.javacpp.cachedir=" + Path.of(System.getProperty("user.home"), ".javacpp", "cache"));
        command.addAll(List.of("-Duser.home=" + folder, "-Xmx512m", "-cp", String.join(File.pathSeparator, classPath),
                "org.beliefgrid.cli.BeliefGrid"));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "process-", ".out");
        Path err = Files.createTempFile(folder, "process-", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        return new Program(builder.start(), out, err);
    }

    /** The first line that has the pattern, when there is one. */
    Matcher awaitLine(String pattern) throws IOException, InterruptedException {
        Pattern wanted = Pattern.compile(pattern);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end) {
            boolean ended = !process.isAlive();
            for (String line : Files.readAllLines(out)) {
                Matcher found = wanted.matcher(line);
                if (found.find()) {
                    return found;
                }
            }
            assertTrue(!ended, this::said);
            Thread.sleep(20);
        }
        throw new AssertionError("no line " + pattern + ": " + said());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to leave, as an operator does, and waits until it has. */
    void stop() throws InterruptedException {
        process.destroy();
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), this::said);
    }

    /** Waits until it has ended well, and gives the hash of the model that it made. */
    String modelSha256() throws IOException, InterruptedException {
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), this::said);
        assertEquals(0, process.exitValue(), this::said);
        return awaitLine("^modelSha256 (\\w{64})").group(1);
    }

    /** Waits until it has ended with a refusal of what it was asked. */
    void refused(String why) throws InterruptedException {
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), this::said);
        assertEquals(2, process.exitValue(), this::said);
        assertTrue(said().contains(why), this::said);
    }

    private String said() {
        try {
            return Files.readString(out) + Files.readString(err);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
