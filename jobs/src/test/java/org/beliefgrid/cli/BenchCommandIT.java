package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark as a command: what it says, not how fast anything is. */
class BenchCommandIT {
    @TempDir
    private Path folder;

    @Test
    void anUnknownRowIsRefusedWithThoseThereAre() {
        Cli.Outcome outcome = InProcess.run("bench", "--only", "rbm-784x500,speed").outcome().exited(ExitCode.USAGE);
        assertEquals(List.of("beliefgrid: --only: no row is called speed; there are load, load-csv, rbm-784x500, rbm-500x2000, "
                + "finetune, rbm-epoch, grid-784x500, grid-500x2000, grid-finetune, metrics-cpu, score-batch, score-one, "
                + "score-jet, "
                + "round-trip, live-page, memory, run, run-memory"),
                outcome.err());
    }

    @Test
    void filesAreRefusedInPlaceOfANamedDataset() {
        Cli.Outcome outcome = InProcess.run("bench", "--data", folder.toString()).outcome().exited(ExitCode.USAGE);
        assertEquals(List.of("beliefgrid: --data: a named dataset is needed here, see --dataset"), outcome.err());
    }

    @Test
    void anUnknownDatasetIsRefusedBeforeAnythingIsMeasured() {
        Cli.Outcome outcome = InProcess.run("bench", "--dataset", "letters").outcome().exited(ExitCode.USAGE);
        assertEquals(List.of("beliefgrid: --dataset must be mnist or digits, was letters"), outcome.err());
    }

    @Test
    void withoutADatasetMnistIsMeantAndWhatDoesWithoutItIsSaid() throws Exception {
        Path images = Files.createDirectories(folder.resolve("data/mnist")).resolve("train-images-idx3-ubyte");
        Files.write(images, new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7});
        try (Cli cli = Cli.start(folder, Map.of("BELIEFGRID_DATA", folder.resolve("data").toString()), List.of("bench"))) {
            Cli.Outcome outcome = cli.await().exited(ExitCode.BAD_INPUT);
            String said = outcome.err().get(outcome.err().size() - 1);
            assertTrue(said.contains("not the original of MNIST"), said);
            assertTrue(said.endsWith("with --dataset digits"), said);
        }
    }

    @Test
    void aRowIsPrintedWithItsTargetAndWrittenAsJson() throws Exception {
        JsonNode row = measured("score-one").get(0);
        assertEquals("score-one", row.get("name").asText());
        assertEquals("random values", row.get("dataset").asText());
        assertEquals(2, row.get("target").asDouble());
        assertTrue(row.get("medianMillis").asDouble() > 0, row::toString);
        assertEquals(row.get("value").asDouble() <= 2, row.get("reached").asBoolean());
    }

    @Test
    void aKernelRowHoldsEpochAndFloorAgainstThePeakWithTheOperationsOfTheProducts() throws Exception {
        JsonNode row = measured("rbm-784x500", "--pairs", "3").get(0);
        double ofPeak = row.get("ofPeak").asDouble();
        double value = row.get("value").asDouble();
        // More than 1 is possible: the peak is measured at a moment of its own, when the machine may be busy with something else.
        assertTrue(ofPeak > 0, row::toString);
        assertTrue(row.get("ratioLow").asDouble() <= value && value <= row.get("ratioHigh").asDouble(), row::toString);
        // Five products' worth of 2 * 784 * 500 for each of 60,000 cases.
        double gigaOperations = 5 * 2.0 * 784 * 500 * 60_000 / 1e9;
        double peak = row.get("peakGigaflops").asDouble();
        assertEquals(gigaOperations, row.get("seconds").asDouble() * ofPeak * peak, 1e-6 * gigaOperations);
        assertEquals(gigaOperations, row.get("floorSeconds").asDouble() * row.get("floorOfPeak").asDouble() * peak,
                1e-6 * gigaOperations);
        assertEquals(value >= row.get("target").asDouble(), row.get("reached").asBoolean());
    }

    @Test
    void theRowOfLoadingNamesItsDatasetAndContainsTheTimeOfFindingIt() throws Exception {
        JsonNode row = measured("load", "--dataset", "digits").get(0);
        assertEquals("digits", row.get("dataset").asText());
        assertEquals(60_000, row.get("cases").asInt());
        assertTrue(row.get("locateSeconds").asDouble() >= 0, row::toString);
        assertTrue(row.get("locateSeconds").asDouble() < row.get("value").asDouble(), row::toString);
    }

    @Test
    void theEpochOfTheComparisonLearnsFromTheDataset() throws Exception {
        JsonNode row = measured("rbm-epoch", "--dataset", "digits").get(0);
        assertEquals("digits", row.get("dataset").asText());
        assertEquals(row.get("floorSeconds").asDouble() / row.get("seconds").asDouble(), row.get("value").asDouble(), 1e-9);
        JsonNode errors = row.get("reconstructionErrors");
        assertEquals(3, errors.size());
        // Untrained, all pixels are about a half: at most a quarter of 784 away, more than ever again.
        assertTrue(errors.get(0).asDouble() > 100 && errors.get(0).asDouble() < 200, row::toString);
        assertTrue(errors.get(1).asDouble() < errors.get(0).asDouble() / 3, row::toString);
        assertTrue(errors.get(2).asDouble() < errors.get(1).asDouble(), row::toString);
    }

    private JsonNode measured(String row, String... options) throws Exception {
        Path json = folder.resolve("bench.json");
        List<String> arguments = new ArrayList<>(List.of("bench", "--only", row, "--json", json.toString()));
        arguments.addAll(List.of(options));
        try (Cli cli = Cli.start(folder, Map.of("JAVA_TOOL_OPTIONS", "-Dbeliefgrid.revision=1a2b3c4-dirty"), arguments)) {
            Cli.Outcome outcome = cli.await().exited(ExitCode.DONE);
            assertTrue(outcome.out().stream().anyMatch(line -> line.startsWith(row + " ")), outcome::toString);
            assertEquals("revision 1a2b3c4-dirty", outcome.out().get(0));
        }
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertEquals("1a2b3c4-dirty", report.get("revision").asText());
        assertEquals(1, report.get("rows").size());
        return report.get("rows");
    }
}
