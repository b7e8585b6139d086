package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.ValueEncoding;
import org.beliefgrid.data.RowPlacement;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardLoaderTest {
    private static final long SEED = TestSeed.VALUE;
    private static final int SHARDS = 3;
    /** Images large enough for several blocks a shard. */
    private static final BinaryCases CASES = new BinaryCases(SEED, 1700, 64, 64, 70);
    private static final ShardLayout LAYOUT = ShardLayout.of("cases", SEED, CASES, new int[] {8, 5, 13});

    /** What loading put into the grid. */
    private static final class Loaded {
        final Map<BlockKey, Block> blocks = new HashMap<>();
        final Map<LoadedShard.Key, LoadedShard> summaries = new HashMap<>();
        final ShardLayout layout;

        Loaded(ShardLayout layout) {
            this.layout = layout;
        }

        Dataset dataset() {
            return layout.dataset(CASES, BinaryCases.CLASSES, IntStream.range(0, layout.shards())
                    .mapToObj(shard -> summaries.get(new LoadedShard.Key("cases", shard))).toList());
        }

        void load(CaseSource source, List<Integer> shards) throws IOException {
            new ShardLoader(layout, shards).load(source,
                    (key, block) -> assertNull(blocks.put(key, block), () -> key + " came twice"),
                    (key, shard) -> assertNull(summaries.put(key, shard), () -> key + " came twice"));
        }
    }

    @ParameterizedTest(name = "{0} readers")
    @ValueSource(ints = {1, 2, 3})
    void everyRowArrivesInItsPlaceWhateverTheReaders(int readers) throws IOException {
        Loaded loaded = loaded(readers);
        RowPlacement placement = new RowPlacement(SEED, CASES.cases(), SHARDS);
        int perBlock = 1024 * 1024 / CASES.visible();
        int cases = 0;
        for (int row = 0; row < CASES.cases(); row++) {
            int shard = placement.shardOf(row);
            int place = placement.placeOf(row);
            Block block = loaded.blocks.get(new BlockKey("cases", shard, place / perBlock, LAYOUT.homes()[shard]));
            int at = row;
            assertNotNull(block, () -> TestSeed.replay("block of row " + at));
            int inBlock = place - block.firstCase();
            assertArrayEquals(CASES.pixels(row), Arrays.copyOfRange(block.values(), inBlock * CASES.visible(),
                    (inBlock + 1) * CASES.visible()), () -> TestSeed.replay("row " + at));
            assertEquals(CASES.label(row) == CaseSource.UNLABELLED ? Block.UNLABELLED : CASES.label(row),
                    block.labels()[inBlock]);
        }
        for (Block block : loaded.blocks.values()) {
            assertEquals(ValueEncoding.UNSIGNED_BYTES.word(), block.encoding());
            assertEquals(CASES.visible(), block.units());
            assertEquals(block.cases() * CASES.visible(), block.values().length);
            cases += block.cases();
        }
        assertEquals(CASES.cases(), cases, "no other cases");
        assertTrue(loaded.blocks.size() > SHARDS, "several blocks a shard");
    }

    @Test
    void theDatasetSaysWhatIsThere() throws IOException {
        Loaded loaded = loaded(2);
        Dataset dataset = loaded.dataset();
        assertEquals(CASES.cases(), dataset.totalCases());
        assertEquals(CASES.visible(), dataset.units());
        assertEquals(SHARDS, dataset.shards());
        long withLabel = 0;
        for (int row = 0; row < CASES.cases(); row++) {
            withLabel += CASES.label(row) == CaseSource.UNLABELLED ? 0 : 1;
        }
        assertEquals(withLabel, dataset.totalLabelled());
        List<BlockKey> keys = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            assertTrue(dataset.labelled()[shard] > 0 && dataset.labelled()[shard] < dataset.cases()[shard]);
            for (int number = 0; number < dataset.blocks(shard); number++) {
                keys.add(dataset.key(shard, number));
            }
        }
        assertEquals(loaded.blocks.keySet(), new HashSet<>(keys));
        assertEquals(loaded.blocks.size(), keys.size());
    }

    @ParameterizedTest(name = "{0} readers, {1} shards")
    @CsvSource({"1, 3", "2, 3", "3, 3", "2, 5", "1, 1"})
    void casesToLearnFromComeFirstAndThoseHeldOutLast(int readers, int shards) throws IOException {
        CaseSelection selection = CaseSelection.of(TrainingPlan.DEFAULTS.withSeed(SEED).withHeldOut(0.2).withLabels(90), CASES,
                BinaryCases.CLASSES);
        Loaded loaded = loaded(ShardLayout.of("cases", SEED, CASES, new int[shards]).withSelection(selection), readers);
        Dataset dataset = loaded.dataset();
        RowPlacement placement = new RowPlacement(SEED, CASES.cases(), shards);
        Set<Integer> rows = new HashSet<>();
        for (int shard = 0; shard < shards; shard++) {
            int at = shard;
            List<Integer> inPlaces = IntStream.range(0, placement.casesIn(shard)).mapToObj(place -> placement.rowAt(at, place))
                    .toList();
            List<Integer> expected = new ArrayList<>(inPlaces);
            expected.removeIf(row -> selection.isHeldOut(row, CASES.label(row)));
            int learned = expected.size();
            assertEquals(learned, dataset.cases()[shard]);
            inPlaces.stream().filter(row -> selection.isHeldOut(row, CASES.label(row))).forEach(expected::add);
            assertEquals(expected.size() - learned, dataset.heldOut()[shard]);
            int labelled = 0;
            for (int place = 0; place < expected.size(); place++) {
                int row = expected.get(place);
                assertTrue(rows.add(row), () -> TestSeed.replay("row " + row + " came twice"));
                Block block = loaded.blocks.get(dataset.key(shard, place / dataset.casesPerBlock()));
                int inBlock = place - block.firstCase();
                assertArrayEquals(CASES.pixels(row), Arrays.copyOfRange(block.values(), inBlock * CASES.visible(),
                        (inBlock + 1) * CASES.visible()), () -> TestSeed.replay("row " + row));
                int label = place < learned ? selection.labelOf(row, CASES.label(row)) : CASES.label(row);
                assertEquals(label == CaseSource.UNLABELLED ? Block.UNLABELLED : label, block.labels()[inBlock]);
                labelled += place < learned && label != CaseSource.UNLABELLED ? 1 : 0;
            }
            assertEquals(labelled, dataset.labelled()[shard]);
            assertEquals(expected.size(), IntStream.range(0, dataset.blocks(shard))
                    .map(number -> loaded.blocks.get(dataset.key(at, number)).cases()).sum());
        }
        assertEquals(CASES.cases(), rows.size(), "every row");
        assertEquals(selection.heldOut(), dataset.totalHeldOut());
        assertEquals(CASES.cases() - selection.heldOut(), dataset.totalCases());
        assertEquals(90, dataset.totalLabelled());
    }

    @Test
    void everySummaryHasTheFingerprintAndNoProblem() throws IOException {
        Loaded loaded = loaded(3);
        assertEquals(SHARDS, loaded.summaries.size());
        for (LoadedShard summary : loaded.summaries.values()) {
            assertEquals(CASES.fingerprint(), summary.fingerprint());
            assertEquals("", summary.problem());
        }
    }

    @Test
    void aDamagedSourceGivesTheProblemAndNoBlocks() throws IOException {
        Loaded loaded = new Loaded(LAYOUT);
        loaded.load(endingIn(new BadInputException("images: ends at byte 5 of image 100")), List.of(0, 2));
        assertEquals(Map.of(), loaded.blocks);
        assertEquals(2, loaded.summaries.size());
        for (int shard : new int[] {0, 2}) {
            LoadedShard summary = loaded.summaries.get(new LoadedShard.Key("cases", shard));
            assertEquals("images: ends at byte 5 of image 100", summary.problem());
            assertEquals("", summary.fingerprint());
        }
    }

    @Test
    void aSourceThatCannotBeReadNowIsNotDamaged() {
        IOException thrown = new IOException("connection reset");
        Loaded loaded = new Loaded(LAYOUT);
        assertSame(thrown, assertThrows(IOException.class, () -> loaded.load(endingIn(thrown), List.of(1))));
        assertEquals(Map.of(), loaded.blocks);
        assertEquals(Map.of(), loaded.summaries);
    }

    private static Loaded loaded(int readers) throws IOException {
        return loaded(LAYOUT, readers);
    }

    private static Loaded loaded(ShardLayout layout, int readers) throws IOException {
        Loaded loaded = new Loaded(layout);
        for (int reader = 0; reader < readers; reader++) {
            List<Integer> shards = new ArrayList<>();
            for (int shard = reader; shard < layout.shards(); shard += readers) {
                shards.add(shard);
            }
            loaded.load(CASES, shards);
        }
        return loaded;
    }

    /** The same rows, the first hundred of them; then this happens. */
    private static CaseSource endingIn(IOException end) {
        return new CaseSource() {
            @Override
            public int cases() {
                return CASES.cases();
            }

            @Override
            public int height() {
                return CASES.height();
            }

            @Override
            public int width() {
                return CASES.width();
            }

            @Override
            public boolean labelled() {
                return true;
            }

            @Override
            public String fingerprint() {
                throw new IllegalStateException("known after a complete scan only");
            }

            @Override
            public void scan(IntPredicate wanted, CaseConsumer consumer) throws IOException {
                CASES.scan(row -> row < 100 && wanted.test(row), consumer);
                throw end;
            }
        };
    }
}
