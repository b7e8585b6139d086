package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.partition.Partition;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What shards learned lies in the grid as objects that were never written out; yet their partitions move. Without
 * {@link GridMaps#announceUpdates} they never did, and a member that left in the middle of a round held it up.
 */
class UpdateMigrationIT {
    private static final int PARTITIONS = 7;

    @Test
    void when_partitionsWithUpdatesMove_then_theUpdatesMoveWithThem(@TempDir Path folder) throws Exception {
        try (TestGrid grid = new TestGrid(2, PARTITIONS, 1, folder)) {
            grid.maps().announceUpdates();
            Set<UpdateKey> keys = new HashSet<>();
            for (int home = 0; keys.size() < PARTITIONS; home++) {
                keys.addAll(putAtItsOwner(grid, new UpdateKey("run", 0, home, home)));
            }
            grid.shutdown(1);
            assertEquals(keys, grid.maps().updates().keySet());
            for (UpdateKey key : keys) {
                ShardUpdate update = grid.maps().updates().get(key);
                assertEquals(key.shard(), update.cases(), key::toString);
                assertEquals(key.shard(), update.sections().size(), key::toString);
                update.sections().forEach(section -> assertArrayEquals(new float[] {key.shard(), -1}, section, key::toString));
            }
            assertTrue(grid.member(0).getPartitionService().isClusterSafe());
        }
    }

    /** As a task does that runs where the shard is: the object goes in as it is. */
    private static Set<UpdateKey> putAtItsOwner(TestGrid grid, UpdateKey key) {
        Partition partition = grid.member(0).getPartitionService().getPartition(key.getPartitionKey());
        for (int index = 0; index < 2; index++) {
            if (grid.member(index).getLocalEndpoint().getUuid().equals(partition.getOwner().getUuid())) {
                List<float[]> sections = Collections.nCopies(key.shard(), new float[] {key.shard(), -1});
                new GridMaps(grid.member(index)).updates()
                        .executeOnKey(key, new PutUpdate(new ShardUpdate(sections, key.shard(), new double[0])));
                return Set.of(key);
            }
        }
        return Set.of();
    }
}
