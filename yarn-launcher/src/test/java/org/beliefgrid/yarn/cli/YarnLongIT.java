package org.beliefgrid.yarn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
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
    /** For what takes a minute or two while the training goes on. */
    private static final int MANY_EPOCHS = 1_000;
    private static final int SECONDS_FOR_A_CONTAINER = 180;
    private static final int TIMEOUT_SECONDS = 50;
    private static final long MORE_THAN_ITS_CONTAINER = 900L << 20;
    private static final String[] DRY_RUN = {"submit", "--dry-run", "--", "grid"};
    private static final int SECONDS_TO_END = 30;

    @TempDir
    private static Path folder;
    private static PseudoYarn cluster;
    private static Surroundings here;
    private static Path digits;
    private static Path plan;
    private static Path longPlan;
    private static Map<Path, String> local;

    private long start;

    @BeforeAll
    static void start() throws Exception {
        Path shared = PseudoYarn.shared().orElseThrow();
        digits = SomeDigits.write(shared.resolve("data/mnist"), folder.resolve("digits"));
        plan = SomeDigits.plan(folder, "200, 100", EPOCHS);
        longPlan = SomeDigits.plan(Files.createDirectories(folder.resolve("long")), "200, 100", MANY_EPOCHS);
        local = new HashMap<>();
        cluster = PseudoYarn.start(shared, folder.resolve("hadoop"), 2);
        here = Surroundings.of(folder, cluster);
        cluster.put(digits, "/data/digits");
    }

    /** The model of a plan, learned in one process without a cluster. */
    private static String local(Path of) throws Exception {
        String known = local.get(of);
        if (known == null) {
            known = here.run("train", "--data", digits.toString(), "--preset", of.toString(), "--store",
                    folder.resolve("models").toString(), "--model", "local").exited(0).modelSha256();
            local.put(of, known);
        }
        return known;
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
            submit.awaitLine("epoch [0-9]+/");
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
        try (Program submit = submit(longPlan, 2, "--timeout", TIMEOUT_SECONDS + "s")) {
            String application = submit.awaitApplication();
            long over = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
            submit.await().exited(21).found("--timeout of 50 s");
            requireGone(application, over);
            requireToGoOn(application, longPlan);
        }
    }

    @Test
    void membersComeAndGoWithTheSameBits() throws Exception {
        try (Program submit = submit(longPlan, 2)) {
            String application = inTheMiddle(submit);
            here.run("yarn", "scale", "3", application).exited(0);
            awaitStatus(application, "slot 2  member  ");
            here.run("yarn", "scale", "2", application).exited(0);
            requireMembers(application, 2);
            assertTrue(submit.runs(), "the training had ended before the member was gone");
            assertEquals(local(longPlan), submit.await().exited(0).modelSha256());
            requireGone(application, System.nanoTime());
            awaitPrinted("slot 2 has left, exit status 0", "logs", application);
        }
    }

    @Test
    void theResourceManagerMayBeStartedAgain() throws Exception {
        try (Program submit = submit(2)) {
            String application = inTheMiddle(submit);
            cluster.restartManager(2);
            assertEquals(local(plan), submit.await().exited(0).modelSha256());
            requireGone(application, System.nanoTime());
        }
    }

    @Test
    void membersOfALostNodeAreReplacedAndEnd() throws Exception {
        try (Program submit = submit(longPlan, 2)) {
            String application = inTheMiddle(submit);
            int other = PseudoYarn.nodeOf(PseudoYarn.masters(application).get(0)) == 1 ? 2 : 1;
            List<ProcessHandle> zombies = PseudoYarn.members(application).stream()
                    .filter(member -> PseudoYarn.nodeOf(member) == other).toList();
            assertEquals(1, zombies.size(), "members are to be on different nodes");
            String lost = PseudoYarn.containerOf(zombies.get(0));
            String slot = here.run("yarn", "status", application).found("slot ([0-9]+)  member  " + lost);
            cluster.killNode(other);
            try {
                awaitStatus(application, "slot " + slot + "  member  (?!" + lost + ")container_");
                assertTrue(Program.holdsWithin(SECONDS_TO_END, () -> !zombies.get(0).isAlive()), "the zombie lives");
                assertTrue(submit.runs(), "the training had ended before the member was replaced");
                assertEquals(local(longPlan), submit.await().exited(0).modelSha256());
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
        try (Program one = submit(longPlan, 2); Program other = submit(longPlan, 2)) {
            List<String> applications = List.of(inTheMiddle(one), inTheMiddle(other));
            Set<String> names = new HashSet<>();
            Set<String> addresses = new HashSet<>();
            for (String application : applications) {
                Outcome status = here.run("yarn", "status", "--secret-file", folder.resolve("secret-" + application).toString(),
                        application).exited(0);
                names.add(status.found("--cluster-name ([^ ]+)"));
                List<String> own = List.of(status.found("--cluster ([^ ]+)").split(","));
                assertEquals(2, own.size(), status::toString);
                addresses.addAll(own);
                requireOwnContainers(application, status);
            }
            assertTrue(one.runs() && other.runs(), "they did not run at the same time");
            assertEquals(2, names.size(), names::toString);
            assertEquals(4, addresses.size(), addresses::toString);
            assertEquals(local(longPlan), one.await().exited(0).modelSha256());
            assertEquals(local(longPlan), other.await().exited(0).modelSha256());
            long ended = System.nanoTime();
            for (String application : applications) {
                requireGone(application, ended);
            }
        }
    }

    private static void requireOwnContainers(String application, Outcome status) {
        String number = application.substring("application_".length());
        List<String> slots = status.lines().stream().filter(line -> line.startsWith("slot ")).toList();
        assertEquals(2, slots.size(), status::toString);
        assertTrue(slots.stream().allMatch(line -> line.matches(".*  container_(e[0-9]+_)?" + number + "_.*")),
                status::toString);
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

    private static Program submit(int members) throws Exception {
        return submit(plan, members);
    }

    private static Program submit(Path of, int members, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("yarn", "submit", "--memory", "1536m", "--members",
                String.valueOf(members)));
        command.addAll(List.of(options));
        command.addAll(List.of("--", "train", "--data", "hdfs:///data/digits", "--preset", of.toString()));
        return here.start(command.toArray(String[]::new));
    }

    private static String inTheMiddle(Program submit) throws Exception {
        String application = submit.awaitApplication();
        submit.awaitFineTuning(20);
        return application;
    }

    /** Waits until the application's status has something in it. */
    private static void awaitStatus(String application, String pattern) throws Exception {
        awaitPrinted(pattern, "status", application);
    }

    private static void awaitPrinted(String pattern, String... command) throws Exception {
        Pattern wanted = Pattern.compile(pattern);
        assertTrue(Program.holdsWithin(SECONDS_FOR_A_CONTAINER, () -> wanted.matcher(printed(command)).find()),
                () -> "no " + pattern + " in " + printed(command));
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
        requireToGoOn(application, plan);
    }

    private static void requireToGoOn(String application, Path of) throws Exception {
        Outcome outcome = here.run("yarn", "submit", "--members", "2", "--", "train", "--resume", application).exited(0);
        outcome.found("goes on after [0-9]+ rounds");
        assertEquals(local(of), outcome.modelSha256());
    }

    private static long seconds(long since) {
        return (System.nanoTime() - since) / 1_000_000_000;
    }
}
