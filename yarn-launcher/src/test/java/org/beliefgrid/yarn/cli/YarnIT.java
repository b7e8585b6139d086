package org.beliefgrid.yarn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.beliefgrid.yarn.cli.Program.Outcome;
import org.beliefgrid.yarn.cli.Program.Surroundings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Submissions on a real YARN: one that nothing happens to, one that loses a member and its master, and what is refused. */
class YarnIT {
    private static final int EPOCHS = 200;

    @TempDir
    private static Path folder;
    private static PseudoYarn cluster;
    private static Surroundings here;
    private static Path digits;
    private static Path plan;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> shared = PseudoYarn.shared();
        if (shared.isEmpty()) {
            System.out.println("YarnIT skipped: no pseudo-distributed Hadoop beside this checkout (../shared)");
        }
        Assumptions.assumeTrue(shared.isPresent(), "skipped: no pseudo-distributed Hadoop beside this checkout (../shared)");
        digits = SomeDigits.write(shared.get().resolve("data/mnist"), folder.resolve("digits"));
        plan = SomeDigits.plan(folder, "60, 40", EPOCHS);
        cluster = PseudoYarn.start(shared.get(), folder.resolve("hadoop"), 2);
        here = Surroundings.of(folder, cluster);
        cluster.put(digits, "/data/digits");
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void theModelIsThatOfALocalRunAlthoughAMemberAndTheMasterWereKilled() throws Exception {
        String local = here.run("train", "--data", digits.toString(), "--preset", plan.toString(), "--store",
                folder.resolve("models").toString(), "--model", "local").exited(0).modelSha256();
        try (Program submit = submit()) {
            String application = submit.awaitApplication();
            submit.awaitFineTuning(5);
            List<ProcessHandle> members = PseudoYarn.members(application);
            assertEquals(3, members.size());
            new TrackedPages(cluster.proxied(application)).requireATrainingToBeSeen(application);
            members.get(1).destroyForcibly();
            submit.awaitFineTuning(12);
            ProcessHandle master = PseudoYarn.masters(application).get(0);
            master.destroyForcibly();
            assertTrue(Program.holdsWithin(60, () -> PseudoYarn.masters(application).stream().anyMatch(one -> one.pid()
                    != master.pid())), "no second attempt");
            assertTrue(PseudoYarn.members(application).containsAll(List.of(members.get(0), members.get(2))),
                    "members did not outlive their master");
            Outcome outcome = submit.await().exited(0);
            assertEquals(local, outcome.modelSha256());
            requireNothingLeft(application);
            here.run("yarn", "status", application).exited(0).found("attempt 2,");
        }
        try (Program submit = submit()) {
            String application = submit.awaitApplication();
            assertEquals(local, submit.await().exited(0).modelSha256());
            requireNothingLeft(application);
            requireLogs(application);
        }
    }

    /** The nodes collect them a little later. */
    private static void requireLogs(String application) throws Exception {
        AtomicReference<Outcome> logs = new AtomicReference<>();
        assertTrue(Program.holdsWithin(60, () -> {
            try {
                logs.set(here.run("yarn", "logs", application));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return logs.get().exitCode() == 0;
        }), () -> logs.get().toString());
        logs.get().found("3 of 3 members are there");
        logs.get().found("slot [0-2] is ");
    }

    private static Program submit() throws Exception {
        return here.start("yarn", "submit", "--members", "3", "--memory", "1536m", "--", "train", "--data",
                "hdfs:///data/digits", "--preset", plan.toString());
    }

    private static void requireNothingLeft(String application) throws Exception {
        assertTrue(Program.holdsWithin(30, () -> PseudoYarn.members(application).isEmpty()
                && PseudoYarn.masters(application).isEmpty()), "a container is left of " + application);
        requireNothingToClean();
    }

    @Test
    void whatTheClusterCannotGiveIsRefusedInOneParagraphAndNothingStays() throws Exception {
        String data = "hdfs:///data/digits";
        refused("The cluster has no queue \"nope\"", "--queue", "nope", "--", "train", "--data", data);
        refused("--memory allows 300 MB", "--memory", "300m", "--", "train", "--data", data);
        refused("The cluster has room for", "--members", "40", "--", "train", "--data", data);
        refused("3 members need 3 nodes", "--members", "3", "--spread", "strict", "--", "train", "--data", data);
        here.run("yarn", "submit", "--", "train", "--data", "hdfs:///data/none").exited(3)
                .found("data/none: no training images, for there is no such folder");
        Surroundings stranger = new Surroundings(folder, here.config(), Map.of("HADOOP_CONF_DIR",
                cluster.settings().toString(), "HADOOP_USER_NAME", "stranger"));
        stranger.run("yarn", "submit", "--", "train", "--data", data).exited(22).found("You may not write to your home folder");
        requireNothingToClean();
    }

    /** Hadoop may have something to say of its own, on a machine that is busy. */
    private static void requireNothingToClean() throws Exception {
        assertEquals(List.of(), here.run("yarn", "clean").exited(0).lines().stream()
                .filter(line -> line.contains("the staging folder of")).toList(), "a staging folder was left");
    }

    private static void refused(String why, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("yarn", "submit"));
        command.addAll(List.of(arguments));
        Outcome outcome = here.run(command.toArray(String[]::new)).exited(22);
        assertTrue(String.join("\n", outcome.lines()).contains(why), outcome::toString);
        assertEquals(1, outcome.lines().stream().filter(line -> line.startsWith("beliefgrid: ")).count(), outcome::toString);
    }
}
