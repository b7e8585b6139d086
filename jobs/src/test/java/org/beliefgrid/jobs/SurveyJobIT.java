package org.beliefgrid.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.config.MapConfig;
import com.hazelcast.core.DistributedObject;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.core.JobNotFoundException;
import com.hazelcast.jet.core.JobStatus;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.beliefgrid.client.GridClient;
import org.beliefgrid.data.table.SurveyedTable;
import org.beliefgrid.data.table.TableSurvey;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.GridMember;
import org.beliefgrid.grid.MemberOptions;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TableSchemaText;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left in the grid of a first reading that does not come to its end. */
class SurveyJobIT {
    private static final long PATIENCE_SECONDS = 300;
    private static final TableSchema SCHEMA = TableSchemaText.read("schema", "label: bought\n");
    private static final GridSecret SECRET = GridSecret.random();
    /** They take a second or more to be read. */
    private static final int MANY = 10_000_000;

    @TempDir
    private static Path folder;
    private static HazelcastInstance grid;

    @BeforeAll
    static void start() throws IOException {
        grid = GridMember.startEmbedded(new MemberOptions("127.0.0.1", 0, List.of(), 4, 1, Location.of(folder.resolve("store")
                .toString()), SECRET));
        Files.writeString(folder.resolve("few.csv"), "age,income,bought\n34,81000,no\n51,52000.5,yes\n");
        String some = "34,81000,no\n51,52000.5,yes\n".repeat(1000);
        try (BufferedWriter many = Files.newBufferedWriter(folder.resolve("many.csv"))) {
            many.write("age,income,bought\n");
            for (int rows = 0; rows < MANY; rows += 2000) {
                many.write(some);
            }
        }
    }

    @AfterAll
    static void stop() {
        grid.getLifecycleService().terminate();
    }

    private static CompletableFuture<SurveyedTable> read(SurveyJob job) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return TableSurvey.ofTraining(folder.resolve("many.csv").toString(), SCHEMA, job);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** Of the reading that goes on. */
    private static Job running(CompletableFuture<SurveyedTable> reading) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            assertTrue(System.nanoTime() < end && !reading.isDone(), () -> "no job reads, and the reading " + reading);
            for (Job job : grid.getJet().getJobs()) {
                if (isRunning(job) && job.getName().startsWith(GridMaps.SURVEY)) {
                    return job;
                }
            }
            Thread.sleep(1);
        }
    }

    private static boolean isRunning(Job job) {
        try {
            return job.getStatus() == JobStatus.RUNNING;
        } catch (JobNotFoundException e) {
            return false;  // listed, and not yet known to its coordinator
        }
    }

    private static List<String> maps() {
        return grid.getDistributedObjects().stream().map(DistributedObject::getName)
                .filter(name -> name.startsWith(GridMaps.SURVEY)).toList();
    }

    @Test
    void aReadingThatIsCancelledLeavesNeitherJobNorMap() throws Exception {
        SurveyJob job = new SurveyJob(grid);
        CompletableFuture<SurveyedTable> reading = read(job);
        Job running = running(reading);
        job.cancel();
        Exception ended = assertThrows(Exception.class, () -> reading.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertInstanceOf(CancellationException.class, ended instanceof ExecutionException ? ended.getCause() : ended);
        assertTrue(running.getStatus().isTerminal());
        assertEquals(List.of(), maps());
        assertThrows(CancellationException.class, () -> job.read(null), "one that was cancelled begins no job");
    }

    @Test
    void whatACallerThatIsGoneLeftIsRemovedByTheNextReading() throws Exception {
        HazelcastInstance client = GridClient.connect(List.of("127.0.0.1:" + grid.getCluster().getLocalMember().getAddress()
                .getPort()), SECRET);
        CompletableFuture<SurveyedTable> reading = read(new SurveyJob(client));
        Job left = running(reading);
        TableSurvey.ofTraining(folder.resolve("few.csv").toString(), SCHEMA, new SurveyJob(grid));
        assertEquals(List.of(left.getName()), maps(), "that of a caller who waits must stay");
        client.getLifecycleService().terminate();
        assertThrows(ExecutionException.class, () -> reading.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!maps().isEmpty()) {
            assertTrue(System.nanoTime() < end, () -> "still there: " + maps());
            TableSurvey.ofTraining(folder.resolve("few.csv").toString(), SCHEMA, new SurveyJob(grid));
        }
        assertTrue(left.getStatus().isTerminal());
    }

    @Test
    void whatNobodyRemovesGoesByItself() {
        MapConfig map = grid.getConfig().findMapConfig(GridMaps.SURVEY + "any");
        assertEquals(86_400, map.getTimeToLiveSeconds());
    }
}
