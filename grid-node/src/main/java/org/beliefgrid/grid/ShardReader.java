package org.beliefgrid.grid;

import com.hazelcast.map.IMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.beliefgrid.data.ValueEncoding;
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
        int[] labels = new int[dataset.all(shard)];
        byte[] bytes = null;
        float[] floats = null;
        int units = dataset.units();
        for (int number = 0; number < dataset.blocks(shard); number++) {
            BlockKey key = dataset.key(shard, number);
            Block block = blocks.get(key);
            if (block == null) {
                throw new MissingBlockException(key);
            }
            int first = block.firstCase() * units;
            if (block.encoding().equals(ValueEncoding.UNSIGNED_BYTES.word())) {
                bytes = bytes == null ? new byte[Math.multiplyExact(labels.length, units)] : bytes;
                System.arraycopy(block.values(), 0, bytes, first, block.values().length);
            } else if (block.encoding().equals(ValueEncoding.FLOATS.word())) {
                floats = floats == null ? new float[Math.multiplyExact(labels.length, units)] : floats;
                ByteBuffer.wrap(block.values()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer()
                        .get(floats, first, block.cases() * units);
            } else {
                throw new IllegalStateException("%s: encoding %s, this build reads %s and %s".formatted(key, block.encoding(),
                        ValueEncoding.UNSIGNED_BYTES.word(), ValueEncoding.FLOATS.word()));
            }
            copyLabels(block, labels);
        }
        ShardCases cases = floats != null ? ShardCases.ofFloats(units, floats, labels)
                : ShardCases.ofBytes(units, bytes == null ? new byte[0] : bytes, labels);
        return cases.withHeldOut(dataset.heldOut()[shard]);
    }

    private static void copyLabels(Block block, int[] labels) {
        for (int i = 0; i < block.cases(); i++) {
            byte label = block.labels()[i];
            labels[block.firstCase() + i] = label == Block.UNLABELLED ? ShardCases.UNLABELLED : label & 0xFF;
        }
    }
}
