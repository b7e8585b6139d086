package org.beliefgrid.grid;

import java.util.ConcurrentModificationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves shards to other homes between two rounds, when members came or went: copy, switch over, remove. */
final class ShardMover {
    private static final Logger LOGGER = LoggerFactory.getLogger(ShardMover.class);

    private final GridMaps maps;

    ShardMover(GridMaps maps) {
        this.maps = maps;
    }

    /**
     * The dataset of a run between two rounds. It is read again, because the driver of another run may have moved its shards.
     *
     * @param name of the dataset
     * @param homes that deals shards over the members of now
     * @return the dataset after the shards have moved that must
     */
    Dataset dealtAgain(String name, ShardHomes homes) {
        Dataset dataset = read(name);
        int[] dealt = homes.dealAgain(dataset.homes());
        if (dealt == dataset.homes()) {
            return dataset;
        }
        try {
            return move(dataset, dealt);
        } catch (ConcurrentModificationException e) {
            return read(name);
        }
    }

    private Dataset read(String name) {
        return Required.value(maps.datasets().get(name), "dataset " + name);
    }

    /**
     * Moves shards; blocks are in the old or the new place at any moment.
     *
     * @return the dataset after its shards have moved to {@code homes}
     * @throws ConcurrentModificationException if another run moved them first; nothing has changed then
     */
    Dataset move(Dataset dataset, int[] homes) {
        Dataset moved = dataset.withHomes(homes);
        for (int shard = 0; shard < homes.length; shard++) {
            for (int block = 0; homes[shard] != dataset.homes()[shard] && block < dataset.blocks(shard); block++) {
                BlockKey from = dataset.key(shard, block);
                Block found = maps.blocks().get(from);
                if (found != null) {  // else it is lost, and loaded again where the shard is at home then
                    maps.blocks().set(moved.key(shard, block), found);
                }
            }
        }
        if (!maps.datasets().replace(dataset.name(), dataset, moved)) {
            removeMoved(moved, dataset.homes());
            throw new ConcurrentModificationException("dataset " + dataset.name() + " was moved by another run");
        }
        removeMoved(dataset, homes);
        LOGGER.info("dataset {}: shards dealt again over the members", dataset.name());
        return moved;
    }

    /** Removes the blocks of those shards whose home is not the other one. */
    private void removeMoved(Dataset dataset, int[] otherHomes) {
        for (int shard = 0; shard < otherHomes.length; shard++) {
            for (int block = 0; otherHomes[shard] != dataset.homes()[shard] && block < dataset.blocks(shard); block++) {
                maps.blocks().delete(dataset.key(shard, block));
            }
        }
    }
}
