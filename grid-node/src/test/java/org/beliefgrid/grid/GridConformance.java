package org.beliefgrid.grid;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.State;
import org.beliefgrid.store.Checkpoint;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.RunStore;
import org.junit.jupiter.api.DynamicTest;

/**
 * Puts algorithms that follow each other through a real grid, members in this process joined by sockets on the loopback
 * interface: with one member, with three, with three of which one, the driver's, is killed, and where all are and the run is
 * gone on with from its last checkpoint in another grid, it must end with the bits that a plain loop in one thread gives. Needs
 * the JVM flags that Hazelcast asks for.
 */
public final class GridConformance {
    private static final int PARTITIONS = 30;
    private static final int THREADS = 2;
    private static final long MILLIS_TO_WRITE = 40;
    private static final long MOST_MILLIS_TO_WRITE = 30_000;

    private final List<? extends IterativeAlgorithm> algorithms;
    private final Path folder;

    private GridConformance(List<? extends IterativeAlgorithm> algorithms, Path folder) {
        this.algorithms = algorithms;
        this.folder = folder;
    }

    /**
     * @param folder for the members' store, empty
     * @param algorithms for the cases of {@link ConformanceCases}
     */
    public static GridConformance of(Path folder, IterativeAlgorithm... algorithms) {
        return new GridConformance(List.of(algorithms), folder);
    }

    /** Four tests, each with a grid of its own. */
    public Stream<DynamicTest> tests() {
        return Stream.of(dynamicTest("one member gives the bits of the plain loop", () -> run(1)),
                dynamicTest("three members give the bits of the plain loop", () -> run(3)),
                dynamicTest("so do three of which the driver's is killed", this::runWithALoss),
                dynamicTest("so does another grid that goes on from a checkpoint", this::runGoneOnWithElsewhere));
    }

    private void run(int members) throws Exception {
        try (TestGrid grid = new TestGrid(members, PARTITIONS, THREADS, folder.resolve("members-" + members))) {
            load(grid);
            assertUndisturbed(grid.finish("run", "cases", algorithms));
        }
    }

    private void runWithALoss() throws Exception {
        try (TestGrid grid = new TestGrid(3, PARTITIONS, THREADS, folder.resolve("killed"))) {
            load(grid);
            grid.startRun("run", "cases", algorithms);
            int rounds = PlainLoop.rounds(algorithms, ConformanceCases.shards());
            TestGrid.driveTo(new EpochDriver(grid.member(2), "run"), rounds / 2);
            grid.terminate(2);
            try (EpochDriver next = new EpochDriver(grid.member(1), "run")) {
                TestGrid.assertFinished(grid.driveToEnd(next, "run"));
            }
            assertUndisturbed(grid.state("run"));
        }
    }

    private void runGoneOnWithElsewhere() throws Exception {
        Path place = folder.resolve("lost");
        RunStore store = RunStore.at(Location.of(place.toString()));
        int rounds = PlainLoop.rounds(algorithms, ConformanceCases.shards());
        try (TestGrid grid = new TestGrid(2, PARTITIONS, THREADS, place)) {
            load(grid);
            grid.describe("run", ConformanceCases.SOURCE.fingerprint(), 1);
            grid.startRun("run", "cases", algorithms);
            EpochDriver driver = new EpochDriver(grid.member(0), "run");
            for (int round = 1; round <= Math.max(1, rounds / 2); round++) {
                TestGrid.driveTo(driver, round);
                awaitCheckpoint(store, round, MILLIS_TO_WRITE);
            }
            awaitCheckpoint(store, 0, MOST_MILLIS_TO_WRITE);
        }
        Checkpoint last = store.read("run", store.rounds("run").get(0));
        try (TestGrid grid = new TestGrid(1, PARTITIONS, THREADS, place)) {
            load(grid);
            grid.describe("run", ConformanceCases.SOURCE.fingerprint(), 1);
            grid.goOn(last, "cases", algorithms);
            try (EpochDriver driver = new EpochDriver(grid.member(0), "run")) {
                TestGrid.assertFinished(grid.driveToEnd(driver, "run"));
            }
            assertUndisturbed(grid.state("run"));
        }
    }

    /** Rounds as short as these are faster than any disk: without a pause there would be few checkpoints to go on from. */
    private static void awaitCheckpoint(RunStore store, int leastRound, long millis) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (store.rounds("run").stream().noneMatch(round -> round >= leastRound) && System.nanoTime() < deadline) {
            Thread.sleep(2);
        }
    }

    private static void load(TestGrid grid) throws Exception {
        grid.load("cases", ConformanceCases.SOURCE, ConformanceCases.SEED, ConformanceCases.SHARDS);
    }

    private void assertUndisturbed(State found) {
        PlainLoop.assertSameBits(PlainLoop.run(algorithms, ConformanceCases.shards()), found, TestSeed.replay("last state"));
    }
}
