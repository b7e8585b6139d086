package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.core.JobStatus;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.SourceBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.beliefgrid.client.EmbeddedGrid;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.grid.RunFence;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.grid.RunCleaner;
import org.beliefgrid.jobs.Resumption;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.TrainRequest;
import org.beliefgrid.jobs.TrainSession;
import org.beliefgrid.jobs.TrainTask;
import org.beliefgrid.jobs.TrainingRun;
import org.beliefgrid.jobs.Watcher;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.model.Learned;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.RunStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings in a grid that goes away, or that somebody left, at moments that no signal from outside hits. */
class TrainSessionIT {
    private static final TrainingPlan PLAN = PlanText.read("plan", """
            hidden: [4]
            shards: 2
            miniBatch: 10
            pretraining: {epochs: 1}
            fineTuning: {epochs: 2}
            """);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path folder;
    private TrainRequest request;
    private RunStore runs;

    @BeforeEach
    void writeData() throws Exception {
        Path data = SmallData.write(folder.resolve("data"));
        SourceSpec training = SourceSpec.of(List.of("idx", data.resolve(SmallData.TRAIN_IMAGES).toString(),
                data.resolve(SmallData.TRAIN_LABELS).toString(), String.valueOf(SmallData.CLASSES)), "test");
        request = new TrainRequest(new Sources("data", training, Optional.empty(), SmallData.CLASSES), PLAN,
                Optional.empty(), false);
        runs = RunStore.at(Location.of(folder.toString()));
    }

    private EmbeddedGrid grid() throws Exception {
        return EmbeddedGrid.start(1, 2, 1, Location.of(folder.toString()));
    }

    /** Does something as soon as the data are loaded, before the run begins. */
    private static Watcher whenLoaded(Runnable action) {
        return new Watcher() {
            @Override
            public void begun() {
                // Not yet.
            }

            @Override
            public void says(String line) {
                if (line.startsWith("loaded in")) {
                    action.run();
                }
            }

            @Override
            public void starts(List<IterativeAlgorithm> algorithms, int algorithm, int rounds) {
                // Too late.
            }

            @Override
            public void round(RoundReport report) {
                // Too late.
            }

            @Override
            public void ends() {
                // Too late.
            }
        };
    }

    @Test
    void when_theGridIsLostBetweenLoadingAndTheFirstRound_then_theRunCanBeGoneOnWith() throws Exception {
        TrainTask task = TrainTask.begin("lost", 5);
        try (EmbeddedGrid grid = grid()) {
            HazelcastInstance member = grid.first();
            try (TrainSession session = new TrainSession(member, request, task,
                    whenLoaded(() -> member.getLifecycleService().terminate()))) {
                assertThrows(RuntimeException.class, () -> session.train(false));
                assertTrue(session.resumable());
            }
        }
        assertTrue(runs.find(task.run()).isPresent());
    }

    /** What a driver throws reaches the caller through Jet, as text. */
    @Test
    void when_aDriverEndsBecauseItsStoreIsAway_then_theOperatorIsToldInOneLine() throws Exception {
        TrainTask task = TrainTask.begin("away", 5);
        try (EmbeddedGrid grid = grid()) {
            grid.first().getUserContext().put(RunFence.CONTEXT_KEY, new FenceAway());
            try (TrainSession session = new TrainSession(grid.first(), request, task, whenLoaded(() -> { }))) {
                GridUnavailableException failure = assertThrows(GridUnavailableException.class, () -> session.train(false));
                assertEquals("run %s stopped after 0 rounds: the store is away".formatted(task.run()), failure.getMessage());
                assertEquals(ExitCode.GRID_UNAVAILABLE, ExitCode.of(failure));
                assertTrue(session.resumable());
            }
        }
    }

    private static final class FenceAway implements RunFence {
        @Override
        public Owner claim(String run, long generation, String incarnation) {
            throw new GridUnavailableException("the store is away");
        }

        @Override
        public boolean goesOn(UUID member, UUID lost) {
            throw new IllegalStateException("nobody went away");
        }

        @Override
        public void release(String run) {
            // Nothing was claimed.
        }
    }

    @Test
    void when_aCallerDiedWhileItsDataWereLoaded_then_resumeEndsThatAndLoadsAgain() throws Exception {
        TrainTask task = TrainTask.begin("left", 5);
        String expected;
        try (EmbeddedGrid grid = grid()) {
            HazelcastInstance member = grid.first();
            try (TrainSession session = new TrainSession(member, request, task, whenLoaded(() -> { }))) {
                expected = session.train(false).sha256();
            }
            assertFalse(runs.rounds(task.run()).isEmpty(), "nobody has saved the model");
            RunCleaner cleaner = new RunCleaner(new GridMaps(member));  // as in another grid
            cleaner.leaveRun(task.run());
            cleaner.forgetDataset(task.run());
            Job left = member.getJet().newJob(endless(), new JobConfig().setName("beliefgrid-load-" + task.run()));
            awaitRunning(left);
            Resumption resumed = Resumption.read(runs, task.run(), damage -> { });
            try (TrainSession session = new TrainSession(member, request,
                    new TrainTask(task.run(), "left", 5, Optional.of(resumed), TrainTask.Presence.PERHAPS),
                    whenLoaded(() -> { }))) {
                Learned model = session.train(false);
                session.saved();
                assertEquals(expected, model.sha256());
            }
            assertTrue(left.getStatus().isTerminal(), () -> left.getStatus().toString());
        }
    }

    @Test
    void aResultThatWasNotSavedWaitsInTheGridForWhoeverAttaches() throws Exception {
        TrainTask task = TrainTask.begin("unsaved", 5);
        String expected;
        try (EmbeddedGrid grid = grid()) {
            HazelcastInstance member = grid.first();
            try (TrainSession session = new TrainSession(member, request, task, whenLoaded(() -> { }))) {
                expected = session.train(false).sha256();
            }
            assertTrue(TrainingRun.isIn(member, task.run()));
            try (TrainSession session = new TrainSession(member, request,
                    new TrainTask(task.run(), "unsaved", 5, Optional.empty(), TrainTask.Presence.THERE),
                    whenLoaded(() -> fail("nothing is loaded again")))) {
                assertEquals(expected, session.train(false).sha256());
                session.saved();
            }
            assertFalse(TrainingRun.isIn(member, task.run()));
        }
    }

    private static Pipeline endless() {
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(SourceBuilder.batch("endless", context -> "").<String>fillBufferFn((context, buffer) -> { }).build())
                .writeTo(Sinks.noop());
        return pipeline;
    }

    private static void awaitRunning(Job job) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (job.getStatus() != JobStatus.RUNNING) {
            assertTrue(System.nanoTime() < deadline, () -> "the job is " + job.getStatus());
            Thread.sleep(2);
        }
    }
}
