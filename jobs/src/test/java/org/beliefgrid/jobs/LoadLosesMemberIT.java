package org.beliefgrid.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.core.JobNotFoundException;
import com.hazelcast.jet.core.JobStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.grid.Block;
import org.beliefgrid.grid.BlockKey;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.GridMember;
import org.beliefgrid.grid.MemberOptions;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A member goes away while members load. */
class LoadLosesMemberIT {
    private static final long PATIENCE_SECONDS = 300;
    private static final TrainingPlan PLAN = TrainingPlan.DEFAULTS.withShards(6);
    /** They take some seconds to be drawn. */
    private static final SourceSpec MANY = new SourceSpec.Digits(1, 0, 60_000);
    private static final int CLASSES = 10;

    @TempDir
    private Path folder;
    private final List<HazelcastInstance> members = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        GridSecret secret = GridSecret.random();
        List<String> join = List.of();
        for (int member = 0; member < 3; member++) {
            members.add(GridMember.startEmbedded(new MemberOptions("127.0.0.1", 0, join, PLAN.shards(), 1,
                    Location.of(folder.resolve("store").toString()), secret)));
            join = List.of("127.0.0.1:" + members.get(0).getCluster().getLocalMember().getAddress().getPort());
        }
        assertEquals(3, members.get(0).getCluster().getMembers().size());
    }

    @AfterEach
    void stop() {
        members.forEach(member -> member.getLifecycleService().terminate());
    }

    private HazelcastInstance stays() {
        return members.get(1);
    }

    private List<Job> jobs(String name) {
        return stays().getJet().getJobs(LoadJob.jobName(name));
    }

    private boolean isRunning(String name) {
        try {
            return jobs(name).stream().anyMatch(job -> job.getStatus() == JobStatus.RUNNING);
        } catch (JobNotFoundException e) {
            return false;  // listed, and not yet known to its coordinator
        }
    }

    private static Dataset load(HazelcastInstance member, String name) {
        try {
            return new LoadJob(member).load(name, MANY, PLAN, CLASSES, false);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Jet would start the job again by itself, too, but only after it has waited: so it must be one that came after it. */
    @ParameterizedTest(name = "member {0}, the oldest being 0")
    @ValueSource(ints = {0, 2})
    void theLoadIsBegunAgainAndHasAllBlocks(int victim) throws Exception {
        CompletableFuture<Dataset> loading = CompletableFuture.supplyAsync(() -> load(stays(), "lost"));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!isRunning("lost")) {
            assertTrue(System.nanoTime() < end && !loading.isDone(), () -> "no job loads, and the loading " + loading);
            Thread.sleep(1);
        }
        members.get(victim).getLifecycleService().terminate();
        Dataset dataset = loading.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(List.of(JobStatus.FAILED, JobStatus.COMPLETED), jobs("lost").stream()
                .sorted(Comparator.comparing(Job::getSubmissionTime)).map(Job::getStatus).toList());

        Dataset undisturbed = load(stays(), "undisturbed");
        assertEquals(undisturbed.fingerprint(), dataset.fingerprint());
        assertArrayEquals(undisturbed.cases(), dataset.cases());
        GridMaps maps = new GridMaps(stays());
        for (int shard = 0; shard < PLAN.shards(); shard++) {
            for (int number = 0; number < dataset.blocks(shard); number++) {
                BlockKey key = dataset.key(shard, number);
                Block expected = maps.blocks().get(undisturbed.key(shard, number));
                assertArrayEquals(expected.values(), maps.blocks().get(key).values(), key.toString());
                assertArrayEquals(expected.labels(), maps.blocks().get(key).labels(), key.toString());
            }
        }
    }
}
