package org.beliefgrid.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.core.JobStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.beliefgrid.cli.SmallData;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.StoredEvaluation;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that train in a grid of two members, and what Jet's own ways of handling jobs do to their runs. */
class BeliefGridClientIT {
    private static final long PATIENCE_SECONDS = 300;
    private static final int EPOCHS = 100;
    private static final TrainingPlan PLAN = PlanText.read("plan", """
            hidden: [16, 10]
            shards: 4
            miniBatch: 10
            pretraining: {epochs: 2, initialDeviation: 0.1, chains: persistent}
            fineTuning: {epochs: 100, learningRate: 0.5}
            """);

    @TempDir
    private static Path folder;
    private static EmbeddedGrid grid;
    private static BeliefGridClient client;
    private static Data data;
    private static TrainedModel undisturbed;

    @BeforeAll
    static void trainUndisturbed() throws Exception {
        data = Data.folder(SmallData.write(folder.resolve("data")).toString(), SmallData.CLASSES);
        grid = EmbeddedGrid.start(2, 4, 1, Location.of(folder.resolve("models").toString()));
        client = BeliefGridClient.connect(grid.first(), folder.resolve("models").toString());
        undisturbed = client.train(data, PLAN, "undisturbed").result().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        grid.close();
    }

    /** Hears when a run has come to an epoch of fine-tuning, and waits there until it is let go on. */
    private static final class Until implements TrainingListener {
        private final int epoch;
        private final CountDownLatch there = new CountDownLatch(1);
        private final List<Integer> rounds = new ArrayList<>();

        Until(int epoch) {
            this.epoch = epoch;
        }

        @Override
        public void progress(TrainingProgress progress) {
            rounds.add(progress.round());
            if (progress.phase().equals("fine-tuning") && progress.epoch() >= epoch) {
                there.countDown();
            }
        }

        void await() throws InterruptedException {
            assertTrue(there.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "epoch " + epoch + " did not come");
        }
    }

    private static Job job(Training training) {
        return grid.first().getJet().getJob("beliefgrid-train-" + training.run());
    }

    private static void awaitStatus(Job job, JobStatus status) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (job.getStatus() != status) {
            assertTrue(System.nanoTime() < end, () -> "the job is " + job.getStatus() + ", not " + status);
            Thread.sleep(5);
        }
    }

    private static TrainedModel result(Training training) throws Exception {
        return training.result().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Throwable failure(Training training) {
        return assertThrows(ExecutionException.class, () -> result(training)).getCause();
    }

    @Test
    void aTrainedModelIsStoredEvaluatedAndNothingOfItIsLeftInTheGrid() throws Exception {
        assertEquals("undisturbed@1", undisturbed.saved().reference());
        assertTrue(client.models().contains("undisturbed"));
        assertTrue(Files.readString(folder.resolve("models/undisturbed/1.report.html")).contains(undisturbed.sha256()));
        assertEquals(SmallData.TEST_CASES, undisturbed.evaluation().orElseThrow().cases());
        try (Predictor predictor = client.open("undisturbed")) {
            assertEquals(undisturbed.sha256(), predictor.model().net().sha256());
            float[][] cases = testCases();
            int[] classes = predictor.predict(cases);
            long wrong = 0;
            byte[] labels = SmallData.labels(SmallData.TEST_CASES, 2);
            for (int i = 0; i < classes.length; i++) {
                wrong += classes[i] == labels[8 + i] ? 0 : 1;
            }
            assertEquals(undisturbed.evaluation().orElseThrow().errors(), wrong);
            float[][] all = predictor.probabilities(cases);
            assertArrayEquals(all[7], predictor.probabilities(cases[7]));
            assertEquals(10, predictor.transform(cases)[0].length);
            assertEquals(SmallData.HEIGHT * SmallData.WIDTH, predictor.reconstruct(cases)[0].length);
            assertEquals(cases.length, predictor.freeEnergy(cases).length);
            String problem = assertThrows(IllegalArgumentException.class, () -> predictor.predict(new float[3])).getMessage();
            assertTrue(problem.contains("3 values") && problem.contains("takes 30"), problem);
            cases[2][1] = Float.NaN;
            assertTrue(assertThrows(IllegalArgumentException.class, () -> predictor.predict(cases)).getMessage()
                    .contains("case 2, value 1"));
        }
        assertEquals(List.of(), client.runs().stream().filter(undisturbed.run()::equals).toList());
    }

    private static float[][] testCases() {
        byte[] file = SmallData.images(SmallData.TEST_CASES, SmallData.HEIGHT, SmallData.WIDTH, 2);
        int units = SmallData.HEIGHT * SmallData.WIDTH;
        float[][] cases = new float[SmallData.TEST_CASES][units];
        for (int i = 0; i < cases.length; i++) {
            for (int unit = 0; unit < units; unit++) {
                cases[i][unit] = (file[16 + i * units + unit] & 0xff) / 255f;
            }
        }
        return cases;
    }

    @Test
    void when_jetSuspendsResumesAndRestartsATraining_then_theModelIsTheSame() throws Exception {
        Until listener = new Until(EPOCHS / 4);
        Training training = client.train(TrainingOrder.of(data, PLAN, "suspended"), listener);
        listener.await();
        Job job = job(training);
        job.suspend();
        awaitStatus(job, JobStatus.SUSPENDED);
        assertTrue(client.runs().contains(training.run()), "a suspended run is in its grid");
        job.resume();
        awaitStatus(job, JobStatus.RUNNING);
        job.restart();
        assertEquals(undisturbed.sha256(), result(training).sha256());
        List<Integer> ascending = new ArrayList<>(listener.rounds);
        ascending.sort(null);
        assertEquals(ascending, listener.rounds, "no round is heard of twice");
    }

    @Test
    void when_jetCancelsATraining_then_itCanBeGoneOnWith() throws Exception {
        Until listener = new Until(EPOCHS / 4);
        Training training = client.train(TrainingOrder.of(data, PLAN, "cancelled"), listener);
        listener.await();
        job(training).cancel();
        assertInstanceOf(CancellationException.class, failure(training));
        assertEquals("cancelled-interrupted", training.lastRound().orElseThrow().name());
        assertTrue(training.isResumable());
        Training resumed = client.resume(training.run(), TrainingListener.silent());
        assertEquals(undisturbed.sha256(), result(resumed).sha256());
        assertEquals("cancelled@1", client.versions("cancelled").get(0).reference());
    }

    @Test
    void when_severalWatchARun_then_oneSavesItsModel() throws Exception {
        requireTheModelIsSavedOnceOfTwoWhoWait(data, PLAN, "watched", undisturbed.sha256());
    }

    /** The rows are in the grid, with all that was found in them: they are not read for whoever attaches. */
    @Test
    void aRunOnATableCanBeAttachedTo() throws Exception {
        StringBuilder rows = new StringBuilder("age,country,bought\n");
        for (int row = 0; row < 200; row++) {
            int years = row * 7 % 60;
            rows.append("%d,%s,%s\n".formatted(20 + years, row % 3 == 0 ? "CH" : "FR", years > 30 ? "yes" : "no"));
        }
        Path file = Files.writeString(folder.resolve("rows.csv"), rows);
        Path schema = Files.writeString(folder.resolve("schema.yaml"),
                "features: [age, {name: country, categorical: true}]\nlabel: bought\n");
        Data table = Data.table(file.toString(), schema.toString());
        TrainingPlan plan = PLAN.withHidden(List.of(8));
        String sha = result(client.train(table, plan, "table")).sha256();
        requireTheModelIsSavedOnceOfTwoWhoWait(table, plan, "watched-table", sha);
        assertEquals(List.of("no", "yes"), ModelStore.at(Location.of(folder.resolve("models").toString())).load("watched-table")
                .table().orElseThrow().classes());
    }

    private static void requireTheModelIsSavedOnceOfTwoWhoWait(Data cases, TrainingPlan plan, String model, String sha)
            throws Exception {
        Until listener = new Until(1);
        Training first = client.train(TrainingOrder.of(cases, plan, model), listener);
        listener.await();
        Job job = job(first);
        job.suspend();  // or it might be at its end before the second has come
        awaitStatus(job, JobStatus.SUSPENDED);
        assertTrue(client.runs().contains(first.run()));
        CountDownLatch attached = new CountDownLatch(1);
        Training second = client.attach(first.run(), new TrainingListener() {
            @Override
            public void begun(String run) {
                attached.countDown();
            }
        });
        assertTrue(attached.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        job.resume();
        int saved = 0;
        for (Training training : List.of(first, second)) {
            try {
                assertEquals(sha, result(training).sha256());
                saved++;
            } catch (ExecutionException e) {
                assertTrue(e.getCause().getMessage().contains(first.run()), e.getCause().toString());
            }
        }
        assertEquals(1, saved);
        assertEquals(1, client.versions(model).size());
    }

    @Test
    void twoTrainingsSideBySideDoNotDisturbEachOther() throws Exception {
        Training one = client.train(data, PLAN, "side");
        Training other = client.train(data, PLAN.withSeed(2), "by-side");
        try (Predictor predictor = client.open("undisturbed")) {
            float[][] cases = testCases();
            float[][] expected = predictor.probabilities(cases);
            while (!one.result().isDone()) {
                assertArrayEquals(expected, predictor.probabilities(cases));
            }
        }
        assertEquals(undisturbed.sha256(), result(one).sha256());
        String alone = result(client.train(data, PLAN.withSeed(2), "by-side")).sha256();
        assertEquals(alone, result(other).sha256());
    }

    @Test
    void datasetsThatAreLoadedByAMethodOrAJobServeTrainingsUntilTheyAreRemoved() throws Exception {
        client.load(data, PLAN, "once");
        Job load = grid.first().getJet().getJob("beliefgrid-load-once");
        assertEquals(JobStatus.COMPLETED, load.getStatus());
        assertTrue(assertThrows(InvalidConfigException.class, () -> client.load(data, PLAN, "once")).getMessage()
                .contains("once is in this grid already"));
        grid.first().getJet().newJob(BeliefGridJobs.load(grid.first(), "piped", data, PLAN), new JobConfig().setName("mine"))
                .join();
        for (String name : List.of("once", "piped")) {
            Training training = client.train(TrainingOrder.of(data, PLAN, "on-" + name).onLoaded(name),
                    TrainingListener.silent());
            assertEquals(undisturbed.sha256(), result(training).sha256());
        }
        Training other = client.train(TrainingOrder.of(data, PLAN.withSeed(2), "other").onLoaded("once"),
                TrainingListener.silent());
        assertEquals("dataset once was dealt by seed 1, the run is to have 2", failure(other).getMessage());
        client.unload("once");
        Training late = client.train(TrainingOrder.of(data, PLAN, "late").onLoaded("once"), TrainingListener.silent());
        assertTrue(failure(late).getMessage().contains("once is not in this grid"), failure(late).getMessage());
        assertEquals(List.of(), client.versions("other"));
    }

    @Test
    void ofALoadThatFailsNothingIsLeft() throws Exception {
        Path damaged = SmallData.write(folder.resolve("damaged"));
        Path labels = damaged.resolve(SmallData.TRAIN_LABELS);
        byte[] wrong = Files.readAllBytes(labels);
        wrong[8 + 5] = SmallData.CLASSES + 1;  // members find that out
        Files.write(labels, wrong);
        Data bad = Data.folder(damaged.toString(), SmallData.CLASSES);
        String problem = assertThrows(BadInputException.class, () -> client.load(bad, PLAN, "bad")).getMessage();
        assertTrue(problem.contains(labels.toString()), problem);
        for (String map : List.of("blocks", "loaded", "datasets", "sources")) {
            assertTrue(grid.first().getMap(map).keySet().stream().noneMatch(key -> key.toString().contains("bad")), map);
        }
        assertThrows(InvalidConfigException.class, () -> client.load(data, PLAN, "no/name"));
    }

    @Test
    void membersCountWhatAnEvaluationOnOneMachineDoes() throws Exception {
        Evaluation evaluation = client.evaluate("undisturbed@1", data);
        assertArrayEquals(undisturbed.evaluation().orElseThrow().confusion(), evaluation.confusion());
        Job job = grid.first().getJet().newJob(BeliefGridJobs.evaluate(folder.resolve("models").toString(), "undisturbed",
                data), new JobConfig().setName("nightly"));
        job.join();
        ModelStore store = ModelStore.at(Location.of(folder.resolve("models").toString()));
        assertEquals(Set.of(evaluation.errors()), store.versions("undisturbed").evaluations(1).values().stream()
                .map(StoredEvaluation::errors).collect(Collectors.toSet()));
        assertEquals(3, store.versions("undisturbed").evaluations(1).size());
    }

    @Test
    void aRunThatIsNotInTheGridIsRefusedByItsName() {
        String problem = assertThrows(InvalidConfigException.class, () ->
                client.attach("nobody-123456", TrainingListener.silent()))
                .getMessage();
        assertTrue(problem.contains("nobody-123456 is not in this grid"), problem);
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAnythingBegins() {
        HazelcastInstance member = grid.first();
        int jobs = member.getJet().getJobs().size();
        assertThrows(InvalidConfigException.class, () -> client.train(data, PLAN.withShards(401), "never"));
        assertEquals(jobs, member.getJet().getJobs().size());
    }
}
