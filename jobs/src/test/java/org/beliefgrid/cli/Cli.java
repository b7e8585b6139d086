package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The program {@code beliefgrid} in a process of its own, with the JVM flags of the start script and the class path of this
 * one. Every wait has a deadline; a process that is still there at its deadline says where its threads are and is killed.
 */
final class Cli implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 150;
    private static final long POLL_MILLIS = 20;
    private static final Path HOME = Path.of(System.getProperty("beliefgrid.home", "..")).toAbsolutePath().normalize();
    private static final String CONFIG = "config";
    /** Starts sooner, which is all that matters here: no second compiler, no threads for garbage. */
    private static final List<String> FOR_SHORT_LIVES = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m");

    private final List<String> arguments;
    private final Path stdout;
    private final Path stderr;
    private final Process process;

    private Cli(List<String> arguments, Path stdout, Path stderr, Process process) {
        this.arguments = arguments;
        this.stdout = stdout;
        this.stderr = stderr;
        this.process = process;
    }

    /**
     * What a process that has ended left.
     *
     * @param exitCode 128 and more: ended by that signal
     * @param out lines of its standard output
     * @param err lines of its standard error
     */
    record Outcome(int exitCode, List<String> out, List<String> err) {
        Outcome {
            out = List.copyOf(out);
            err = List.copyOf(err);
        }

        /** This, if it ended with that exit code and without a stack trace. */
        Outcome exited(int expected) {
            assertEquals(expected, exitCode, this::toString);
            assertFalse(err.stream().anyMatch(line -> line.startsWith("\tat ")), this::toString);
            return this;
        }

        /** The only line of the output that begins so. */
        String line(String start) {
            List<String> found = out.stream().filter(line -> line.startsWith(start)).toList();
            assertEquals(1, found.size(), () -> "lines that begin with " + start + " in " + this);
            return found.get(0);
        }

        String modelSha256() {
            return line("modelSha256 ").substring("modelSha256 ".length());
        }

        @Override
        public String toString() {
            return "exit code " + exitCode + "\n-- out --\n" + String.join("\n", out) + "\n-- err --\n"
                    + String.join("\n", err);
        }
    }

    /** Starts the program in a folder, which it also has as home. */
    static Cli start(Path folder, String... arguments) throws IOException {
        return start(folder, List.of(arguments));
    }

    static Cli start(Path folder, List<String> arguments) throws IOException {
        return start(folder, Map.of(), arguments);
    }

    /** Starts it with some more variables in its environment. */
    static Cli start(Path folder, Map<String, String> environment, List<String> arguments) throws IOException {
        return start(folder, environment, BeliefGrid.class.getName(), arguments);
    }

    /** Starts another program of the class path in the same way, and waits until it has ended by itself. */
    static Outcome runProgram(String program, Path folder, List<String> arguments) throws IOException, InterruptedException {
        try (Cli cli = start(folder, Map.of(), program, arguments)) {
            return cli.await();
        }
    }

    private static Cli start(Path folder, Map<String, String> environment, String program, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flagsOfTheScript());
        command.addAll(FOR_SHORT_LIVES);
        // Native code that is unpacked once for all.
        command.add("-Dorg.bytedeco.javacpp.cachedir=" + Path.of(System.getProperty("user.home"), ".javacpp", "cache"));
        command.addAll(ClassArchive.options(command));
        command.add("-Duser.home=" + folder);
        if (Files.isDirectory(folder.resolve(CONFIG))) {
            command.add("-Dbeliefgrid.config=" + folder.resolve(CONFIG));  // the last one counts
        }
        command.addAll(List.of("-cp", ClassArchive.classPath(), program));
        command.addAll(arguments);
        Path stdout = Files.createTempFile(folder, "process-", ".out");
        Path stderr = Files.createTempFile(folder, "process-", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
                .redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().remove("BELIEFGRID_DATA");
        builder.environment().remove("BELIEFGRID_LOG");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        return new Cli(List.copyOf(arguments), stdout, stderr, builder.start());
    }

    /** Has clients that are started in a folder give up a grid that is gone after three seconds instead of ten. */
    static void giveUpLostGridsSoon(Path folder) throws IOException {
        Path own = folder.resolve(CONFIG);
        try (Stream<Path> files = Files.walk(HOME.resolve(CONFIG))) {
            for (Path file : files.toList()) {
                Files.copy(file, own.resolve(HOME.resolve(CONFIG).relativize(file).toString()));
            }
        }
        Path client = own.resolve("hazelcast-client.yaml");
        String settings = Files.readString(client);
        String soon = settings.replace("cluster-connect-timeout-millis: 10000", "cluster-connect-timeout-millis: 3000");
        assertNotEquals(settings, soon, "the file has another setting than it had");
        Files.writeString(client, soon);
    }

    /** The words that a shell takes a line for. */
    static List<String> words(String line) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s\\n' " + line).redirectErrorStream(true).start();
        List<String> words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        assertEquals(0, shell.waitFor(), words::toString);
        return words;
    }

    /** Starts the program and waits until it has ended by itself. */
    static Outcome run(Path folder, String... arguments) throws IOException, InterruptedException {
        return run(folder, List.of(arguments));
    }

    static Outcome run(Path folder, List<String> arguments) throws IOException, InterruptedException {
        try (Cli cli = start(folder, arguments)) {
            return cli.await();
        }
    }

    /** Waits until the process has ended by itself. */
    Outcome await() throws IOException, InterruptedException {
        return await(DEADLINE_SECONDS);
    }

    Outcome await(long seconds) throws IOException, InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            giveUp("still runs after " + seconds + " s");
        }
        return outcome(process.exitValue());
    }

    /** Waits until a line of the output has the pattern, and gives it. */
    Matcher awaitLine(String pattern) throws IOException, InterruptedException {
        return awaitLine(stdout, pattern);
    }

    /** The same of the standard error. */
    Matcher awaitErrorLine(String pattern) throws IOException, InterruptedException {
        return awaitLine(stderr, pattern);
    }

    private Matcher awaitLine(Path output, String pattern) throws IOException, InterruptedException {
        Pattern wanted = Pattern.compile(pattern);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (System.nanoTime() < end) {
            boolean ended = !process.isAlive();
            for (String line : Files.readAllLines(output)) {
                Matcher found = wanted.matcher(line);
                if (found.find()) {
                    return found;
                }
            }
            if (ended) {
                fail("ended without a line " + pattern + ": " + outcome(process.exitValue()));
            }
            Thread.sleep(POLL_MILLIS);
        }
        giveUp("no line " + pattern + " after " + DEADLINE_SECONDS + " s");
        throw new AssertionError("not reached");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What the system shows of the process to others: its command line and environment. */
    List<Path> processFiles() {
        Path entry = Path.of("/proc", String.valueOf(process.pid()));
        return List.of(entry.resolve("cmdline"), entry.resolve("environ"));
    }

    /** The processes that it has started and that still run. */
    List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** Sends a signal, such as INT. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).inheritIO().start();
        assertEquals(0, kill.waitFor(), "kill -" + name);
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

    /** Whatever happened, neither this process nor one that it started outlives its test. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void giveUp(String why) throws IOException, InterruptedException {
        signal("QUIT");
        process.waitFor(2, TimeUnit.SECONDS);
        close();
        process.waitFor(10, TimeUnit.SECONDS);
        fail("beliefgrid " + String.join(" ", arguments) + " " + why + ": " + outcome(-1));
    }

    private Outcome outcome(int exitCode) throws IOException {
        return new Outcome(exitCode, Files.readAllLines(stdout), Files.readAllLines(stderr));
    }

    /** The words of {@code flags=(...)} in the script, so that what is tested is what users run. */
    private static List<String> flagsOfTheScript() throws IOException {
        Matcher flags = Pattern.compile("^flags=\\((.*?)^\\)", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(Files.readString(HOME.resolve("beliefgrid")));
        if (!flags.find()) {
            return fail("no flags=(...) in " + HOME.resolve("beliefgrid"));
        }
        return List.of(flags.group(1).strip().replace("\"", "").replace("$home", HOME.toString()).split("\\s+"));
    }
}
