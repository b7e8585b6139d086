package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.map.IMap;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.beliefgrid.error.GridUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes that were acknowledged and are lost, as a member takes them along that the others have given up; and moments at which
 * members do not see each other. Real members that stand still are in {@code FrozenMemberIT}.
 */
class ConfirmedWritesIT {
    private static final int ENTRIES = 20;
    private static TestGrid grid;

    @BeforeAll
    static void startMembers(@TempDir Path folder) throws Exception {
        grid = new TestGrid(3, 11, 1, folder);
    }

    @AfterAll
    static void stopMembers() {
        grid.close();
    }

    @AfterEach
    void removeEntries() {
        map().clear();
    }

    private static IMap<String, String> map() {
        return grid.maps().descriptions();
    }

    private static Map<String, String> entries() {
        return IntStream.range(0, ENTRIES).boxed().collect(Collectors.toMap(i -> "key " + i, i -> "value " + i));
    }

    private static ConfirmedWrites writes(Runnable view) {
        ConfirmedWrites writes = new ConfirmedWrites(view);
        entries().forEach((key, value) -> writes.write(map(), key, value));
        return writes;
    }

    @Test
    void whatIsLostAfterItWasAcknowledgedIsWrittenAgainUntilItStays() {
        AtomicInteger views = new AtomicInteger();
        writes(() -> {
            assertEquals(entries(), map().getAll(entries().keySet()), "acknowledged");
            int lost = Math.max(0, 9 - 4 * views.getAndIncrement());
            IntStream.range(0, lost).forEach(i -> map().delete("key " + i));
        }).confirm("the test");
        assertEquals(entries(), map().getAll(entries().keySet()));
        assertEquals(4, views.get(), "9, 5, 1 and no entries were lost");
    }

    @Test
    void whatIsLostAgainAndAgainEndsInOneLine() {
        GridUnavailableException failure = assertThrows(GridUnavailableException.class,
                () -> writes(() -> map().delete("key 3")).confirm("the test"));
        assertEquals("1 of 20 entries of the test were lost 10 times: members come and go too often", failure.getMessage());
    }

    /** The removal of the entry before may be what was lost. */
    @Test
    void anOlderValueIsNotTakenForTheNewOne() {
        AtomicInteger views = new AtomicInteger();
        ConfirmedWrites writes = new ConfirmedWrites(() -> {
            if (views.getAndIncrement() == 0) {
                map().set("run", "before");
            }
        });
        writes.writeOver(map(), "run", "now");
        writes.confirm("the test");
        assertEquals("now", map().get("run"));
        assertEquals(2, views.get());
    }

    @Test
    void membersOfASoundGridSeeEachOther() {
        for (int member = 0; member < 3; member++) {
            new CommonView(grid.member(member)).await();
        }
    }

    /** As two members whose callers ask at the same time: nobody waits for the other. */
    @Test
    void manyCallersMayAskAtOnce() throws Exception {
        CountDownLatch seen = new CountDownLatch(9);
        for (int caller = 0; caller < 9; caller++) {
            int member = caller % 3;
            new Thread(() -> {
                new CommonView(grid.member(member)).await();
                seen.countDown();
            }).start();
        }
        assertTrue(seen.await(60, TimeUnit.SECONDS), () -> seen.getCount() + " callers still wait");
    }

    @Test
    void when_aMemberIsCutOff_then_theCallerWaitsUntilItHasGone(@TempDir Path folder) throws Exception {
        try (TestGrid other = new TestGrid(3, 11, 1, folder)) {
            Quorum.of(other.member(2)).cutOff("the test says so");
            AtomicLong clock = new AtomicLong();
            GridUnavailableException failure = assertThrows(GridUnavailableException.class,
                    () -> new CommonView(other.member(0), () -> clock.getAndAdd(TimeUnit.SECONDS.toNanos(200))).await());
            assertTrue(failure.getMessage().startsWith("for 300 s the members of the grid have not agreed on who is there: "
                    + "member " + other.member(2).getCluster().getLocalMember().getAddress() + " "), failure::getMessage);
            other.terminate(2);
            new CommonView(other.member(0)).await();
            assertEquals(2, Set.copyOf(other.member(0).getCluster().getMembers()).size());
        }
    }
}
