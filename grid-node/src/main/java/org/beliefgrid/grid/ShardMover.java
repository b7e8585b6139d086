package org.beliefgrid.grid;

import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves shards to other homes between two rounds, when members came or went: copy, switch over, remove. The drivers of all runs
 * that learn from a dataset find out at about the same time that it must move, and to where. One does it, the others wait.
 */
final class ShardMover {
    private static final Logger LOGGER = LoggerFactory.getLogger(ShardMover.class);
    /** For the driver of another run that is moving the same dataset; then the round begins with the shards where they are. */
    private static final long PATIENCE_SECONDS = 60;
    private static final long LOOK_MILLIS = 200;
    /** Longer than any move takes; a lock whose thread was interrupted as it got it ends by itself. */
    private static final long LEASE_SECONDS = 600;

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
     * @throws ConcurrentModificationException if another run moved them first, or is moving them for long; nothing has changed
     *     then
     */
    Dataset move(Dataset dataset, int[] homes) {
        lock(dataset.name());
        try {
            // Whoever moved them removes what lies elsewhere: that must be over, and there is nothing left to copy from.
            if (!Arrays.equals(read(dataset.name()).homes(), dataset.homes())) {
                throw movedByAnother(dataset.name());
            }
            return copyAndSwitch(dataset, homes);
        } finally {
            unlock(dataset.name());
        }
    }

    private void lock(String name) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            // Looked at again and again: a wait inside the map would go on for a thread that was interrupted, and get the lock.
            while (!maps.datasets().tryLock(name, 0, TimeUnit.SECONDS, LEASE_SECONDS, TimeUnit.SECONDS)) {
                if (System.nanoTime() - deadline > 0) {
                    throw movedByAnother(name);
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    private void unlock(String name) {
        try {
            maps.datasets().unlock(name);
        } catch (IllegalMonitorStateException e) {
            LOGGER.info("dataset {}: the members gave this one up while it moved shards", name);
        }
    }

    private static ConcurrentModificationException movedByAnother(String name) {
        return new ConcurrentModificationException("dataset " + name + " was moved by another run");
    }

    /** The move itself. If the members give this one up meanwhile, the lock is lost: so it looks before it removes. */
    Dataset copyAndSwitch(Dataset dataset, int[] homes) {
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
            Dataset now = maps.datasets().get(dataset.name());
            removeMoved(moved, now == null ? dataset.homes() : now.homes());
            throw movedByAnother(dataset.name());
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
