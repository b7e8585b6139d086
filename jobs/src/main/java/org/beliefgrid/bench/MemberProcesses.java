package org.beliefgrid.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.beliefgrid.grid.security.SecretFile;

/** The program as its users start it, in processes of its own: members of a grid, and a training in that grid. */
final class MemberProcesses implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final String MAIN = "org.beliefgrid.cli.BeliefGrid";

    private final Path folder;
    private final List<Process> members = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private final List<Process> started = new CopyOnWriteArrayList<>();
    private final Thread endAll = new Thread(() -> started.forEach(Process::destroy), "beliefgrid-bench-end");

    /**
     * Starts members on loopback, one thread each, that know each other.
     *
     * @param folder of the store and of what processes print
     */
    MemberProcesses(int count, Path folder) throws IOException {
        this.folder = folder;
        SecretFile.make(folder.resolve("secret"));
        Runtime.getRuntime().addShutdownHook(endAll);
        try {
            for (int member = 0; member < count; member++) {
                startMember();
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void startMember() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("member", "--port", "0", "--threads", "1", "--store", store(),
                "--secret-file", secretFile()));
        if (!addresses.isEmpty()) {
            arguments.addAll(List.of("--join", addresses.get(0)));
        }
        Process member = new ProcessBuilder(command(arguments)).redirectError(ProcessBuilder.Redirect.appendTo(errors())).start();
        members.add(member);
        started.add(member);
        BufferedReader out = new BufferedReader(new InputStreamReader(member.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.startsWith("member ")) {
            throw new IllegalStateException("a member did not start: " + Files.readString(errors().toPath()).strip());
        }
        addresses.add(line.substring(line.indexOf('[') + 1, line.indexOf(' ', line.indexOf(']'))).replace("]", ""));
    }

    String store() {
        return folder.resolve("store").toString();
    }

    private String secretFile() {
        return folder.resolve("secret").toString();
    }

    private File errors() {
        return folder.resolve("errors.txt").toFile();
    }

    private static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.removeIf(flag -> flag.startsWith("-Dbeliefgrid.terminal"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        command.addAll(arguments);
        return command;
    }

    /** Trains in the grid and waits for the end. */
    void train(List<String> options) throws IOException, InterruptedException {
        finish(startTraining(options));
    }

    /** Begins to train in the grid. */
    Process startTraining(List<String> options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("train", "--cluster", addresses.get(0), "--store", store(),
                "--secret-file", secretFile()));
        arguments.addAll(options);
        Process training = new ProcessBuilder(command(arguments)).redirectError(ProcessBuilder.Redirect.appendTo(errors()))
                .redirectOutput(folder.resolve("training.txt").toFile()).start();
        started.add(training);
        return training;
    }

    /** Waits for the end of a training. */
    void finish(Process training) throws IOException, InterruptedException {
        try {
            if (training.waitFor() != 0) {
                throw new IllegalStateException("the training ended with exit code %d: %s".formatted(training.exitValue(),
                        Files.readString(errors().toPath()).strip()));
            }
        } finally {
            training.destroy();
        }
    }

    /** Has all members stand still, for less time than they may be silent; on systems with the command {@code kill}. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Has the members go on. */
    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        for (Process member : members) {
            int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(member.pid())).start().waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -%s of member %d ended with exit code %d".formatted(signal, member.pid(), code));
            }
        }
    }

    /** What the training has printed so far. */
    String printed() throws IOException {
        return Files.readString(folder.resolve("training.txt"));
    }

    /** The largest resident set that any member has had so far, in bytes; on Linux. */
    long peakResidentBytes() throws IOException {
        long largest = 0;
        for (Process member : members) {
            for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(member.pid()), "status"))) {
                if (line.startsWith("VmHWM:")) {
                    largest = Math.max(largest, 1024 * Long.parseLong(line.replaceAll("\\D", "")));
                }
            }
        }
        return largest;
    }

    @Override
    public void close() {
        members.forEach(Process::destroy);
        for (Process member : members) {
            try {
                if (!member.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    member.destroyForcibly();
                }
            } catch (InterruptedException e) {
                member.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        try {
            Runtime.getRuntime().removeShutdownHook(endAll);
        } catch (IllegalStateException e) {
            // The process is ending: the hook is running.
        }
    }
}
