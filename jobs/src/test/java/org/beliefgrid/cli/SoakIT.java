package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.cli.Cli.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The soak in short: one fault of each of five kinds, on a very small plan. */
class SoakIT {
    /** On a machine with other work: the heartbeat limit, so that closed sockets must have been enough. */
    private static final int MOST_OVER = 30;
    private static final long PATIENCE_SECONDS = 300;
    private static final String PLAN = """
            hidden: [16, 10]
            shards: 6
            miniBatch: 10
            pretraining: {epochs: 20, initialDeviation: 0.1, blockMomentum: 0.5}
            fineTuning: {epochs: 60, learningRate: 0.5, blockMomentum: 0.5}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeData() throws IOException {
        SmallData.write(folder.resolve("data"));
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
    }

    private List<String> soak(String... options) {
        List<String> arguments = new ArrayList<>(List.of("soak", "--data", "data", "--classes",
                String.valueOf(SmallData.CLASSES), "--preset", "./plan.yaml", "--seed",
                System.getProperty("beliefgrid.test.seed", "20150601"), "--most-over", String.valueOf(MOST_OVER)));
        arguments.addAll(List.of(options));
        return arguments;
    }

    /** Runs each of some faults once; all must end with the undisturbed model. */
    private JsonNode struckOnce(String... faults) throws Exception {
        Path json = folder.resolve("soak.json");
        Outcome outcome;
        try (Cli soak = Cli.start(folder, soak("--runs", "1", "--only", String.join(",", faults), "--json", json.toString()))) {
            outcome = soak.await(PATIENCE_SECONDS).exited(ExitCode.DONE);
        }
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertTrue(report.get("complete").asBoolean() && report.get("allTheSame").asBoolean(), outcome::toString);
        List<String> struck = new ArrayList<>();
        for (JsonNode run : report.get("runs")) {
            if (run.get("ended").asText().equals("same model")) {
                struck.add(run.get("fault").asText());
                assertTrue(run.get("struck").asText().contains("member-"), run::toString);
            }
        }
        assertEquals(List.of(faults), struck, outcome::toString);
        assertTrue(outcome.out().stream().anyMatch(line -> line.startsWith("| " + faults[0] + " | 1 | 1 | 1 |")),
                outcome::toString);
        return report;
    }

    /** Relays, which a member is cut off by, look in /proc for whose a connection is: on Linux only. */
    @Test
    void aKillANewcomerALeaverTwoKillsAtOnceAndACutOffMemberChangeNoBit() throws Exception {
        JsonNode report = OS.LINUX.isCurrentOs() ? struckOnce("kill", "disconnect", "join", "leave", "two-kills")
                : struckOnce("kill", "join", "leave", "two-kills");
        for (JsonNode run : report.get("runs")) {
            if (run.get("fault").asText().equals("kill")) {
                assertTrue(run.get("secondsOver").asDouble() < MOST_OVER, run::toString);
            } else if (run.get("fault").asText().equals("two-kills")) {
                assertEquals(2, run.get("struck").asText().split(" ").length, run::toString);
            }
        }
    }

    @Test
    void whenItIsInterruptedNoProcessStays() throws Exception {
        try (Cli soak = Cli.start(folder, soak("--minutes", "5", "--only", "pause"))) {
            assertTrue(Cli.holdsWithin(PATIENCE_SECONDS, () -> soak.descendants().size() >= 4), "three members and a training");
            List<ProcessHandle> processes = soak.descendants();
            soak.signal("INT");
            soak.await().exited(ExitCode.INTERRUPTED);
            assertTrue(Cli.holdsWithin(10, () -> processes.stream().noneMatch(ProcessHandle::isAlive)));
        }
    }

    @Test
    void anUnknownFaultIsRefusedWithThoseThereAre() {
        Outcome outcome = InProcess.run("soak", "--only", "kill,flood").outcome().exited(ExitCode.USAGE);
        assertEquals(List.of("beliefgrid: --only: no fault is called flood; there are kill, freeze, pause, disconnect, join, "
                + "leave, "
                + "two-kills, restart, all-killed, mixed"), outcome.err());
    }
}
