package org.beliefgrid.yarn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The program {@code beliefgrid} in a process of its own, from the jars that were packaged; every wait has a deadline. */
final class Program implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 600;
    private static final long POLL_MILLIS = 50;
    private static final Path HOME = Path.of(System.getProperty("beliefgrid.home", "..")).toAbsolutePath().normalize();
    private static final Path LIB = HOME.resolve("yarn-launcher/target/lib");
    private static final Pattern FINE_TUNING = Pattern.compile("fine-tuning +epoch ([0-9]+)/");
    private static final Pattern APPLICATION = Pattern.compile("application_[0-9]+_[0-9]+");

    private final List<String> arguments;
    private final Path output;
    private final Process process;

    private Program(List<String> arguments, Path output, Process process) {
        this.arguments = arguments;
        this.output = output;
        this.process = process;
    }

    /**
     * What it is started with.
     *
     * @param folder that it works in, and has as home
     * @param config folder of settings
     * @param environment more variables
     */
    record Surroundings(Path folder, Path config, Map<String, String> environment) {
        /** With the project's own settings and a cluster. */
        static Surroundings of(Path folder, PseudoYarn cluster) {
            return new Surroundings(folder, HOME.resolve("config"), Map.of("HADOOP_CONF_DIR", cluster.settings().toString()));
        }

        Program start(String... arguments) throws IOException {
            return Program.start(this, List.of(arguments));
        }

        /** Starts it, and waits until it has ended by itself. */
        Outcome run(String... arguments) throws IOException, InterruptedException {
            try (Program program = start(arguments)) {
                return program.await();
            }
        }
    }

    /** What a process that has ended left: its exit code and all that it printed. */
    record Outcome(int exitCode, List<String> lines) {
        Outcome {
            lines = List.copyOf(lines);
        }

        Outcome exited(int expected) {
            assertEquals(expected, exitCode, this::toString);
            return this;
        }

        /** The first part of the pattern where it is found first. */
        String found(String pattern) {
            Matcher matcher = Pattern.compile(pattern).matcher(String.join("\n", lines));
            return matcher.find() ? matcher.group(matcher.groupCount() > 0 ? 1 : 0) : fail("no " + pattern + " in " + this);
        }

        String modelSha256() {
            return found("modelSha256 ([0-9a-f]{64})");
        }

        @Override
        public String toString() {
            return "exit code " + exitCode + "\n" + String.join("\n", lines);
        }
    }

    private static Program start(Surroundings surroundings, List<String> arguments) throws IOException {
        List<String> command = java();
        command.addAll(preparedClasses());
        command.addAll(List.of("-Duser.home=" + surroundings.folder(), "-Dbeliefgrid.config=" + surroundings.config(),
                "-cp", LIB + "/*", "org.beliefgrid.cli.BeliefGrid"));
        command.addAll(arguments);
        Path output = Files.createTempFile(surroundings.folder(), "process-", ".out");
        ProcessBuilder builder = new ProcessBuilder(command).directory(surroundings.folder().toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(surroundings.environment());
        return new Program(arguments, output, builder.start());
    }

    private static List<String> java() {
        return new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx400m", "-XX:+IgnoreUnrecognizedVMOptions",
                "--add-modules", "java.se", "--add-exports", "java.base/jdk.internal.ref=ALL-UNNAMED",
                "--add-opens", "java.base/java.lang=ALL-UNNAMED", "--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens", "java.management/sun.management=ALL-UNNAMED",
                "--add-opens", "jdk.management/com.sun.management.internal=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
                "-Dlog4j2.configurationFile=" + HOME.resolve("config/log4j2.xml"),
                // Native code that is unpacked once for all.
                "-Dorg.bytedeco.javacpp.cachedir=" + Path.of(System.getProperty("user.home"), ".javacpp", "cache")));
    }

    /**
     * Classes as the JVM prepares them for the next start, as the start script has them made; made for these jars by a first
     * start.
     */
    private static synchronized List<String> preparedClasses() throws IOException {
        Path archive = LIB.resolveSibling("classes-of-tests.jsa");
        if (!Files.exists(archive) || Files.getLastModifiedTime(archive).compareTo(newestJar()) < 0) {
            Files.deleteIfExists(archive);
            List<String> command = java();
            command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Dbeliefgrid.config=" + HOME.resolve("config"),
                    "-cp", LIB + "/*", "org.beliefgrid.cli.WarmUp"));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(LIB.resolveSibling("classes-of-tests.log").toFile());
            builder.environment().put("OMP_NUM_THREADS", "1");
            try {
                assertEquals(0, builder.start().waitFor());
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }
        return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off");
    }

    private static FileTime newestJar() throws IOException {
        try (Stream<Path> jars = Files.list(LIB)) {
            FileTime newest = FileTime.fromMillis(0);
            for (Path jar : jars.toList()) {
                FileTime time = Files.getLastModifiedTime(jar);
                newest = time.compareTo(newest) > 0 ? time : newest;
            }
            return newest;
        }
    }

    Outcome await() throws IOException, InterruptedException {
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            close();
            fail("beliefgrid " + String.join(" ", arguments) + " still runs after " + DEADLINE_SECONDS + " s: " + lines());
        }
        return new Outcome(process.exitValue(), lines());
    }

    /** Waits until a line of the output has the pattern, and gives it. */
    String awaitLine(String pattern) throws IOException, InterruptedException {
        return awaitLine(pattern, Pattern.compile(pattern).asPredicate());
    }

    /** Waits until fine-tuning has come to this epoch or further: not every epoch is shown, if they are short. */
    void awaitFineTuning(int epoch) throws IOException, InterruptedException {
        awaitLine("fine-tuning  epoch %d or later".formatted(epoch), line -> {
            Matcher found = FINE_TUNING.matcher(line);
            return found.find() && Integer.parseInt(found.group(1)) >= epoch;
        });
    }

    private String awaitLine(String what, Predicate<String> wanted) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (System.nanoTime() < end) {
            boolean ended = !process.isAlive();
            for (String line : lines()) {
                if (wanted.test(line)) {
                    return line;
                }
            }
            if (ended) {
                fail("ended without a line " + what + ": " + new Outcome(process.exitValue(), lines()));
            }
            Thread.sleep(POLL_MILLIS);
        }
        return fail("no line " + what + " after " + DEADLINE_SECONDS + " s: " + lines());
    }

    /** The id of the application that it has submitted. */
    String awaitApplication() throws IOException, InterruptedException {
        Matcher id = APPLICATION.matcher(awaitLine("^application application_"));
        return id.find() ? id.group() : fail("no id");
    }

    boolean runs() {
        return process.isAlive();
    }

    List<String> lines() throws IOException {
        return Files.readAllLines(output);
    }

    /** Sends a signal, such as INT. */
    void signal(String name) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).inheritIO().start().waitFor());
    }

    /** Waits until something holds; whether it does in time. */
    static boolean holdsWithin(long seconds, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() >= end) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
