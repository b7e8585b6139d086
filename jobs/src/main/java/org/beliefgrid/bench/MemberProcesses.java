package org.beliefgrid.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.beliefgrid.grid.security.SecretFile;
import org.beliefgrid.process.MemberProcess;
import org.beliefgrid.process.ProgramProcess;
import org.beliefgrid.process.ProgramProcess.Line;
import org.beliefgrid.process.ProgramProcesses;

/** The program as its users start it, in processes of its own: members of a grid, and a training in that grid. */
final class MemberProcesses implements AutoCloseable {
    /** Of a member: the shards that it learns at once. */
    static final int THREADS = 1;
    private static final long PATIENCE_SECONDS = 30;

    private final Path folder;
    private final List<MemberProcess> members = new ArrayList<>();
    private final ProgramProcesses processes = new ProgramProcesses();

    /**
     * Starts members on loopback, with {@link #THREADS} threads each, that know each other.
     *
     * @param folder of the store and of what processes print
     */
    MemberProcesses(int count, Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        SecretFile.make(folder.resolve("secret"));
        try {
            for (int member = 0; member < count; member++) {
                startMember();
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void startMember() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(arguments(store(), secretFile()));
        if (!members.isEmpty()) {
            arguments.addAll(List.of("--join", members.get(0).address()));
        }
        members.add(MemberProcess.await(processes.start("member-" + (members.size() + 1), arguments, folder)));
    }

    /** What every member is started with. */
    static List<String> arguments(String store, String secretFile) {
        return List.of("member", "--port", "0", "--threads", String.valueOf(THREADS), "--store", store, "--secret-file",
                secretFile);
    }

    List<String> addresses() {
        return members.stream().map(MemberProcess::address).toList();
    }

    String store() {
        return folder.resolve("store").toString();
    }

    private String secretFile() {
        return folder.resolve("secret").toString();
    }

    /** Trains in the grid and waits for the end. */
    void train(List<String> options) throws IOException, InterruptedException {
        finish(startTraining(options));
    }

    /** Begins to train in the grid. */
    ProgramProcess startTraining(List<String> options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("train", "--cluster", members.get(0).address(), "--store", store(),
                "--secret-file", secretFile()));
        arguments.addAll(options);
        return processes.start("training", arguments, folder);
    }

    /** Whether a training ends by itself within so many seconds. */
    static boolean endsWithin(ProgramProcess training, long seconds) throws InterruptedException {
        return training.awaitEnd(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
    }

    /** Waits for the end of a training. */
    void finish(ProgramProcess training) throws InterruptedException {
        try {
            if (endsWithin(training, Integer.MAX_VALUE) && training.exitCode() != 0) {
                throw new IllegalStateException("the training ended with exit code %d: %s".formatted(training.exitCode(),
                        training.errors()));
            }
        } finally {
            training.stop();
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
        for (MemberProcess member : members) {
            member.process().signal(signal);
        }
    }

    /** Whether a training has printed a line with that text. */
    static boolean printed(ProgramProcess training, String text) {
        return training.lines().stream().map(Line::text).anyMatch(line -> line.contains(text));
    }

    /** The largest resident set that any member has had so far, in bytes; on Linux. */
    long peakResidentBytes() throws IOException {
        long largest = 0;
        for (MemberProcess member : members) {
            for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(member.process().pid()), "status"))) {
                if (line.startsWith("VmHWM:")) {
                    largest = Math.max(largest, 1024 * Long.parseLong(line.replaceAll("\\D", "")));
                }
            }
        }
        return largest;
    }

    /** Ends the members in good order, and after some patience without. */
    @Override
    public void close() {
        members.forEach(member -> member.process().stop());
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            for (MemberProcess member : members) {
                member.process().awaitEnd(deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            processes.close();
        }
    }
}
