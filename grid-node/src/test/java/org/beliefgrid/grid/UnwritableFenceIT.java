package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.grid.EpochDriver.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that cannot be written when a driver must claim its generation: after a member was killed. A file stands in the place
 * of the run's folder, where not even root can write then.
 */
class UnwritableFenceIT {
    private static final long SEED = TestSeed.VALUE;
    private static final int SHARDS = 4;
    private static final BinaryCases CASES = new BinaryCases(SEED, 100, 6, 5, 60);
    private static final List<TroubledWalk> WALK = List.of(new TroubledWalk(6, TroubledWalk.NOBODY, TroubledWalk.NOBODY));

    @TempDir
    private Path folder;
    private Path marks;
    private Path saved;

    @BeforeEach
    void namePlaces() {
        marks = folder.resolve("runs/run");
        saved = folder.resolve("saved");
    }

    private void takeAway() throws IOException {
        Files.move(marks, saved);
        Files.createFile(marks);
    }

    private void bringBack() throws IOException {
        Files.delete(marks);
        Files.move(saved, marks);
    }

    private static EpochDriver begun(TestGrid grid, int member, int rounds) throws Exception {
        grid.load("cases", CASES, SEED, SHARDS);
        grid.startRun("run", "cases", WALK);
        EpochDriver driver = new EpochDriver(grid.member(member), "run");
        TestGrid.driveTo(driver, rounds);
        return driver;
    }

    private static void assertEndsAsIfNothingHadHappened(TestGrid grid, EpochDriver driver) throws Exception {
        try (driver) {
            TestGrid.assertFinished(grid.driveToEnd(driver, "run"));
        }
        PlainLoop.assertSameBits(PlainLoop.run(WALK, CASES, SEED, SHARDS), grid.state("run"), TestSeed.replay("last state"));
    }

    @Test
    void when_theStoreIsAwayForSomeTime_then_theDriverWaitsForItAndTheRunEndsTheSame() throws Exception {
        try (TestGrid grid = new TestGrid(3, 11, 1, folder)) {
            EpochDriver driver = begun(grid, 0, 2);
            takeAway();
            grid.terminate(2);
            int before = grid.maps().runs().get("run").round();
            for (int step = 0; step < 5; step++) {
                assertEquals(Progress.GOING_ON, driver.step().progress());
            }
            assertEquals(before, grid.maps().runs().get("run").round(), "a commit without a claim");
            bringBack();
            assertEndsAsIfNothingHadHappened(grid, driver);
        }
    }

    @Test
    void when_theStoreStaysAway_then_theNewDriverEndsWithTheReasonAndALaterOneGoesOn() throws Exception {
        try (TestGrid grid = new TestGrid(3, 11, 1, folder)) {
            begun(grid, 2, 2);
            grid.terminate(2);
            takeAway();
            AtomicLong clock = new AtomicLong();
            try (EpochDriver driver = new EpochDriver(grid.member(1), "run",
                    () -> clock.getAndAdd(TimeUnit.SECONDS.toNanos(50)))) {
                GridUnavailableException failure = assertThrows(GridUnavailableException.class,
                        () -> grid.driveToEnd(driver, "run"));
                assertEquals(1, failure.getMessage().lines().count(), failure::getMessage);
                for (String named : List.of("no mark can be written in the store", marks.toString())) {
                    assertTrue(failure.getMessage().contains(named), failure::getMessage);
                }
            }
            assertEquals(RunRecord.Status.RUNNING, grid.maps().runs().get("run").status());
            bringBack();
            assertEndsAsIfNothingHadHappened(grid, new EpochDriver(grid.member(0), "run"));
        }
    }
}
