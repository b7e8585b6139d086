package org.beliefgrid.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.MapInterceptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.GridMember;
import org.beliefgrid.grid.MemberOptions;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A caller of a standing grid whose member goes away while it was asked something. */
class GridClientIT {
    private static final long PATIENCE_SECONDS = 30;

    /** Members are in this process: the first that is asked gets stuck, until the test lets go of it. */
    private static final AtomicBoolean ARMED = new AtomicBoolean();
    private static final CountDownLatch STUCK = new CountDownLatch(1);
    private static final CountDownLatch RELEASED = new CountDownLatch(1);

    @TempDir
    private Path folder;

    /** Holds up the first value that is put. */
    private static final class HoldUp implements MapInterceptor {
        private static final long serialVersionUID = 1L;

        @Override
        public Object interceptPut(Object before, Object value) {
            if (ARMED.compareAndSet(true, false)) {
                STUCK.countDown();
                boolean interrupted = false;
                while (RELEASED.getCount() > 0) {
                    try {
                        RELEASED.await();
                    } catch (InterruptedException e) {
                        interrupted = true;  // a dead member does not answer, not even that
                    }
                }
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            return null;
        }

        @Override
        public Object interceptGet(Object value) {
            return null;
        }

        @Override
        public void afterGet(Object value) {
            // Nothing is done with it.
        }

        @Override
        public void afterPut(Object value) {
            // Nothing is done with it.
        }

        @Override
        public Object interceptRemove(Object value) {
            return null;
        }

        @Override
        public void afterRemove(Object value) {
            // Nothing is done with it.
        }
    }

    @Test
    void when_aMemberDiesWithWhatACallerWrites_then_anotherIsAsked() throws Exception {
        GridSecret secret = GridSecret.random();
        HazelcastInstance first = member(secret, List.of());
        HazelcastInstance second = null;
        HazelcastInstance client = null;
        try {
            second = member(secret, List.of(address(first)));
            client = GridClient.connect(List.of(address(first), address(second)), secret);
            new GridMaps(first).descriptions().addInterceptor(new HoldUp());
            HazelcastInstance dying = second;
            String key = keyOf(dying);
            IMap<String, String> map = new GridMaps(client).descriptions();
            ARMED.set(true);
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> map.set(key, "value"));
            assertTrue(STUCK.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "the member was not asked");
            dying.getLifecycleService().terminate();
            written.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertEquals("value", new GridMaps(first).descriptions().get(key));
        } finally {
            RELEASED.countDown();
            if (client != null) {
                client.shutdown();
            }
            if (second != null) {
                second.getLifecycleService().terminate();
            }
            first.getLifecycleService().terminate();
        }
    }

    private HazelcastInstance member(GridSecret secret, List<String> join) throws IOException {
        return GridMember.startEmbedded(new MemberOptions("127.0.0.1", 0, join, 5, 1, Location.of(folder.toString()), secret));
    }

    private static String address(HazelcastInstance member) {
        return "127.0.0.1:" + member.getCluster().getLocalMember().getAddress().getPort();
    }

    /** A key of a partition that a member owns: it may take a moment until it has some. */
    private static String keyOf(HazelcastInstance member) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline) {
            Optional<String> key = IntStream.range(0, 10_000).mapToObj(String::valueOf).filter(name -> member.getCluster()
                    .getLocalMember().equals(member.getPartitionService().getPartition(name).getOwner())).findFirst();
            if (key.isPresent()) {
                return key.get();
            }
            Thread.sleep(20);
        }
        throw new AssertionError("the member owns no partition");
    }
}
