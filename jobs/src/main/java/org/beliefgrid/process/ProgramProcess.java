package org.beliefgrid.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process of the program. What it prints is kept line by line with the time at which it came, and in two files. */
public final class ProgramProcess {
    private static final long LAST_LINES_MILLIS = 5000;
    /** The kernel cuts names of threads. */
    private static final int THREAD_NAME_LENGTH = 15;

    private final String name;
    private final Process process;
    private final Path errors;
    private final long started = System.nanoTime();
    private final List<Line> lines = new ArrayList<>();
    private final Thread reader;
    private boolean allRead;

    /**
     * A line of the standard output.
     *
     * @param nanos when it came, {@link System#nanoTime}
     * @param text without its end
     */
    public record Line(long nanos, String text) {
    }

    private ProgramProcess(String name, Process process, Path printed, Path errors) {
        this.name = name;
        this.process = process;
        this.errors = errors;
        reader = new Thread(() -> read(printed), "beliefgrid-read-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    static ProgramProcess start(String name, List<String> command, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path errors = folder.resolve(name + ".err");
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        return new ProgramProcess(name, process, folder.resolve(name + ".out"), errors);
    }

    private void read(Path printed) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                BufferedWriter file = Files.newBufferedWriter(printed)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                take(new Line(System.nanoTime(), line));
                file.write(line);
                file.newLine();
                file.flush();
            }
        } catch (IOException e) {
            // The process was killed, or its folder is being removed: no more lines follow.
        } finally {
            end();
        }
    }

    private synchronized void take(Line line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        allRead = true;
        notifyAll();
    }

    /** By which its files are called. */
    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    /** When it was started, {@link System#nanoTime}. */
    public long started() {
        return started;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed so far. */
    public synchronized List<Line> lines() {
        return List.copyOf(lines);
    }

    /**
     * Waits for a line.
     *
     * @param deadline {@link System#nanoTime} at which to give up
     * @return the first line that is wanted, or empty if the output ended or the time is over
     */
    public synchronized Optional<Line> awaitLine(Predicate<String> wanted, long deadline) throws InterruptedException {
        int seen = 0;
        while (true) {
            for (; seen < lines.size(); seen++) {
                if (wanted.test(lines.get(seen).text())) {
                    return Optional.of(lines.get(seen));
                }
            }
            long left = deadline - System.nanoTime();
            if (allRead || left <= 0) {
                return Optional.empty();
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /**
     * Waits until the process has ended and all that it printed is read.
     *
     * @param deadline {@link System#nanoTime} at which to give up
     * @return whether it has ended
     */
    public boolean awaitEnd(long deadline) throws InterruptedException {
        if (!process.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
            return false;
        }
        reader.join(LAST_LINES_MILLIS);
        return true;
    }

    /** @throws IllegalThreadStateException if it has not ended */
    public int exitCode() {
        return process.exitValue();
    }

    /** What it wrote to its standard error so far. */
    public String errors() {
        try {
            return new String(Files.readAllBytes(errors), StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal, such as STOP; on systems with the command {@code kill}. */
    public void signal(String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid())).start().waitFor();
        if (code != 0) {
            throw new IllegalStateException("kill -%s of %s, process %d, ended with exit code %d".formatted(signal, name, pid(),
                    code));
        }
    }

    /** Asks it to end, as SIGTERM does. */
    public void stop() {
        process.destroy();
    }

    /** Ends it without asking, as SIGKILL does. */
    public void kill() {
        process.destroyForcibly();
    }

    /**
     * Whether it has a thread of that name now; empty where the system does not say.
     *
     * @param thread its first 15 characters count
     */
    public Optional<Boolean> hasThread(String thread) {
        String wanted = thread.substring(0, Math.min(THREAD_NAME_LENGTH, thread.length()));
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid()), "task"))) {
            for (Path task : tasks) {
                if (name(task).equals(wanted)) {
                    return Optional.of(true);
                }
            }
            return Optional.of(false);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String name(Path task) throws IOException {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException e) {
            return "";  // the thread has just ended
        }
    }
}
