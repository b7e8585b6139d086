package org.beliefgrid.grid;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves shards to other homes between two rounds, when members came or went: copy, switch over, remove. */
final class ShardMover {
    private static final Logger LOGGER = LoggerFactory.getLogger(ShardMover.class);

    private final GridMaps maps;

    ShardMover(GridMaps maps) {
        this.maps = maps;
    }

    /** The dataset after its shards have moved to {@code homes}; blocks are in the old or the new place at any moment. */
    Dataset move(Dataset dataset, int[] homes) {
        Dataset moved = dataset.withHomes(homes);
        for (int shard = 0; shard < homes.length; shard++) {
            for (int block = 0; homes[shard] != dataset.homes()[shard] && block < dataset.blocks(shard); block++) {
                BlockKey from = dataset.key(shard, block);
                maps.blocks().set(moved.key(shard, block), Required.value(maps.blocks().get(from), "block " + from));
            }
        }
        maps.datasets().set(dataset.name(), moved);
        for (int shard = 0; shard < homes.length; shard++) {
            for (int block = 0; homes[shard] != dataset.homes()[shard] && block < dataset.blocks(shard); block++) {
                maps.blocks().delete(dataset.key(shard, block));
            }
        }
        LOGGER.info("dataset {}: shards dealt again over the members", dataset.name());
        return moved;
    }
}
