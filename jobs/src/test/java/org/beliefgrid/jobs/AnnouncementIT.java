package org.beliefgrid.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.beliefgrid.client.EmbeddedGrid;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.RunStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a run before a driver has it, in a grid whose members are busy. */
class AnnouncementIT {
    private static final RunDescription RUN = new RunDescription("run", "model", "data", List.of(), List.of(), 3, "", "", "", "",
            Moment.now(), 5);
    private static final long PATIENCE_SECONDS = 30;

    /** Of all chores that keep a member busy; they are run in this process. */
    private static final CountDownLatch RELEASED = new CountDownLatch(1);

    @TempDir
    private Path folder;

    /** Keeps a thread of a member busy. */
    private static final class Busy implements Callable<Boolean>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean call() throws InterruptedException {
            return RELEASED.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void nothingThatWasOnItsWayTakesThePlaceOfWhatADriverSays() throws Exception {
        RunStore store = RunStore.at(Location.of(folder.toString()));
        RunState driver = new RunState(RUN, new RunProgress(RunProgress.Status.RUNNING, "", "fine-tuning", 1, 9, 1, 1, 0, 0, 1,
                Moment.now(), "", 0));
        try (EmbeddedGrid grid = EmbeddedGrid.start(1, 2, 1, Location.of(folder.toString()))) {
            HazelcastInstance member = grid.first();
            GridMaps maps = new GridMaps(member);
            Announcement announcement = Announcement.of(member, RUN, 1);
            assertEquals(Optional.of(RUN), store.find("run").map(RunState::description));
            int threads = member.getConfig().getExecutorConfig(maps.chores().getName()).getPoolSize();
            for (int thread = 0; thread < threads; thread++) {
                maps.chores().submit(new Busy());
            }
            await(() -> maps.chores().getLocalExecutorStats().getPendingTaskCount() > 0, "nothing is on its way");
            Thread closing = new Thread(() -> {
                announcement.close();
                describe(store, driver);
            });
            closing.start();
            closing.join(500);  // where it does not wait, it is done long before that
            RELEASED.countDown();
            closing.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            await(() -> maps.chores().getLocalExecutorStats().getPendingTaskCount() == 0
                    && maps.chores().getLocalExecutorStats().getStartedTaskCount()
                            == maps.chores().getLocalExecutorStats().getCompletedTaskCount(), "chores do not end");
            assertEquals(Optional.of(driver), store.find("run"));
        }
    }

    private static void describe(RunStore store, RunState run) {
        try {
            store.describe(run);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition, String otherwise) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, otherwise);
            Thread.sleep(2);
        }
    }
}
