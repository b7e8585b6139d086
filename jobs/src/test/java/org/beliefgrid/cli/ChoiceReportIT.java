package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beliefgrid.cli.Cli.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code train} says of the epoch that it took. */
class ChoiceReportIT {
    @TempDir
    private Path folder;

    @Test
    void aMeanOfEpochsIsSaidInTheOutputAndInTheReport() throws Exception {
        Path plan = SmallPlan.write(folder);
        Files.writeString(plan, Files.readString(plan).replace("learningRate: 0.5}", "learningRate: 0.5, averageLast: 3}"));
        SmallData.write(folder.resolve("plain"));
        Outcome outcome = InProcess.run("train", "--classes", String.valueOf(SmallData.CLASSES), "--preset", plan.toString(),
                "--store", folder.resolve("models").toString(), "--json", folder.resolve("report.json").toString(), "--data",
                folder.resolve("plain").toString(), "--members", "1").outcome().exited(ExitCode.DONE);
        assertEquals("taken: epoch 8 of 8: mean of the last 3 epochs", outcome.line("taken: "));
        JsonNode validation = new ObjectMapper().readTree(folder.resolve("report.json").toFile()).get("validation");
        assertEquals(8, validation.get("epoch").asInt());
        assertEquals(8, validation.get("epochs").asInt());
        assertEquals("mean of the last 3 epochs", validation.get("why").asText());
        assertEquals(0, validation.get("heldOutCases").asLong());
        assertFalse(validation.has("errorPercent"));
        assertEquals(0, validation.get("history").size());
    }
}
