package org.beliefgrid.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that end one after the other, as on a machine that has much else to do. */
class EmbeddedGridIT {
    /** Longer than a member takes that gives another one up at once: three trials, 0.1 s apart. */
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(2);

    @TempDir
    private Path folder;

    @Test
    void aMemberThatEndsABitLaterDoesNotTakeTheOthersForDead() throws Exception {
        try (EmbeddedGrid grid = EmbeddedGrid.start(2, 2, 1, Location.of(folder.toString()))) {
            HazelcastInstance first = grid.first();
            HazelcastInstance second = Hazelcast.getAllHazelcastInstances().stream()
                    .filter(other -> other != first && isWith(first, other)).findFirst().orElseThrow();
            second.getLifecycleService().terminate();
            long end = System.nanoTime() + LONG_NANOS;
            while (System.nanoTime() < end) {
                assertEquals(2, first.getCluster().getMembers().size());
                Thread.sleep(20);
            }
        }
    }

    private static boolean isWith(HazelcastInstance first, HazelcastInstance other) {
        return Set.copyOf(first.getCluster().getMembers()).contains(other.getCluster().getLocalMember());
    }
}
