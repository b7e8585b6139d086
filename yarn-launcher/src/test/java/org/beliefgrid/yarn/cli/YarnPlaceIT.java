package org.beliefgrid.yarn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.beliefgrid.yarn.cli.Program.Outcome;
import org.beliefgrid.yarn.cli.Program.Surroundings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How applications find their place on a real YARN, and what they have there: {@code yarn-launcher/src/it/long-rows.sh} runs
 * it, no build does.
 */
@EnabledIfSystemProperty(named = "beliefgrid.yarn.long", matches = "true")
class YarnPlaceIT extends OnLongRows {
    private static final String[] DRY_RUN = {"submit", "--dry-run", "--", "grid"};
    /** From the command to the first epoch; a busy machine may take longer. */
    private static final int STARTUP_SECONDS = Integer.getInteger("beliefgrid.yarn.startup", 45);

    @Test
    void allOfMnistGivesTheModelOfALocalRun() throws Exception {
        Path mnist = PseudoYarn.shared().orElseThrow().resolve("data/mnist");
        rows.cluster.put(mnist, "/data/mnist");
        try (Program submit = rows.here.start("yarn", "submit", "--members", "3", "--memory", "1536m", "--", "train", "--data",
                "hdfs:///data/mnist", "--preset", "mnist-quick", "--blas-core", SomeDigits.kernel())) {
            String application = submit.awaitApplication();
            String model = submit.await().exited(0).modelSha256();
            rows.requireGone(application, System.nanoTime());
            assertEquals(rows.local(mnist, "mnist-quick"), model);
        }
    }

    @Test
    void fromSubmissionToTheFirstEpoch() throws Exception {
        try (Program first = rows.submit(2)) {
            String application = first.awaitApplication();  // all is uploaded
            first.awaitLine("members 1 of 2|running");  // and on the nodes
            rows.here.run("yarn", "kill", application).exited(0);
        }
        long submitted = System.nanoTime();
        try (Program submit = rows.submit(3)) {
            submit.awaitLine("epoch [0-9]+/");
            long took = LongRows.seconds(submitted);
            System.out.printf("start-up: %d s%n", took);
            rows.here.run("yarn", "kill", submit.awaitApplication()).exited(0);
            assertTrue(took <= STARTUP_SECONDS, () -> "the first epoch came after %d s, at most %d are allowed".formatted(took,
                    STARTUP_SECONDS));
        }
    }

    @Test
    void membersThatMustNotShareANodeDoNot() throws Exception {
        rows.cluster.startNode(3);
        try {
            assertTrue(rows.haveNodes(3), "the third node did not come");
            try (Program submit = rows.submit(rows.longPlan, 3, "--spread", "strict")) {
                String application = LongRows.inTheMiddle(submit);
                assertEquals(Set.of(1, 2, 3), PseudoYarn.members(application).stream().map(PseudoYarn::nodeOf)
                        .collect(Collectors.toSet()));
                assertEquals(3, PseudoYarn.members(application).size());
                rows.here.run("yarn", "stop", application).exited(0);
                submit.await().exited(21);
            }
        } finally {
            rows.cluster.killNode(3);
            assertTrue(Program.holdsWithin(60, () -> rows.printed("submit", "--dry-run", "--members", "3", "--spread", "strict",
                    "--", "grid").startsWith("exit code 22")), "the third node stays");
        }
    }

    @Test
    void twoAtOnceDoNotSeeEachOther() throws Exception {
        try (Program one = rows.submit(rows.longPlan, 2); Program other = rows.submit(rows.longPlan, 2)) {
            List<String> applications = List.of(LongRows.inTheMiddle(one), LongRows.inTheMiddle(other));
            Set<String> names = new HashSet<>();
            Set<String> addresses = new HashSet<>();
            for (String application : applications) {
                Outcome status = rows.here.run("yarn", "status", "--secret-file",
                        folder.resolve("secret-" + application).toString(), application).exited(0);
                names.add(status.found("--cluster-name ([^ ]+)"));
                List<String> own = List.of(status.found("--cluster ([^ ]+)").split(","));
                assertEquals(2, own.size(), status::toString);
                addresses.addAll(own);
                requireOwnContainers(application, status);
            }
            assertTrue(one.runs() && other.runs(), "they did not run at the same time");
            assertEquals(2, names.size(), names::toString);
            assertEquals(4, addresses.size(), addresses::toString);
            String local = rows.local(rows.longPlan);
            assertEquals(local, one.await().exited(0).modelSha256());
            assertEquals(local, other.await().exited(0).modelSha256());
            long ended = System.nanoTime();
            for (String application : applications) {
                rows.requireGone(application, ended);
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
    void whatMayNotBeReadOrWrittenIsRefused() throws Exception {
        rows.cluster.files("-mkdir", "-p", "/user/stranger", "/closed");
        rows.cluster.files("-chown", "stranger", "/user/stranger");
        rows.cluster.files("-cp", "/data/digits", "/closed/digits");
        rows.cluster.files("-chmod", "700", "/closed");
        Map<String, String> environment = new HashMap<>(rows.here.environment());
        environment.put("HADOOP_USER_NAME", "stranger");
        Surroundings stranger = new Surroundings(folder, rows.here.config(), environment);
        stranger.run("yarn", "submit", "--", "train", "--data", "hdfs:///closed/digits").exited(3)
                .found("hdfs:///closed/digits.*Permission denied: user=stranger");
        stranger.run("yarn", "submit", "--", "train", "--data", "hdfs:///data/digits", "--store", "hdfs:///closed/models")
                .exited(3).found("hdfs:///closed/models.*Permission denied: user=stranger");
        assertEquals(List.of(), stranger.run("yarn", "clean").exited(0).lines().stream()
                .filter(line -> line.contains("application_")).toList());
    }

    @Test
    void nodesWithoutRoomOnTheirDisksAreNamed() throws Exception {
        Path site = rows.cluster.settings().resolve("yarn-site.xml");
        String before = Files.readString(site);
        Files.writeString(site, before.replace("<value>99.5</value>", "<value>0.1</value>"));
        try {
            restartNodes();
            // As long as one of the two is healthy still, an application may wait for it.
            assertTrue(Program.holdsWithin(120, () -> rows.printed(DRY_RUN).contains("No node can take a container")),
                    () -> rows.printed(DRY_RUN));
            assertTrue(rows.printed(DRY_RUN).startsWith("exit code 22"), () -> rows.printed(DRY_RUN));
            Outcome refused = rows.here.run("yarn", "submit", "--", "grid").exited(22);
            System.out.println(refused);
            refused.found("No node can take a container");
            refused.found("local-dirs");
            for (String command : List.of("list", "clean")) {
                assertEquals(List.of(), rows.here.run("yarn", command).exited(0).lines().stream()
                        .filter(line -> line.contains("application_")).toList(), "something was left");
            }
        } finally {
            Files.writeString(site, before);
            restartNodes();
        }
        assertTrue(Program.holdsWithin(60, () -> rows.printed(DRY_RUN).startsWith("exit code 0")), () -> rows.printed(DRY_RUN));
    }

    private static void restartNodes() throws Exception {
        for (int node = 1; node <= 2; node++) {
            rows.cluster.killNode(node);
            rows.cluster.startNode(node);
        }
    }
}
