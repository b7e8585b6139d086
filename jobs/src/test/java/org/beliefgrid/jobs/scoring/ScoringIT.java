package org.beliefgrid.jobs.scoring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.pipeline.JournalInitialPosition;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.map.IMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.beliefgrid.cli.SmallData;
import org.beliefgrid.client.BeliefGridClient;
import org.beliefgrid.client.BeliefGridStages;
import org.beliefgrid.client.Data;
import org.beliefgrid.client.EmbeddedGrid;
import org.beliefgrid.client.Predictor;
import org.beliefgrid.client.TrainedModel;
import org.beliefgrid.client.Training;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.scoring.ForwardPass.Cases;
import org.beliefgrid.scoring.Score;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersions.PromotionRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and maps through a model in a grid of two members: with the bits that it has alone, row by row. */
class ScoringIT {
    private static final long PATIENCE_SECONDS = 300;
    private static final int ROWS = 2000;
    private static final int UNITS = SmallData.HEIGHT * SmallData.WIDTH;
    private static final TrainingPlan PLAN = PlanText.read("plan", """
            hidden: [16, 10]
            shards: 4
            miniBatch: 10
            pretraining: {epochs: 2, initialDeviation: 0.1}
            fineTuning: {epochs: 8, learningRate: 0.5}
            """);

    @TempDir
    private static Path folder;
    private static EmbeddedGrid grid;
    private static BeliefGridClient client;
    private static Data data;
    private static String store;
    private static float[][] cases;
    private static float[][] expected;

    @BeforeAll
    static void train() throws Exception {
        data = Data.folder(SmallData.write(folder.resolve("data")).toString(), SmallData.CLASSES);
        store = folder.resolve("models").toString();
        grid = EmbeddedGrid.start(2, 4, 1, Location.of(store));
        client = BeliefGridClient.connect(grid.first(), store);
        client.train(data, PLAN, "small").result().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        byte[] images = SmallData.images(ROWS, SmallData.HEIGHT, SmallData.WIDTH, 7);
        Files.write(folder.resolve("rows-idx3-ubyte"), images);
        cases = new float[ROWS][UNITS];
        for (int row = 0; row < ROWS; row++) {
            for (int unit = 0; unit < UNITS; unit++) {
                cases[row][unit] = (images[16 + row * UNITS + unit] & 0xff) / 255f;
            }
        }
        try (Predictor predictor = client.open("small@1")) {
            expected = predictor.probabilities(cases);
        }
    }

    @AfterAll
    static void stop() {
        grid.close();
    }

    private static void score(RowReader rows, String output, ScoreFormat format) throws IOException {
        ScoreJob.submit(grid.first(), rows, new ModelRef(store, "small@1", 2, 1000), folder.resolve(output).toString(), format)
                .await();
    }

    /** Lines of all parts but headers, by their rows; each part ascends. */
    private static Map<Long, JsonNode> read(String output) throws IOException {
        Map<Long, JsonNode> found = new TreeMap<>();
        try (Stream<Path> parts = Files.list(folder.resolve(output))) {
            for (Path part : parts.toList()) {
                long last = -1;
                for (String line : Files.readAllLines(part)) {
                    JsonNode score = new ObjectMapper().readTree(line);
                    long row = score.get("row").asLong();
                    assertTrue(row > last, "rows of " + part + " ascend");
                    last = row;
                    found.put(row, score);
                }
                assertTrue(part.getFileName().toString().matches("part-[01]\\.jsonl"), part.toString());
            }
        }
        return found;
    }

    private static void assertExpected(Map<Long, JsonNode> scores) {
        assertEquals(ROWS, scores.size());
        scores.forEach((row, score) -> {
            float[] found = new float[SmallData.CLASSES];
            for (int label = 0; label < found.length; label++) {
                found[label] = Float.parseFloat(score.get("probabilities").get(label).asText());
            }
            assertArrayEquals(expected[(int) (long) row], found, "row " + row);
            assertEquals("small@1", score.get("model").asText());
        });
    }

    /** Dark rows, each a block of its own. */
    private record RowByRow(int rows) implements RowReader {
        @Override
        public boolean isLocal() {
            return false;
        }

        @Override
        public void read(int reader, int readers, Blocks blocks) {
            long number = 0;
            for (int row = reader; row < rows; row += readers) {
                blocks.accept(new DarkRow(number++, row));
            }
        }
    }

    private record DarkRow(long number, long firstRow) implements RowBlock {
        @Override
        public int count() {
            return 1;
        }

        @Override
        public Cases values(int units) {
            return (index, out, offset) -> Arrays.fill(out, offset, offset + units, 0);
        }
    }

    /** A processor may hand on 2048 items in one call, and a file of half a million rows has more blocks. */
    @Test
    void moreBlocksThanJetTakesAtOnceAreAllScored() throws Exception {
        int rows = 2 * 2200;
        score(new RowByRow(rows), "of-many", ScoreFormat.JSONL);
        assertEquals(rows, read("of-many").size());
    }

    @Test
    void filesOfAnyKindGetTheBitsOfTheirRows() throws Exception {
        score(new IdxRows(folder.resolve("rows-idx3-ubyte").toString()), "of-idx", ScoreFormat.JSONL);
        assertExpected(read("of-idx"));
        List<String> csv = new ArrayList<>(List.of("some,names"));
        List<String> json = new ArrayList<>();
        for (float[] values : cases) {
            StringBuilder line = new StringBuilder();
            for (float value : values) {
                line.append(line.isEmpty() ? "" : ",").append(value);
            }
            csv.add(line.toString());
            json.add("[" + line + "]");
        }
        Files.write(folder.resolve("rows.csv"), csv);
        Files.write(folder.resolve("rows.jsonl"), json);
        score(new TextRows(folder.resolve("rows.csv").toString(), LineFormat.CSV), "of-csv", ScoreFormat.JSONL);
        assertExpected(read("of-csv"));
        score(new TextRows(folder.resolve("rows.jsonl").toString(), LineFormat.JSONL), "of-json", ScoreFormat.JSONL);
        assertExpected(read("of-json"));
        String there = assertThrows(InvalidConfigException.class, () -> score(new IdxRows("any"), "of-json", ScoreFormat.CSV))
                .getMessage();
        assertTrue(there.contains("of-json: is there already"), there);
    }

    @Test
    void aRowThatDoesNotFitEndsTheJobWithItsFileAndLine() throws Exception {
        Files.write(folder.resolve("bad.csv"), List.of("1,2,3", "4,5"));
        String message = assertThrows(BadInputException.class, () -> score(new TextRows(folder.resolve("bad.csv").toString(),
                LineFormat.CSV), "of-bad", ScoreFormat.CSV)).getMessage();
        assertTrue(message.contains("bad.csv: line 1: 3 values, the model takes " + UNITS), message);
        assertFalse(message.contains("Exception"), message);
        try (Stream<Path> parts = Files.list(folder.resolve("of-bad"))) {
            assertEquals(0, parts.filter(part -> part.toString().endsWith(".tmp")).count(), "nothing half-written stays");
        }
    }

    @Test
    void aPipelineOfOnesOwnScoresEntriesByTheirRowsWhileATrainingRuns() throws Exception {
        Training beside = client.train(data, PLAN.withSeed(3), "beside");
        IMap<Long, float[]> from = grid.first().getMap("own-cases");
        IMap<Long, Score> to = grid.first().getMap("own-scores");
        for (int row = 0; row < ROWS; row++) {
            from.set((long) row, cases[row]);
        }
        from.set((long) ROWS, new float[3]);
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(Sources.map(from)).apply(BeliefGridStages.classify(store, "small@1").<Long>entries())
                .writeTo(Sinks.map(to));
        grid.first().getJet().newJob(pipeline).join();
        for (int row = 0; row < ROWS; row++) {
            assertArrayEquals(expected[row], to.get((long) row).probabilities(), "row " + row);
        }
        Score unfit = to.get((long) ROWS);
        assertEquals(Score.NO_CLASS, unfit.label());
        assertEquals("3 values, the model takes " + UNITS, unfit.problem());
        TrainedModel disturbed = beside.result().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        TrainedModel alone = client.train(data, PLAN.withSeed(3), "beside").result().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(alone.sha256(), disturbed.sha256());
    }

    @Test
    void whatComesIntoAMapIsScoredWithTheVersionThatIsPromoted() throws Exception {
        for (int version = 1; version <= 2; version++) {
            client.train(data, PLAN.withSeed(10 + version), "stream").result().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        promote(1);
        IMap<String, float[]> from = grid.first().getMap("scoring-in-test");
        IMap<String, Score> to = grid.first().getMap("scoring-out-test");
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(Sources.mapJournal(from, JournalInitialPosition.START_FROM_OLDEST)).withoutTimestamps()
                .apply(BeliefGridStages.classify(store, "stream").lookingEvery(Duration.ofMillis(50)).<String>eventEntries())
                .writeTo(Sinks.map(to));
        Job job = grid.first().getJet().newJob(pipeline);
        try {
            from.set("a", cases[0]);
            await(() -> to.containsKey("a"));
            assertEquals("stream@1", to.get("a").model());
            promote(2);
            for (String key : List.of("b", "c")) {  // each member looks for itself
                await(() -> {
                    from.set(key, cases[0]);
                    return to.containsKey(key) && to.get(key).model().equals("stream@2");
                });
            }
            assertArrayEquals(to.get("b").probabilities(), to.get("c").probabilities(), "the same values, the same bits");
        } finally {
            job.cancel();
        }
    }

    private static void promote(int version) throws IOException {
        ModelStore.at(Location.of(store)).versions("stream").promote(new PromotionRequest(version, Optional.empty(), false,
                "test@here", "2026-01-01T00:00:00Z"));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it did not come");
            Thread.sleep(20);
        }
    }
}
