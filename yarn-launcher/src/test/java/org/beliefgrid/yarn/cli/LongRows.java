package org.beliefgrid.yarn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.beliefgrid.yarn.cli.Program.Outcome;
import org.beliefgrid.yarn.cli.Program.Surroundings;

/** A cluster with digits in it and plans to learn them by, and what the long cases ask of an application there. */
final class LongRows implements AutoCloseable {
    static final int SECONDS_TO_END = 30;
    private static final int EPOCHS = 150;
    /** For what takes a minute or two while the training goes on; fewer do where each takes longer. */
    private static final int MANY_EPOCHS = Integer.getInteger("beliefgrid.yarn.epochs", 1_000);
    private static final int SECONDS_FOR_A_CONTAINER = 180;

    final Path folder;
    final PseudoYarn cluster;
    final Surroundings here;
    final Path plan;
    final Path longPlan;
    private final Path digits;
    private final Map<Path, String> local = new HashMap<>();

    private LongRows(Path folder, Path shared, PseudoYarn cluster) throws IOException {
        this.folder = folder;
        this.cluster = cluster;
        here = Surroundings.of(folder, cluster);
        digits = SomeDigits.write(shared.resolve("data/mnist"), folder.resolve("digits"));
        plan = SomeDigits.plan(folder, "200, 100", EPOCHS);
        longPlan = SomeDigits.plan(Files.createDirectories(folder.resolve("long")), "200, 100", MANY_EPOCHS);
    }

    static LongRows open(Path folder) throws IOException, InterruptedException {
        Path shared = PseudoYarn.shared().orElseThrow();
        PseudoYarn cluster = PseudoYarn.start(shared, folder.resolve("hadoop"), 2);
        try {
            cluster.givePatience();
            LongRows rows = new LongRows(folder, shared, cluster);
            cluster.put(rows.digits, "/data/digits");
            assertTrue(rows.haveNodes(2), "the nodes did not come back");
            return rows;
        } catch (IOException | InterruptedException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    /** Whether so many nodes take containers within two minutes. */
    boolean haveNodes(int number) throws InterruptedException {
        return Program.holdsWithin(120, () -> printed("submit", "--dry-run", "--members", String.valueOf(number), "--spread",
                "strict", "--", "grid").startsWith("exit code 0"));
    }

    /** The model of a plan, learned in one process without a cluster. */
    String local(Path of) throws IOException, InterruptedException {
        String known = local.get(of);
        if (known == null) {
            known = local(digits, of.toString());
            local.put(of, known);
        }
        return known;
    }

    String local(Path data, String preset) throws IOException, InterruptedException {
        return here.run("train", "--data", data.toString(), "--preset", preset, "--store", folder.resolve("models").toString(),
                "--blas-core", SomeDigits.kernel(), "--model", "local").exited(0).modelSha256();
    }

    Program submit(int members) throws IOException {
        return submit(plan, members);
    }

    Program submit(Path of, int members, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("yarn", "submit", "--memory", "1536m", "--members",
                String.valueOf(members)));
        command.addAll(List.of(options));
        command.addAll(List.of("--", "train", "--data", "hdfs:///data/digits", "--preset", of.toString()));
        return here.start(command.toArray(String[]::new));
    }

    static String inTheMiddle(Program submit) throws IOException, InterruptedException {
        String application = submit.awaitApplication();
        submit.awaitFineTuning(20);
        return application;
    }

    /** Exit code and output of a command of {@code yarn}. */
    String printed(String... command) {
        try {
            return here.run(Stream.concat(Stream.of("yarn"), Stream.of(command)).toArray(String[]::new)).toString();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the application's status has something in it. */
    void awaitStatus(String application, String pattern) throws InterruptedException {
        awaitPrinted(pattern, "status", application);
    }

    void awaitPrinted(String pattern, String... command) throws InterruptedException {
        Pattern wanted = Pattern.compile(pattern);
        assertTrue(Program.holdsWithin(SECONDS_FOR_A_CONTAINER, () -> wanted.matcher(printed(command)).find()),
                () -> "no " + pattern + " in " + printed(command));
    }

    static void requireMembers(String application, int number) throws InterruptedException {
        AtomicInteger seen = new AtomicInteger();
        assertTrue(Program.holdsWithin(120, () -> {
            seen.set(PseudoYarn.members(application).size());
            return seen.get() == number;
        }), () -> number + " members expected, there are " + seen);
    }

    /** Within 30 seconds of a moment, no container and no staging folder is left. */
    void requireGone(String application, long since) throws IOException, InterruptedException {
        long left = Math.max(1, SECONDS_TO_END - seconds(since));
        assertTrue(Program.holdsWithin(left, () -> PseudoYarn.members(application).isEmpty()
                && PseudoYarn.masters(application).isEmpty()), "a container is left of " + application);
        System.out.printf("%s: all containers gone after %d s%n", application, seconds(since));
        assertEquals(List.of(), here.run("yarn", "clean").exited(0).lines().stream()
                .filter(line -> line.contains(application)).toList(), "the staging folder was left");
    }

    /** From the last checkpoint, in a new application. */
    void requireToGoOn(String application, Path of) throws IOException, InterruptedException {
        Outcome outcome = here.run("yarn", "submit", "--members", "2", "--", "train", "--resume", application).exited(0);
        System.out.println(outcome.found("goes on after [0-9]+ rounds"));
        assertEquals(local(of), outcome.modelSha256());
    }

    static long seconds(long since) {
        return (System.nanoTime() - since) / 1_000_000_000;
    }

    @Override
    public void close() throws IOException {
        cluster.close();
    }
}
