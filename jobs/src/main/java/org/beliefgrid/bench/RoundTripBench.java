package org.beliefgrid.bench;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.beliefgrid.bench.Row.Bound;
import org.beliefgrid.client.BeliefGridClient;
import org.beliefgrid.client.Data;
import org.beliefgrid.client.EmbeddedGrid;
import org.beliefgrid.client.GridClient;
import org.beliefgrid.client.Predictor;
import org.beliefgrid.client.TrainedModel;
import org.beliefgrid.client.TrainingListener;
import org.beliefgrid.grid.ConfigFiles;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.process.ProgramProcess;
import org.beliefgrid.store.Location;

/**
 * From a training to predictions by the client: in a grid of three member processes, begun by a process that is killed in the
 * middle, fetched by this one, which then predicts the test cases. The model must be that of an undisturbed training in this
 * process.
 */
final class RoundTripBench {
    private static final int MEMBERS = 3;
    private static final String PRESET = "mnist-quick";
    private static final String RUN = "run ";
    /** In the middle: pre-training is done, most of fine-tuning is not. */
    private static final String KILLED_AT = "fine-tuning  epoch ";
    private static final long PATIENCE_SECONDS = 1800;

    private final Path folder;
    private final Sources sources;
    private final Data data;

    RoundTripBench(Path folder, String dataset) throws IOException {
        this.folder = folder;
        boolean mnist = dataset.equals("mnist");
        sources = mnist ? Sources.mnist(System.getenv()) : Sources.digits();
        data = mnist ? Data.mnist() : Data.digits();
    }

    /** @throws IllegalStateException if the model is another one than that of an undisturbed training */
    Row measure() throws IOException, InterruptedException {
        float[][] cases = testCases();
        String undisturbed = undisturbed();
        try (MemberProcesses members = new MemberProcesses(MEMBERS, folder)) {
            String run = killedTraining(members);
            HazelcastInstance instance = GridClient.connect(members.addresses(), folder.resolve("secret"));
            try {
                BeliefGridClient grid = BeliefGridClient.connect(instance, members.store());
                TrainedModel trained = result(grid.attach(run, TrainingListener.silent()).result());
                if (!trained.sha256().equals(undisturbed)) {
                    throw new IllegalStateException("the model %s is not that of an undisturbed training, %s".formatted(
                            trained.sha256(), undisturbed));
                }
                return row(trained, seconds(grid, trained, cases), cases.length);
            } finally {
                instance.shutdown();
            }
        }
    }

    private static Row row(TrainedModel trained, double seconds, int cases) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("cases", cases);
        details.put("members", MEMBERS);
        details.put("modelSha256", trained.sha256());
        trained.evaluation().ifPresent(evaluation -> details.put("testErrorPercent", evaluation.errorPercent()));
        return new Row("round-trip", "opening a model that another process began to train, and predicting 10,000 cases",
                seconds, Bound.atMost(3, "s"), details);
    }

    private float[][] testCases() throws IOException {
        List<float[]> cases = new ArrayList<>();
        sources.test().orElseThrow().open().scan(row -> true, (row, pixels, label) -> {
            float[] values = new float[pixels.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (pixels[i] & 0xFF) / 255f;
            }
            cases.add(values);
        });
        return cases.toArray(float[][]::new);
    }

    private String undisturbed() throws IOException, InterruptedException {
        TrainingPlan plan;
        try (InputStream preset = ConfigFiles.open("presets/" + PRESET + ".yaml")) {
            plan = PlanText.read(PRESET, new String(preset.readAllBytes(), StandardCharsets.UTF_8));
        }
        Location store = Location.of(folder.resolve("undisturbed").toString());
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        try (EmbeddedGrid grid = EmbeddedGrid.start(2, plan.shards(), threads, store)) {
            return result(BeliefGridClient.connect(grid.first(), store.toString()).train(data, plan, "undisturbed").result())
                    .sha256();
        }
    }

    /** @return name of the run */
    private String killedTraining(MemberProcesses members) throws IOException, InterruptedException {
        ProgramProcess training = members.startTraining(List.of("--dataset", data.name(), "--preset", PRESET, "--model",
                "round-trip"));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String run = training.awaitLine(line -> line.startsWith(RUN), deadline).orElseThrow(
                () -> new IllegalStateException("the training did not begin: " + training.errors()))
                .text().substring(RUN.length());
        training.awaitLine(line -> line.startsWith(KILLED_AT), deadline).orElseThrow(
                () -> new IllegalStateException("the training came to no epoch of fine-tuning: " + training.errors()));
        training.kill();
        return run;
    }

    private static double seconds(BeliefGridClient grid, TrainedModel trained, float[][] cases) throws IOException {
        long start = System.nanoTime();
        try (Predictor predictor = grid.open(trained.saved().reference())) {
            predictor.predict(cases);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static TrainedModel result(Future<TrainedModel> result) throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a training failed: " + e.getCause().getMessage(), e.getCause());
        }
    }
}
