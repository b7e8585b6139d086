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
import java.util.function.IntPredicate;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.RowPlacement;
import org.beliefgrid.error.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

        void load(CaseSource source, List<Integer> shards) throws IOException {
            new ShardLoader(LAYOUT, shards).load(source,
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
            assertEquals(CASES.label(row) == CaseSource.UNLABELLED ? Block.UNLABELLED : CASES.label(row), block.labels()[inBlock]);
        }
        for (Block block : loaded.blocks.values()) {
            assertEquals(Block.UNSIGNED_BYTES, block.encoding());
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
        int[] labelled = new int[SHARDS];
        loaded.summaries.forEach((key, shard) -> labelled[key.shard()] = shard.labelled());
        Dataset dataset = LAYOUT.dataset(CASES, BinaryCases.CLASSES, labelled, CASES.fingerprint());
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
            assertTrue(labelled[shard] > 0 && labelled[shard] < dataset.cases()[shard]);
            for (int number = 0; number < dataset.blocks(shard); number++) {
                keys.add(dataset.key(shard, number));
            }
        }
        assertEquals(loaded.blocks.keySet(), new HashSet<>(keys));
        assertEquals(loaded.blocks.size(), keys.size());
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
        Loaded loaded = new Loaded();
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
        Loaded loaded = new Loaded();
        assertSame(thrown, assertThrows(IOException.class, () -> loaded.load(endingIn(thrown), List.of(1))));
        assertEquals(Map.of(), loaded.blocks);
        assertEquals(Map.of(), loaded.summaries);
    }

    private static Loaded loaded(int readers) throws IOException {
        Loaded loaded = new Loaded();
        for (int reader = 0; reader < readers; reader++) {
            List<Integer> shards = new ArrayList<>();
            for (int shard = reader; shard < SHARDS; shard += readers) {
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
