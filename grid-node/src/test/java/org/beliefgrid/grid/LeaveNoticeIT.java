package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.core.HazelcastInstance;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that leaves in good order is not one that went away without a word, whatever the others are busy with. */
class LeaveNoticeIT {
    private static final CountDownLatch STORE_IS_BACK = new CountDownLatch(1);

    /** A word to a store that is away. */
    private static final class WaitForStore implements Callable<Boolean>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean call() throws InterruptedException {
            STORE_IS_BACK.await();
            return true;
        }
    }

    @Test
    void when_aMemberLeavesWhileAnotherWaitsForTheStore_then_theOtherKnows(@TempDir Path folder) throws Exception {
        try (TestGrid grid = new TestGrid(2, 11, 1, folder)) {
            HazelcastInstance stays = grid.member(0);
            Future<Boolean> chore = grid.maps().chores().submitToMember(new WaitForStore(),
                    stays.getCluster().getLocalMember());
            grid.shutdown(1);
            grid.awaitSettled();
            assertEquals(0, Quorum.of(stays).losses());
            STORE_IS_BACK.countDown();
            chore.get();
        }
    }
}
