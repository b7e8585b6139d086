package org.beliefgrid.yarn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.beliefgrid.yarn.cli.Program.Outcome;
import org.beliefgrid.yarn.cli.Program.Surroundings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What may happen to an application, a case each, on a real YARN: {@code yarn-launcher/src/it/long-rows.sh} runs it, no build
 * does. Each case ends with the bits of a local run, or with the reason, and leaves nothing.
 */
@EnabledIfSystemProperty(named = "beliefgrid.yarn.long", matches = "true")
class YarnLongIT {
    private static final int EPOCHS = 150;
    private static final long MORE_THAN_ITS_CONTAINER = 900L << 20;
    private static final String[] DRY_RUN = {"submit", "--dry-run", "--", "grid"};
    private static final int SECONDS_TO_END = 30;

    @TempDir
    private static Path folder;
    private static PseudoYarn cluster;
    private static Surroundings here;
    private static Path plan;
    private static String local;

    private long start;

    @BeforeAll
    static void start() throws Exception {
        Path shared = PseudoYarn.shared().orElseThrow();
        Path digits = SomeDigits.write(shared.resolve("data/mnist"), folder.resolve("digits"));
        plan = SomeDigits.plan(folder, "200, 100", EPOCHS);
        cluster = PseudoYarn.start(shared, folder.resolve("hadoop"), 2);
        here = Surroundings.of(folder, cluster);
        cluster.put(digits, "/data/digits");
        local = here.run("train", "--data", digits.toString(), "--preset", plan.toString(), "--store",
                folder.resolve("models").toString(), "--model", "local").exited(0).modelSha256();
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void begin() {
        start = System.nanoTime();
    }

    @AfterEach
    void say(TestInfo test) {
        System.out.printf("%s: %d s%n", test.getTestMethod().orElseThrow().getName(), seconds(start));
    }

    @Test
    void fromSubmissionToTheFirstEpoch() throws Exception {
        try (Program first = submit(2)) {
            String application = first.awaitApplication();  // all is uploaded
            first.awaitLine("members 1 of 2|running");  // and on the nodes
            here.run("yarn", "kill", application).exited(0);
        }
        long submitted = System.nanoTime();
        try (Program submit = submit(3)) {
            submit.awaitLine("epoch 1/");
            System.out.printf("start-up: %d s%n", seconds(submitted));
            here.run("yarn", "kill", submit.awaitApplication()).exited(0);
        }
    }

    @Test
    void stoppedInGoodOrderItIsGoneSoonAndGoesOn() throws Exception {
        try (Program submit = submit(2)) {
            String application = inTheMiddle(submit);
            long asked = System.nanoTime();
            here.run("yarn", "stop", application).exited(0);
            requireGone(application, asked);
            submit.await().exited(21).found("stopped by yarn stop");
            requireToGoOn(application);
        }
    }

    @Test
    void killedItIsGoneSoonAndGoesOn() throws Exception {
        try (Program submit = submit(2)) {
            String application = inTheMiddle(submit);
            long asked = System.nanoTime();
            here.run("yarn", "kill", application).exited(0);
            requireGone(application, asked);
            submit.await().exited(21);
            requireToGoOn(application);
        }
    }

    @Test
    void onCtrlCItIsGoneSoonAndGoesOn() throws Exception {
        try (Program submit = submit(2)) {
            String application = inTheMiddle(submit);
            long asked = System.nanoTime();
            submit.signal("INT");
            submit.await().exited(130);
            requireGone(application, asked);
            requireToGoOn(application);
        }
    }

    @Test
    void itEndsWhenItsTimeIsOverAndGoesOn() throws Exception {
        try (Program submit = submit(2, "--timeout", "50s")) {
            String application = submit.awaitApplication();
            submit.await().exited(21).found("--timeout of 50 s");
            requireGone(application, System.nanoTime());
            requireToGoOn(application);
        }
    }

    @Test
    void membersComeAndGoWithTheSameBits() throws Exception {
        try (Program submit = submit(2)) {
            String application = inTheMiddle(submit);
            here.run("yarn", "scale", "3", application).exited(0);
            requireMembers(application, 3);
            here.run("yarn", "scale", "2", application).exited(0);
            requireMembers(application, 2);
            assertEquals(local, submit.await().exited(0).modelSha256());
            requireGone(application, System.nanoTime());
        }
    }

    @Test
    void theResourceManagerMayBeStartedAgain() throws Exception {
        try (Program submit = submit(2)) {
            String application = inTheMiddle(submit);
            cluster.restartManager(2);
            assertEquals(local, submit.await().exited(0).modelSha256());
            requireGone(application, System.nanoTime());
        }
    }

    @Test
    void membersOfALostNodeAreReplacedAndEnd() throws Exception {
        try (Program submit = submit(2)) {
            String application = inTheMiddle(submit);
            int other = PseudoYarn.nodeOf(PseudoYarn.masters(application).get(0)) == 1 ? 2 : 1;
            List<ProcessHandle> zombies = PseudoYarn.members(application).stream()
                    .filter(member -> PseudoYarn.nodeOf(member) == other).toList();
            cluster.killNode(other);
            try {
                assertEquals(local, submit.await().exited(0).modelSha256());
                assertTrue(!zombies.isEmpty() && zombies.stream().noneMatch(ProcessHandle::isAlive), "a zombie lives");
                requireGone(application, System.nanoTime());
            } finally {
                cluster.startNode(other);
            }
        }
    }

    @Test
    void membersThatFailAgainAndAgainEndItWithTheReasonAndTheirLog() throws Exception {
        Path broken = folder.resolve("broken");
        copy(here.config(), broken);
        Files.writeString(broken.resolve("hazelcast.yaml"), "hazelcast:\n  no-such-setting: 1\n");
        Surroundings wrong = new Surroundings(folder, broken, here.environment());
        Outcome outcome = wrong.run("yarn", "submit", "--members", "2", "--", "grid").exited(20);
        outcome.found("members failed more than 4 times within an hour; the last, slot . in container_");
        outcome.found("exit code 1");
        outcome.found("no-such-setting");
        requireGone(outcome.found("application (application_[0-9_]+)"), System.nanoTime());
    }

    @Test
    void membersThatOutgrowTheirContainersEndItWithTheOptionToRaise() throws Exception {
        try (Program submit = here.start("yarn", "submit", "--members", "1", "--memory", "800m", "--", "grid")) {
            String application = submit.awaitApplication();
            for (int time = 1; time <= 2; time++) {
                assertTrue(Program.holdsWithin(120, () -> printed("status", application).contains("slot 0  member")),
                        () -> printed("status", application));
                ProcessHandle member = PseudoYarn.members(application).get(0);
                Hoarder.intrude(member, MORE_THAN_ITS_CONTAINER, folder);
                assertTrue(Program.holdsWithin(SECONDS_TO_END, () -> !member.isAlive()), "it lives although it is too large");
            }
            Outcome outcome = submit.await().exited(20);
            outcome.found("members were larger than their containers 2 times: .*raise --memory");
            requireGone(application, System.nanoTime());
        }
    }

    @Test
    void twoAtOnceDoNotSeeEachOther() throws Exception {
        try (Program one = submit(2); Program other = submit(2)) {
            assertEquals(local, one.await().exited(0).modelSha256());
            assertEquals(local, other.await().exited(0).modelSha256());
        }
    }

    @Test
    void nodesWithoutRoomOnTheirDisksAreNamed() throws Exception {
        Path site = cluster.settings().resolve("yarn-site.xml");
        String before = Files.readString(site);
        Files.writeString(site, before.replace("<value>99.5</value>", "<value>0.1</value>"));
        try {
            restartNodes();
            assertTrue(Program.holdsWithin(60, () -> printed(DRY_RUN).contains("local-dirs")), () -> printed(DRY_RUN));
        } finally {
            Files.writeString(site, before);
            restartNodes();
        }
        assertTrue(Program.holdsWithin(60, () -> printed(DRY_RUN).startsWith("exit code 0")), () -> printed(DRY_RUN));
    }

    private static void restartNodes() throws Exception {
        for (int node = 1; node <= 2; node++) {
            cluster.killNode(node);
            cluster.startNode(node);
        }
    }

    /** Exit code and output of a command of {@code yarn}. */
    private static String printed(String... command) {
        try {
            return here.run(Stream.concat(Stream.of("yarn"), Stream.of(command)).toArray(String[]::new)).toString();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static Program submit(int members, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("yarn", "submit", "--memory", "1536m", "--members",
                String.valueOf(members)));
        command.addAll(List.of(options));
        command.addAll(List.of("--", "train", "--data", "hdfs:///data/digits", "--preset", plan.toString()));
        return here.start(command.toArray(String[]::new));
    }

    private static String inTheMiddle(Program submit) throws Exception {
        String application = submit.awaitApplication();
        submit.awaitLine("fine-tuning +epoch 20/");
        return application;
    }

    private static void requireMembers(String application, int number) throws Exception {
        AtomicInteger seen = new AtomicInteger();
        assertTrue(Program.holdsWithin(120, () -> {
            seen.set(PseudoYarn.members(application).size());
            return seen.get() == number;
        }), () -> number + " members expected, there are " + seen);
    }

    private static void requireGone(String application, long since) throws Exception {
        long left = Math.max(1, SECONDS_TO_END - seconds(since));
        assertTrue(Program.holdsWithin(left, () -> PseudoYarn.members(application).isEmpty()
                && PseudoYarn.masters(application).isEmpty()), "a container is left of " + application);
        System.out.printf("%s: all containers gone after %d s%n", application, seconds(since));
        assertEquals(List.of(), here.run("yarn", "clean").exited(0).lines().stream()
                .filter(line -> line.contains(application)).toList(), "the staging folder was left");
    }

    /** From the last checkpoint, in a new application. */
    private static void requireToGoOn(String application) throws Exception {
        Outcome outcome = here.run("yarn", "submit", "--members", "2", "--", "train", "--resume", application).exited(0);
        outcome.found("goes on after [0-9]+ rounds");
        assertEquals(local, outcome.modelSha256());
    }

    private static long seconds(long since) {
        return (System.nanoTime() - since) / 1_000_000_000;
    }
}
