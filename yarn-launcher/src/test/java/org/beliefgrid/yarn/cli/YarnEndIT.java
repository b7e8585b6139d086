package org.beliefgrid.yarn.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.beliefgrid.yarn.cli.Program.Outcome;
import org.beliefgrid.yarn.cli.Program.Surroundings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Ends of an application that are not the training's own, a case each, on a real YARN:
 * {@code yarn-launcher/src/it/long-rows.sh} runs it, no build does. Nothing is left, and what was trained goes on from its last
 * checkpoint.
 */
@EnabledIfSystemProperty(named = "beliefgrid.yarn.long", matches = "true")
class YarnEndIT extends OnLongRows {
    private static final int TIMEOUT_SECONDS = 50;
    private static final long MORE_THAN_ITS_CONTAINER = 900L << 20;

    @Test
    void stoppedInGoodOrderItIsGoneSoonAndGoesOn() throws Exception {
        try (Program submit = rows.submit(2)) {
            String application = LongRows.inTheMiddle(submit);
            long asked = System.nanoTime();
            rows.here.run("yarn", "stop", application).exited(0);
            rows.requireGone(application, asked);
            submit.await().exited(21).found("stopped by yarn stop");
            rows.requireToGoOn(application, rows.plan);
        }
    }

    @Test
    void killedItIsGoneSoonAndGoesOn() throws Exception {
        try (Program submit = rows.submit(2)) {
            String application = LongRows.inTheMiddle(submit);
            long asked = System.nanoTime();
            rows.here.run("yarn", "kill", application).exited(0);
            rows.requireGone(application, asked);
            submit.await().exited(21);
            rows.requireToGoOn(application, rows.plan);
        }
    }

    @Test
    void onCtrlCItIsGoneSoonAndGoesOn() throws Exception {
        try (Program submit = rows.submit(2)) {
            String application = LongRows.inTheMiddle(submit);
            long asked = System.nanoTime();
            submit.signal("INT");
            submit.await().exited(130);
            rows.requireGone(application, asked);
            rows.requireToGoOn(application, rows.plan);
        }
    }

    @Test
    void itEndsWhenItsTimeIsOverAndGoesOn() throws Exception {
        try (Program submit = rows.submit(rows.longPlan, 2, "--timeout", TIMEOUT_SECONDS + "s")) {
            String application = submit.awaitApplication();
            long over = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
            submit.await().exited(21).found("--timeout of 50 s");
            rows.requireGone(application, over);
            rows.requireToGoOn(application, rows.longPlan);
        }
    }

    @Test
    void membersThatFailAgainAndAgainEndItWithTheReasonAndTheirLog() throws Exception {
        Path broken = folder.resolve("broken");
        copy(rows.here.config(), broken);
        Files.writeString(broken.resolve("hazelcast.yaml"), "hazelcast:\n  no-such-setting: 1\n");
        Surroundings wrong = new Surroundings(folder, broken, rows.here.environment());
        Outcome outcome = wrong.run("yarn", "submit", "--members", "2", "--", "grid").exited(20);
        outcome.found("members failed more than 4 times within an hour; the last, slot . in container_");
        outcome.found("exit code 1");
        outcome.found("no-such-setting");
        rows.requireGone(outcome.found("application (application_[0-9_]+)"), System.nanoTime());
    }

    private static void copy(Path from, Path to) throws Exception {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void membersThatOutgrowTheirContainersEndItWithTheOptionToRaise() throws Exception {
        try (Program submit = rows.here.start("yarn", "submit", "--members", "1", "--memory", "800m", "--", "grid")) {
            String application = submit.awaitApplication();
            for (int time = 1; time <= 2; time++) {
                rows.awaitStatus(application, "slot 0  member");
                ProcessHandle member = PseudoYarn.members(application).get(0);
                Hoarder.intrude(member, MORE_THAN_ITS_CONTAINER, folder);
                assertTrue(Program.holdsWithin(LongRows.SECONDS_TO_END, () -> !member.isAlive()),
                        "it lives although it is too large");
            }
            Outcome outcome = submit.await().exited(20);
            outcome.found("members were larger than their containers 2 times: .*raise --memory");
            rows.requireGone(application, System.nanoTime());
        }
    }
}
