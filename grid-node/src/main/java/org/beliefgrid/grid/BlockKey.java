package org.beliefgrid.grid;

import com.hazelcast.partition.PartitionAware;

/**
 * Names a block of cases. All blocks of a shard share its home, and with it the partition.
 *
 * @param dataset name of the dataset
 * @param shard shard of the dataset, 0 and up
 * @param number block of the shard, 0 and up
 * @param home the shard's partition key, {@link Dataset#homes()}
 */
public record BlockKey(String dataset, int shard, int number, int home) implements PartitionAware<Integer> {
    @Override
    public Integer getPartitionKey() {
        return home;
    }
}
