package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.beliefgrid.cli.Cli.Outcome;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code train} says of the epoch that it took. */
class ChoiceReportIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"3, mean of the last 3 epochs", "0, last epoch"})
    void whatWasTakenIsSaidInTheOutputAndInTheReports(int averageLast, String why) throws Exception {
        Path plan = SmallPlan.write(folder);
        Files.writeString(plan, Files.readString(plan).replace("learningRate: 0.5}", "learningRate: 0.5, averageLast: "
                + averageLast + "}"));
        SmallData.write(folder.resolve("plain"));
        Outcome outcome = InProcess.run("train", "--classes", String.valueOf(SmallData.CLASSES), "--preset", plan.toString(),
                "--store", folder.resolve("models").toString(), "--json", folder.resolve("report.json").toString(), "--data",
                folder.resolve("plain").toString(), "--members", "1").outcome().exited(ExitCode.DONE);
        assertEquals("taken: epoch 8 of 8: " + why, outcome.line("taken: "));
        try (Stream<Path> files = Files.walk(folder.resolve("models"))) {
            Path page = files.filter(file -> file.toString().endsWith(".report.html")).findFirst().orElseThrow();
            assertTrue(Files.readString(page).contains("Parameters taken: epoch 8 of 8: " + why));
        }
        JsonNode validation = new ObjectMapper().readTree(folder.resolve("report.json").toFile()).get("validation");
        assertEquals(8, validation.get("epoch").asInt());
        assertEquals(8, validation.get("epochs").asInt());
        assertEquals(why, validation.get("why").asText());
        assertEquals(0, validation.get("heldOutCases").asLong());
        assertFalse(validation.has("errorPercent"));
        assertEquals(0, validation.get("history").size());
    }
}
