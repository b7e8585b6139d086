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
import org.junit.jupiter.api.io.TempDir;

/** The soak in short: one fault of each of three kinds, on a very small plan. */
class SoakIT {
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
                String.valueOf(SmallData.CLASSES), "--preset", "./plan.yaml", "--seed", System.getProperty("beliefgrid.test.seed", "20150601")));
        arguments.addAll(List.of(options));
        return arguments;
    }

    @Test
    void aKillANewcomerAndALeaverChangeNoBit() throws Exception {
        Path json = folder.resolve("soak.json");
        Outcome outcome = Cli.run(folder, soak("--runs", "1", "--only", "kill,join,leave", "--json", json.toString()))
                .exited(ExitCode.DONE);
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertTrue(report.get("complete").asBoolean() && report.get("allTheSame").asBoolean(), outcome::toString);
        List<String> struck = new ArrayList<>();
        for (JsonNode run : report.get("runs")) {
            if (run.get("ended").asText().equals("same model")) {
                struck.add(run.get("fault").asText());
                assertTrue(run.get("struck").asText().contains("member-"), run::toString);
            }
        }
        assertEquals(List.of("kill", "join", "leave"), struck, outcome::toString);
        assertTrue(outcome.out().stream().anyMatch(line -> line.startsWith("| kill | 1 | 1 | 1 |")), outcome::toString);
    }

    @Test
    void whenItIsInterruptedNoProcessStays() throws Exception {
        try (Cli soak = Cli.start(folder, soak("--minutes", "5", "--only", "pause"))) {
            soak.awaitLine("^undisturbed: ");
            List<ProcessHandle> members = soak.descendants();
            assertTrue(members.size() >= 3, () -> members.size() + " processes");
            soak.signal("INT");
            soak.await().exited(ExitCode.INTERRUPTED);
            assertTrue(Cli.holdsWithin(10, () -> members.stream().noneMatch(ProcessHandle::isAlive)));
        }
    }

    @Test
    void anUnknownFaultIsRefusedWithThoseThereAre() throws Exception {
        Outcome outcome = Cli.run(folder, "soak", "--only", "kill,flood").exited(ExitCode.USAGE);
        assertEquals(List.of("beliefgrid: --only: no fault is called flood; there are kill, freeze, pause, disconnect, join, leave, "
                + "two-kills, restart, all-killed, mixed"), outcome.err());
    }
}
