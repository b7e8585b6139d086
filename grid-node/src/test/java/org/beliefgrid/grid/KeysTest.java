package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

/** The contract of partition keys: equal keys have equal partition keys, and what belongs to a shard lies together. */
class KeysTest {
    @Test
    void blocksAndUpdatesOfAShardHaveOnePartitionKey() {
        for (int home : new int[] {0, 1, 270, Integer.MAX_VALUE}) {
            BlockKey block = new BlockKey("cases", 3, 0, home);
            assertEquals(home, block.getPartitionKey());
            assertEquals(block.getPartitionKey(), new BlockKey("cases", 3, 17, home).getPartitionKey());
            assertEquals(block.getPartitionKey(), new UpdateKey("run", 12, 3, home).getPartitionKey());
            assertEquals(block.getPartitionKey(), new UpdateKey("another", 0, 4, home).getPartitionKey());
        }
    }

    @Test
    void equalKeysHaveEqualPartitionKeysAndOtherHomesOtherOnes() {
        assertEquals(new BlockKey("cases", 3, 1, 7), new BlockKey("cases", 3, 1, 7));
        assertEquals(new UpdateKey("run", 3, 1, 7), new UpdateKey("run", 3, 1, 7));
        assertNotEquals(new BlockKey("cases", 3, 1, 7).getPartitionKey(), new BlockKey("cases", 3, 1, 8).getPartitionKey());
        assertNotEquals(new UpdateKey("run", 3, 1, 7).getPartitionKey(), new UpdateKey("run", 3, 1, 8).getPartitionKey());
    }
}
