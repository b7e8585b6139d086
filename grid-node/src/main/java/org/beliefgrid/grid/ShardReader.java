package org.beliefgrid.grid;

import com.hazelcast.map.IMap;
import org.beliefgrid.learning.ShardCases;

/** A shard's blocks as the cases that an algorithm sees. */
public final class ShardReader {
    private ShardReader() {
    }

    /**
     * Reads all blocks of a shard: the cases to learn from, and behind them those held out.
     *
     * @throws MissingBlockException if a block is missing
     * @throws IllegalStateException if one is in an encoding that this build does not know
     */
    public static ShardCases read(IMap<BlockKey, Block> blocks, Dataset dataset, int shard) {
        int units = dataset.units();
        byte[] values = new byte[Math.multiplyExact(dataset.all(shard), units)];
        int[] labels = new int[dataset.all(shard)];
        for (int number = 0; number < dataset.blocks(shard); number++) {
            BlockKey key = dataset.key(shard, number);
            Block block = blocks.get(key);
            if (block == null) {
                throw new MissingBlockException(key);
            }
            if (!block.encoding().equals(Block.UNSIGNED_BYTES)) {
                throw new IllegalStateException("%s: encoding %s, this build reads %s".formatted(key, block.encoding(),
                        Block.UNSIGNED_BYTES));
            }
            System.arraycopy(block.values(), 0, values, block.firstCase() * units, block.values().length);
            for (int i = 0; i < block.cases(); i++) {
                byte label = block.labels()[i];
                labels[block.firstCase() + i] = label == Block.UNLABELLED ? ShardCases.UNLABELLED : label & 0xFF;
            }
        }
        return ShardCases.ofBytes(units, values, labels).withHeldOut(dataset.heldOut()[shard]);
    }
}
