package org.beliefgrid.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.beliefgrid.client.GridClient;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.GridMember;
import org.beliefgrid.grid.MemberOptions;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.RunStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client says of a run before a driver has it, in a grid whose member is busy. */
class AnnouncementIT {
    private static final RunDescription RUN = new RunDescription("run", "model", "data", List.of(), List.of(), 3, "", "", "",
            "", Moment.now(), 5);
    private static final long PATIENCE_SECONDS = 30;

    /** Of all chores that keep a member busy; they are run in this process. */
    private static final CountDownLatch RELEASED = new CountDownLatch(1);
    private static final AtomicInteger BUSY = new AtomicInteger();

    @TempDir
    private Path folder;

    /** Keeps a thread of a member busy. */
    private static final class Busy implements Callable<Boolean>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean call() throws InterruptedException {
            BUSY.incrementAndGet();
            return RELEASED.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void nothingThatWasOnItsWayTakesThePlaceOfWhatADriverSays() throws Exception {
        RunStore store = RunStore.at(Location.of(folder.toString()));
        RunState driver = new RunState(RUN, new RunProgress(RunProgress.Status.RUNNING, "", "fine-tuning", 1, 9, 1, 1, 0, 0, 1,
                Moment.now(), "", 0));
        GridSecret secret = GridSecret.random();
        HazelcastInstance member = GridMember.startEmbedded(new MemberOptions("127.0.0.1", 0, List.of(), 2, 1,
                Location.of(folder.toString()), secret));
        HazelcastInstance client = null;
        try {
            int port = member.getCluster().getLocalMember().getAddress().getPort();
            client = GridClient.connect(List.of("127.0.0.1:" + port), secret);
            Announcement announcement = Announcement.of(client, RUN, 1);
            assertEquals(Optional.of(RUN), store.find("run").map(RunState::description));
            IExecutorService chores = new GridMaps(member).chores();
            int threads = member.getConfig().findExecutorConfig(chores.getName()).getPoolSize();
            for (int thread = 0; thread < threads; thread++) {
                chores.submit(new Busy());
            }
            await(() -> BUSY.get() == threads && chores.getLocalExecutorStats().getPendingTaskCount() > 0,
                    "nothing is on its way");
            Thread closing = new Thread(() -> {
                announcement.close();
                describe(store, driver);
            });
            closing.start();
            closing.join(500);  // where it does not wait, it is done long before that
            RELEASED.countDown();
            closing.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            await(() -> chores.getLocalExecutorStats().getPendingTaskCount() == 0
                    && chores.getLocalExecutorStats().getStartedTaskCount() == chores.getLocalExecutorStats()
                            .getCompletedTaskCount(), "chores do not end");
            assertEquals(Optional.of(driver), store.find("run"));
        } finally {
            RELEASED.countDown();
            if (client != null) {
                client.shutdown();
            }
            member.getLifecycleService().terminate();
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
