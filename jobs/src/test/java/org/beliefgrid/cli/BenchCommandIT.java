package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark as a command: what it says, not how fast anything is. */
class BenchCommandIT {
    @TempDir
    private Path folder;

    @Test
    void anUnknownRowIsRefusedWithThoseThereAre() throws Exception {
        Cli.Outcome outcome = Cli.run(folder, "bench", "--only", "rbm-784x500,speed").exited(ExitCode.USAGE);
        assertEquals(List.of("beliefgrid: --only: no row is called speed; there are rbm-784x500, rbm-500x2000, finetune, load, "
                + "grid-784x500, grid-500x2000, grid-finetune, score-batch, score-one, memory, run, run-memory"), outcome.err());
    }

    @Test
    void filesAreRefusedInPlaceOfANamedDataset() throws Exception {
        Cli.Outcome outcome = Cli.run(folder, "bench", "--data", folder.toString()).exited(ExitCode.USAGE);
        assertEquals(List.of("beliefgrid: --data: a named dataset is needed here, see --dataset"), outcome.err());
    }

    @Test
    void aRowIsPrintedWithItsTargetAndWrittenAsJson() throws Exception {
        Path json = folder.resolve("bench.json");
        Cli.Outcome outcome = Cli.run(folder, "bench", "--only", "score-one", "--json", json.toString()).exited(ExitCode.DONE);
        assertTrue(outcome.line("score-one").contains("99th percentile"), outcome::toString);
        JsonNode rows = new ObjectMapper().readTree(json.toFile()).get("rows");
        assertEquals(1, rows.size());
        JsonNode row = rows.get(0);
        assertEquals("score-one", row.get("name").asText());
        assertEquals(2, row.get("target").asDouble());
        assertTrue(row.get("value").asDouble() >= row.get("medianMillis").asDouble(), row::toString);
        assertEquals(row.get("value").asDouble() <= 2, row.get("reached").asBoolean());
    }
}
