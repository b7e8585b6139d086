package org.beliefgrid.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.beliefgrid.client.BeliefGridClient;
import org.beliefgrid.client.BeliefGridJobs;
import org.beliefgrid.client.Data;
import org.beliefgrid.client.GridClient;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.GridMember;
import org.beliefgrid.grid.MemberOptions;
import org.beliefgrid.grid.NamedDatasets;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several callers who want a dataset under the same name. */
class NamedLoadIT {
    private static final long PATIENCE_SECONDS = 300;
    private static final TrainingPlan PLAN = TrainingPlan.DEFAULTS.withShards(4);
    /** They take a second or so to be drawn. */
    private static final Sources MANY = new Sources("many", new SourceSpec.Digits(1, 0, 20_000), Optional.empty(), 10);
    private static final Sources FEW = new Sources("few", new SourceSpec.Digits(1, 0, 40), Optional.empty(), 10);
    private static final GridSecret SECRET = GridSecret.random();

    @TempDir
    private static Path folder;
    private static HazelcastInstance grid;

    @BeforeAll
    static void start() throws IOException {
        grid = GridMember.startEmbedded(new MemberOptions("127.0.0.1", 0, List.of(), 4, 1, Location.of(folder.resolve("store")
                .toString()), SECRET));
    }

    @AfterAll
    static void stop() {
        grid.getLifecycleService().terminate();
    }

    private static HazelcastInstance client() throws IOException {
        return GridClient.connect(List.of("127.0.0.1:" + grid.getCluster().getLocalMember().getAddress().getPort()), SECRET);
    }

    private static void assertRefused(String name) {
        String expected = "dataset %s is just being loaded in this grid by another caller".formatted(name);
        assertEquals(expected, assertThrows(InvalidConfigException.class,
                () -> NamedLoad.byCaller(grid, new LoadJob(grid), name, FEW, PLAN)).getMessage());
        assertEquals(expected, assertThrows(InvalidConfigException.class,
                () -> NamedLoad.run(grid, name, FEW, PLAN, job -> { })).getMessage());
        assertEquals(expected, assertThrows(InvalidConfigException.class,
                () -> BeliefGridJobs.load(grid, name, Data.digits(), PLAN)).getMessage());
    }

    @Test
    void theSecondCallerIsRefusedAndTheFirstKeepsItsBlocks() throws Exception {
        GridMaps maps = new GridMaps(grid);
        CompletableFuture<Dataset> first = CompletableFuture.supplyAsync(() -> {
            try {
                return NamedLoad.byCaller(grid, new LoadJob(grid), "both", MANY, PLAN);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (maps.blocks().keySet().stream().noneMatch(key -> key.dataset().equals("both"))) {
            assertTrue(System.nanoTime() < end && !first.isDone(), "no block came");
            Thread.sleep(1);
        }
        assertRefused("both");
        Dataset loaded = first.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(20_000, loaded.totalCases());
        assertTrue(IntStream.range(0, loaded.shards()).allMatch(shard -> IntStream.range(0, loaded.blocks(shard))
                .allMatch(block -> maps.blocks().containsKey(loaded.key(shard, block)))), "blocks are missing");
        assertThrows(InvalidConfigException.class, () -> NamedLoad.requireFree(grid, "both"));
        new NamedDatasets(grid).delete("both");
    }

    @Test
    void aNameWhoseCallerIsGoneIsFree() throws Exception {
        HazelcastInstance client = client();
        try {
            RunLock.toLoad(client, "left");
            assertRefused("left");
        } finally {
            client.shutdown();
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        boolean taken = true;
        while (taken) {
            try {
                NamedLoad.run(grid, "left", FEW, PLAN, job -> { });
                taken = false;
            } catch (InvalidConfigException e) {
                assertTrue(System.nanoTime() < end, e.getMessage());  // the members have not noticed yet
                Thread.sleep(20);
            }
        }
        assertTrue(new GridMaps(grid).datasets().containsKey("left"));
    }

    @Test
    void aTableIsRefusedBeforeARowIsRead() throws Exception {
        Path schema = Files.writeString(folder.resolve("schema.yaml"), "label: x\n");
        String nowhere = folder.resolve("nowhere").toString();  // what is not there would be bad input
        BeliefGridClient client = BeliefGridClient.connect(grid, folder.resolve("models").toString());
        Data table = Data.table(nowhere, schema.toString());
        assertTrue(assertThrows(InvalidConfigException.class, () -> client.load(table, PLAN, "new")).getMessage()
                .startsWith(nowhere + ": rows of a table cannot be loaded under a name"));
    }
}
