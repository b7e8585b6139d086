package org.beliefgrid.grid;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.RowPlacement;
import org.beliefgrid.error.BadInputException;

/** Reads a source once and makes the blocks of some of its shards. Any reader can make any shard, alone. */
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
        for (int shard : wanted) {
            int cases = placement.casesIn(shard);
            shards.put(shard, new Cases(new byte[Math.multiplyExact(cases, layout.units())], new byte[cases]));
        }
    }

    private record Cases(byte[] values, byte[] labels) {
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
            source.scan(row -> shards.containsKey(placement.shardOf(row)), this::place);
        } catch (BadInputException e) {
            problem = e.getMessage();
        }
        for (Map.Entry<Integer, Cases> shard : shards.entrySet()) {
            if (problem.isEmpty()) {
                cut(shard.getKey(), shard.getValue(), blocks);
            }
            int labelled = 0;
            for (byte label : shard.getValue().labels) {
                labelled += label == Block.UNLABELLED ? 0 : 1;
            }
            summaries.accept(new LoadedShard.Key(layout.dataset(), shard.getKey()),
                    new LoadedShard(labelled, problem.isEmpty() ? source.fingerprint() : "", problem));
        }
    }

    private void place(int row, byte[] pixels, int label) {
        Cases shard = shards.get(placement.shardOf(row));
        int place = placement.placeOf(row);
        System.arraycopy(pixels, 0, shard.values, place * layout.units(), layout.units());
        shard.labels[place] = label == CaseSource.UNLABELLED ? Block.UNLABELLED : (byte) label;
    }

    private void cut(int shard, Cases cases, BiConsumer<BlockKey, Block> blocks) {
        int perBlock = layout.casesPerBlock();
        for (int first = 0, number = 0; first < cases.labels.length; first += perBlock, number++) {
            int count = Math.min(perBlock, cases.labels.length - first);
            byte[] values = new byte[count * layout.units()];
            System.arraycopy(cases.values, first * layout.units(), values, 0, values.length);
            byte[] labels = new byte[count];
            System.arraycopy(cases.labels, first, labels, 0, count);
            blocks.accept(new BlockKey(layout.dataset(), shard, number, layout.homes()[shard]),
                    new Block(Block.UNSIGNED_BYTES, first, layout.units(), values, labels));
        }
    }
}
