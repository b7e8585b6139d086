package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.partition.InternalPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.learning.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks that went away with more members than they have backups come back from their source, with the same bytes. */
class LostBlocksIT {
    private static final long SEED = TestSeed.VALUE;
    private static final int SHARDS = 3;
    private static final int PARTITIONS = 30;
    private static final int CASES = 1600;
    private static final int SIDE = 50;
    private static final int CLASSES = 10;
    private static final List<ColumnMean> MEANS = List.of(new ColumnMean(7), new ColumnMean(2011));

    @TempDir
    private Path folder;
    private SourceSpec.Idx source;

    @BeforeEach
    void writeFiles() throws IOException {
        source = new SourceSpec.Idx(images(SEED).toString(), labels().toString(), CLASSES);
    }

    private Path images(long seed) throws IOException {
        byte[] pixels = new byte[CASES * SIDE * SIDE];
        new Random(seed).nextBytes(pixels);
        return Files.write(folder.resolve("images"), ByteBuffer.allocate(16 + pixels.length).putInt(0x803).putInt(CASES)
                .putInt(SIDE).putInt(SIDE).put(pixels).array());
    }

    private Path labels() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + CASES).putInt(0x801).putInt(CASES);
        for (int row = 0; row < CASES; row++) {
            bytes.put((byte) (row % CLASSES));
        }
        return Files.write(folder.resolve("labels"), bytes.array());
    }

    private Dataset load(TestGrid grid, boolean byCaller) throws IOException {
        CaseSource cases = source.open();
        Dataset dataset = grid.load("cases", cases, SEED, SHARDS);
        grid.maps().sources().set("cases", LoadedSource.of(source, byCaller,
                ShardLayout.of("cases", SEED, cases, dataset.homes())));
        assertTrue(dataset.blocks(0) > 1, "blocks of a shard");
        return dataset;
    }

    private static RunRecord end(TestGrid grid, String run) throws Exception {
        grid.startRun(run, "cases", MEANS);
        try (EpochDriver driver = new EpochDriver(grid.member(0), run)) {
            return grid.driveToEnd(driver, run);
        }
    }

    @Test
    void onlyWhatIsLostIsLoadedAgainAndTheRunEndsTheSame() throws Exception {
        try (TestGrid grid = new TestGrid(2, PARTITIONS, 2, folder)) {
            Dataset dataset = load(grid, false);
            TestGrid.assertFinished(end(grid, "undisturbed"));
            Map<BlockKey, Block> before = new HashMap<>(grid.maps().blocks().getAll(grid.maps().blocks().keySet()));
            Set<BlockKey> lost = Set.of(dataset.key(0, 1), dataset.key(2, 0), dataset.key(2, 1));
            lost.forEach(grid.maps().blocks()::delete);
            before.keySet().stream().filter(key -> !lost.contains(key)).forEach(key -> grid.maps().blocks().get(key));
            TestGrid.assertFinished(end(grid, "run"));
            PlainLoop.assertSameBits(grid.state("undisturbed"), grid.state("run"), TestSeed.replay("state"));
            assertEquals(before.keySet(), grid.maps().blocks().keySet());
            for (Map.Entry<BlockKey, Block> block : before.entrySet()) {
                Block now = grid.maps().blocks().get(block.getKey());
                assertArrayEquals(block.getValue().values(), now.values(), () -> TestSeed.replay(block.getKey().toString()));
                assertArrayEquals(block.getValue().labels(), now.labels());
                assertEquals(0, grid.maps().blocks().getEntryView(block.getKey()).getVersion(), "written once");
            }
        }
    }

    @Test
    void whatOnlyTheCallerCouldReadEndsTheRunWithThatReason() throws Exception {
        try (TestGrid grid = new TestGrid(2, PARTITIONS, 2, folder)) {
            grid.maps().blocks().delete(load(grid, true).key(1, 0));
            Files.delete(folder.resolve("images"));
            assertFailed(end(grid, "run"), "shard 1", "blocks of dataset cases are lost", "files of its own", "images");
            assertTrue(grid.statistics().stream().mapToLong(MemberStatistics::tasks).sum() <= SHARDS, "no attempt helps");
        }
    }

    @Test
    void whatTheCallerReadAndMembersCanReadTooIsLoadedAgain() throws Exception {
        try (TestGrid grid = new TestGrid(2, PARTITIONS, 2, folder)) {
            grid.maps().blocks().delete(load(grid, true).key(1, 0));
            TestGrid.assertFinished(end(grid, "run"));
        }
    }

    @Test
    void aSourceThatHasChangedEndsTheRunWithThatReason() throws Exception {
        try (TestGrid grid = new TestGrid(2, PARTITIONS, 2, folder)) {
            grid.maps().blocks().delete(load(grid, false).key(1, 0));
            images(SEED + 1);
            assertFailed(end(grid, "run"), "shard 1", "its source is not what it was", "sha256");
        }
    }

    @Test
    void aSourceThatIsDamagedEndsTheRunWithThatReason() throws Exception {
        try (TestGrid grid = new TestGrid(2, PARTITIONS, 2, folder)) {
            grid.maps().blocks().delete(load(grid, false).key(1, 0));
            byte[] whole = Files.readAllBytes(folder.resolve("images"));
            Files.write(folder.resolve("images"), Arrays.copyOf(whole, whole.length - 1));
            assertFailed(end(grid, "run"), "shard 1", "blocks of dataset cases are lost", "images");
        }
    }

    private static void assertFailed(RunRecord record, String... named) {
        assertEquals(RunRecord.Status.FAILED, record.status());
        for (String part : named) {
            assertTrue(record.failure().contains(part), record::failure);
        }
    }

    /** The first shard's owner and the member that has its backup go at once; three of five are enough. */
    @Test
    void when_twoOfFiveMembersDieAtOnce_then_theRunEndsTheSame() throws Exception {
        try (TestGrid grid = new TestGrid(5, PARTITIONS, 1, folder)) {
            Dataset dataset = load(grid, false);
            TestGrid.assertFinished(end(grid, "undisturbed"));
            State expected = grid.state("undisturbed");
            grid.startRun("run", "cases", MEANS);
            InternalPartition first = ((HazelcastInstanceProxy) grid.member(0)).getOriginal().node.getPartitionService()
                    .getPartition(grid.member(0).getPartitionService().getPartition(dataset.homes()[0]).getPartitionId());
            UUID owner = first.getReplica(0).uuid();
            UUID backup = first.getReplica(1).uuid();
            grid.terminateTogether(Set.of(owner, backup));
            try (EpochDriver driver = new EpochDriver(grid.member(0), "run")) {
                TestGrid.assertFinished(grid.driveToEnd(driver, "run"));
            }
            PlainLoop.assertSameBits(expected, grid.state("run"), TestSeed.replay("state"));
        }
    }
}
