package org.beliefgrid.grid;

import com.hazelcast.partition.PartitionAware;

/**
 * Names what a shard learned in a round; it lies beside the shard's blocks. A repeated task writes the same bits under the
 * same key.
 *
 * @param run name of the run
 * @param round averaging, counted through the run
 * @param shard shard of the dataset
 * @param home the shard's partition key
 */
public record UpdateKey(String run, int round, int shard, int home) implements PartitionAware<Integer> {
    @Override
    public Integer getPartitionKey() {
        return home;
    }
}
