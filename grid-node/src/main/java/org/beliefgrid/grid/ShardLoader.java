package org.beliefgrid.grid;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.RowPlacement;
import org.beliefgrid.error.BadInputException;

/**
 * Makes the blocks of some of a source's shards: first the cases to learn from in the order of their places, then those held
 * out in the order of theirs. Any reader can make any shard, alone, by reading the source once; or takes its rows from others,
 * who read parts of it. Not thread-safe.
 */
public final class ShardLoader {
    private final ShardLayout layout;
    private final RowPlacement placement;
    private final Map<Integer, Cases> shards = new HashMap<>();

    /**
     * @param layout of the dataset
     * @param wanted the shards to make
     */
    public ShardLoader(ShardLayout layout, List<Integer> wanted) {
        this.layout = layout;
        placement = layout.placement();
        wanted.forEach(this::begin);
    }

    /**
     * Takes room for a shard's cases.
     *
     * @return false if it has it already
     */
    public boolean begin(int shard) {
        if (shards.containsKey(shard)) {
            return false;
        }
        int cases = placement.casesIn(shard);
        shards.put(shard, new Cases(new byte[Math.multiplyExact(cases, layout.caseBytes())], new byte[cases], new BitSet()));
        return true;
    }

    /**
     * The cases of a shard, in their places.
     *
     * @param heldOut places of those that are held out
     */
    private record Cases(byte[] values, byte[] labels, BitSet heldOut) {
        int labelled() {
            return (int) IntStream.range(0, labels.length)
                    .filter(place -> !heldOut.get(place) && labels[place] != Block.UNLABELLED).count();
        }

        /** The places in the order of the blocks. */
        int[] inOrder() {
            return IntStream.concat(IntStream.range(0, labels.length).filter(place -> !heldOut.get(place)), heldOut.stream())
                    .toArray();
        }
    }

    /**
     * Reads the source and hands over all blocks, or none where the source is damaged: then each shard's summary says how.
     *
     * @param blocks takes every block
     * @param summaries takes one summary a shard, after its blocks
     * @throws IOException if the source cannot be read now, but could be another time
     */
    public void load(CaseSource source, BiConsumer<BlockKey, Block> blocks, BiConsumer<LoadedShard.Key, LoadedShard> summaries)
            throws IOException {
        String problem = "";
        try {
            source.scan(row -> shards.containsKey(placement.shardOf(row)),
                    (row, values, label) -> place(row, values, 0, label));
        } catch (BadInputException e) {
            problem = e.getMessage();
        }
        String fingerprint = problem.isEmpty() ? source.fingerprint() : "";
        for (int shard : shards()) {
            finish(shard, problem, fingerprint, blocks, summaries);
        }
    }

    /** The shards that were begun and are not finished; a copy. */
    public List<Integer> shards() {
        return List.copyOf(shards.keySet());
    }

    /**
     * Hands over the blocks of a shard whose cases were all placed, and gives its room back.
     *
     * @param problem why the source cannot be used; then there are no blocks; empty if it can
     * @param fingerprint of the source
     */
    public void finish(int shard, String problem, String fingerprint, BiConsumer<BlockKey, Block> blocks,
            BiConsumer<LoadedShard.Key, LoadedShard> summaries) {
        Cases cases = shards.remove(shard);
        if (problem.isEmpty()) {
            cut(shard, cases, blocks);
        }
        summaries.accept(new LoadedShard.Key(layout.dataset(), shard),
                new LoadedShard(cases.heldOut.cardinality(), cases.labelled(), fingerprint, problem));
    }

    /**
     * Takes a case of a shard that was begun.
     *
     * @param row its number in the whole source
     * @param values have its own from {@code offset} on, in the source's encoding; not modified
     * @param label its class, or {@link CaseSource#UNLABELLED}
     */
    public void place(int row, byte[] values, int offset, int label) {
        Cases shard = shards.get(placement.shardOf(row));
        int place = placement.placeOf(row);
        System.arraycopy(values, offset, shard.values, place * layout.caseBytes(), layout.caseBytes());
        boolean heldOut = layout.selection().isHeldOut(row, label);
        shard.heldOut.set(place, heldOut);
        int kept = heldOut ? label : layout.selection().labelOf(row, label);
        shard.labels[place] = kept == CaseSource.UNLABELLED ? Block.UNLABELLED : (byte) kept;
    }

    private void cut(int shard, Cases cases, BiConsumer<BlockKey, Block> blocks) {
        int perBlock = layout.casesPerBlock();
        int bytes = layout.caseBytes();
        int[] places = cases.inOrder();
        for (int first = 0, number = 0; first < cases.labels.length; first += perBlock, number++) {
            int count = Math.min(perBlock, cases.labels.length - first);
            byte[] values = new byte[count * bytes];
            byte[] labels = new byte[count];
            for (int i = 0; i < count; i++) {
                int place = places[first + i];
                System.arraycopy(cases.values, place * bytes, values, i * bytes, bytes);
                labels[i] = cases.labels[place];
            }
            blocks.accept(new BlockKey(layout.dataset(), shard, number, layout.homes()[shard]),
                    new Block(layout.encoding().word(), first, layout.units(), values, labels));
        }
    }
}
