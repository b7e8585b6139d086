package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers of several runs that move one dataset: whatever they do at once, its blocks are where it says, and only there. */
class ShardMoverIT {
    private static final long SEED = TestSeed.VALUE;
    private static final int SHARDS = 12;
    private static final int DRIVERS = 2;
    private static final int TRIALS = 30;

    @TempDir
    private Path folder;
    private TestGrid grid;
    private final ExecutorService drivers = Executors.newFixedThreadPool(DRIVERS);

    @BeforeEach
    void load() throws Exception {
        grid = new TestGrid(2, 30, 1, folder);
        grid.load("cases", new BinaryCases(SEED, 120, 6, 5, 60), SEED, SHARDS);
    }

    @AfterEach
    void end() {
        drivers.shutdownNow();
        grid.close();
    }

    private Dataset current() {
        return grid.maps().datasets().get("cases");
    }

    private static int[] elsewhere(Dataset dataset) {
        return IntStream.of(dataset.homes()).map(home -> home ^ 1).toArray();
    }

    private ShardMover mover(int driver) {
        return new ShardMover(new GridMaps(grid.member(driver)));
    }

    private void assertWholeAt(int[] homes) {
        Dataset now = current();
        assertArrayEquals(homes, now.homes());
        Set<BlockKey> keys = new HashSet<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            for (int block = 0; block < now.blocks(shard); block++) {
                keys.add(now.key(shard, block));
            }
        }
        assertEquals(keys, grid.maps().blocks().keySet());
    }

    /** Has all drivers move what each finds, so many times, at the same time; how often one did. */
    private int together(int times, Supplier<Dataset> found) throws Exception {
        CyclicBarrier start = new CyclicBarrier(DRIVERS);
        List<Future<Integer>> ends = new ArrayList<>();
        for (int driver = 0; driver < DRIVERS; driver++) {
            ShardMover mover = mover(driver);
            ends.add(drivers.submit(() -> {
                start.await();
                return (int) IntStream.range(0, times).filter(time -> moves(mover, found.get())).count();
            }));
        }
        int moves = 0;
        for (Future<Integer> end : ends) {
            moves += end.get();
        }
        return moves;
    }

    private static boolean moves(ShardMover mover, Dataset dataset) {
        try {
            mover.move(dataset, elsewhere(dataset));
            return true;
        } catch (ConcurrentModificationException e) {
            return false;
        }
    }

    @Test
    void when_aDriverComesTooLate_then_theBlocksStayWhereTheFirstMovedThem() {
        Dataset dataset = current();
        mover(0).move(dataset, elsewhere(dataset));
        assertThrows(ConcurrentModificationException.class, () -> mover(1).move(dataset, elsewhere(dataset)));
        assertWholeAt(elsewhere(dataset));
    }

    @Test
    void when_driversMoveToTheSameHomesAtTheSameTime_then_oneDoes() throws Exception {
        for (int trial = 0; trial < TRIALS; trial++) {
            Dataset dataset = current();
            assertEquals(1, together(1, () -> dataset));
            assertWholeAt(elsewhere(dataset));
        }
    }

    /** One may find the blocks moved, and move them back, while the other still removes them where they had been. */
    @Test
    void when_driversMoveToAndFroAtTheSameTime_then_noBlockIsLost() throws Exception {
        Dataset dataset = current();
        int moves = together(TRIALS, this::current);
        assertWholeAt(moves % 2 == 0 ? dataset.homes() : elsewhere(dataset));
    }

    @Test
    void when_aDriverThatWaitsIsInterrupted_then_nothingStaysLocked() throws Exception {
        Dataset dataset = current();
        GridMaps held = new GridMaps(grid.member(0));
        held.datasets().lock("cases");
        Future<Boolean> waiting = drivers.submit(() -> moves(mover(1), dataset));
        Thread.sleep(500);
        drivers.shutdownNow();
        assertInstanceOf(CancellationException.class, assertThrows(ExecutionException.class, waiting::get).getCause());
        held.datasets().unlock("cases");
        Thread.sleep(500);
        assertFalse(held.datasets().isLocked("cases"));
        mover(0).move(dataset, elsewhere(dataset));
        assertWholeAt(elsewhere(dataset));
    }

    /** The members gave its driver up, and free what it holds; so another one was at work meanwhile. */
    @Test
    void when_aDriverLosesItsLock_then_itRemovesOnlyWhatIsNotInUse() {
        Dataset dataset = current();
        int[] other = elsewhere(dataset);
        int[] partly = dataset.homes().clone();
        System.arraycopy(other, 0, partly, 0, SHARDS / 2);
        mover(0).move(dataset, partly);
        assertThrows(ConcurrentModificationException.class, () -> mover(1).copyAndSwitch(dataset, other));
        assertWholeAt(partly);
    }
}
