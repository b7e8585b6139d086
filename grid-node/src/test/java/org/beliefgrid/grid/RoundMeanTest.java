package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map.Entry;
import java.util.Random;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundMeanTest {
    private static final Executor HERE = Runnable::run;
    private static final int[] LENGTHS = {11, 1, 20, 3};
    private static final int[] EXPONENTS = {0, 5, 1, 0};

    private final List<Entry<UpdateKey, ShardUpdate>> entries = ShardUpdates.random(new Random(TestSeed.VALUE), 9, LENGTHS,
            EXPONENTS);
    private final MeanUpdate whole = ShardUpdates.prototype(LENGTHS, EXPONENTS, ShardUpdates.totalCases(entries));

    private static MeanUpdate aggregate(MeanUpdate empty, List<Entry<UpdateKey, ShardUpdate>> updates) {
        updates.forEach(empty::accumulate);
        return empty;
    }

    /** Cuts within sections, at their ends, and none at all. */
    @ParameterizedTest(name = "slices of {0}")
    @ValueSource(ints = {1, 2, 7, 11, 12, 32, 34, 35, 1000})
    void cuttingIntoSlicesChangesNoBit(int slice) {
        MeanUpdate uncut = aggregate(whole.slices(1000).get(0), entries);
        RoundMean found = RoundMean.of(whole, empty -> aggregate(empty, entries), HERE, slice);
        List<float[]> expected = ShardUpdates.means(uncut);
        for (int section = 0; section < LENGTHS.length; section++) {
            assertArrayEquals(expected.get(section), found.mean().averaged().get(section),
                    TestSeed.replay("section " + section));
        }
        assertArrayEquals(uncut.statisticMeans(), found.mean().statistics());
        assertEquals(uncut.cases, found.mean().cases());
        assertEquals(uncut.shards, found.shards());
        assertNull(found.divergence());
    }

    /** A member may go away between two slices. */
    @Test
    void aShardThatOneSliceHasNotSeenIsMissing() {
        List<Entry<UpdateKey, ShardUpdate>> fewer = entries.stream().filter(entry -> entry.getKey().shard() != 4).toList();
        RoundMean found = RoundMean.of(whole, empty -> aggregate(empty, empty.from == 20 ? fewer : entries), HERE, 10);
        BitSet expected = new BitSet();
        expected.set(0, 9);
        expected.clear(4);
        assertEquals(expected, found.shards());
    }

    @Test
    void divergenceIsOfTheLowestShardWhateverTheSlice() {
        List<Entry<UpdateKey, ShardUpdate>> bad = new ArrayList<>(entries);
        bad.set(2, ShardUpdates.entry(2, 10, bad.get(2).getValue().sections(), Double.NaN, 0));  // every slice sees statistics
        spoil(bad, 2, 2, 15);  // place 11 + 1 + 15
        spoil(bad, 5, 0, 3);
        for (int slice : new int[] {1, 10, 100}) {
            RoundMean found = RoundMean.of(whole, empty -> aggregate(empty, bad), HERE, slice);
            assertEquals(new RoundMean.Divergence(2, 27, Float.NaN), found.divergence(), "slices of " + slice);
        }
    }

    private static void spoil(List<Entry<UpdateKey, ShardUpdate>> updates, int shard, int section, int place) {
        ShardUpdate good = updates.get(shard).getValue();
        List<float[]> sections = new ArrayList<>(good.sections());
        sections.set(section, sections.get(section).clone());
        sections.get(section)[place] = Float.NaN;
        updates.set(shard, ShardUpdates.entry(shard, good.cases(), sections, good.statistics()));
    }

    @Test
    void whatGoesWrongInASliceComesOutAsItIs() {
        IllegalStateException wrong = new IllegalStateException("no grid");
        assertSame(wrong, assertThrows(IllegalStateException.class, () -> RoundMean.of(whole, empty -> {
            throw wrong;
        }, HERE, 10)));
    }

    @Test
    void aRoundThatNobodyLearnedHasNoShards() {
        assertEquals(new BitSet(), RoundMean.of(whole, empty -> empty, HERE, 10).shards());
    }
}
