package org.beliefgrid.examples;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.client.EmbeddedGrid;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.TableSources;
import org.beliefgrid.jobs.TrainRequest;
import org.beliefgrid.jobs.UnstoredTraining;
import org.beliefgrid.jobs.Watcher;
import org.beliefgrid.jobs.backtest.Judged;
import org.beliefgrid.jobs.backtest.PositiveClass;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.metrics.Bootstrap;
import org.beliefgrid.metrics.Bootstrap.Interval;
import org.beliefgrid.metrics.Metric;
import org.beliefgrid.metrics.Ranking;
import org.beliefgrid.metrics.ScoredCases;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;

/**
 * Shows what rows without a label are good for: on rows of {@link GenerateLookalike} a network that is pre-trained on all of
 * them, the same network from random weights, and logistic regression, all fine-tuned on the same few labels and held against
 * the same later rows.
 *
 * <pre>CompareLookalike FOLDER [ROWS [SEEDS [LABELLED]]]</pre>
 *
 * 200,000 rows and seeds 1 to 5 unless it is told otherwise. Logistic regression gets the best of five ridges, chosen by the
 * later rows themselves, which the networks are not helped by.
 */
public final class CompareLookalike {
    private static final int ROWS = 200_000;
    private static final int SEEDS = 5;
    private static final double LABELLED = 0.01;
    private static final double[] RIDGES = {0.1, 1, 3, 10, 30};
    private static final String PLAN = """
            hidden: [60]
            shards: 4
            miniBatch: 50
            pretraining: {epochs: 10, learningRate: 0.05, initialDeviation: 0.1}
            fineTuning: {epochs: 40, learningRate: 0.05}
            """;

    private final Path folder;
    private final HazelcastInstance grid;
    private final TrainingPlan plan;

    private CompareLookalike(Path folder, HazelcastInstance grid, TrainingPlan plan) {
        this.folder = folder;
        this.grid = grid;
        this.plan = plan;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int rows = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROWS;
        int seeds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : SEEDS;
        double labelled = arguments.length > 3 ? Double.parseDouble(arguments[3]) : LABELLED;
        TrainingPlan plan = PlanText.read("plan", PLAN);
        BlasKernel.pinned(plan.blasCore());
        System.out.println("seed  what                 auc     from    to      lift@10");
        try (EmbeddedGrid members = EmbeddedGrid.start(1, plan.shards(), 0, Location.of(folder.resolve("store").toString()))) {
            for (int seed = 1; seed <= seeds; seed++) {
                GenerateLookalike.write(folder, rows, seed, labelled);
                new CompareLookalike(folder, members.first(), plan.withSeed(seed)).compare();
            }
        }
    }

    private void compare() throws IOException {
        Sources sources = TableSources.of(folder.resolve("lookalike.csv").toString(),
                Optional.of(folder.resolve("later.csv").toString()),
                TableSources.schema(folder.resolve("lookalike.yaml").toString()), null);
        Map<String, ScoredCases> scores = new LinkedHashMap<>();
        scores.put("pre-trained", network(sources, plan));
        scores.put("random start", network(sources, plan.withoutPretraining()));
        scores.put("logistic regression", regression(sources));
        Map<String, Interval> intervals = new LinkedHashMap<>();
        scores.forEach((what, scored) -> {
            Ranking ranking = Ranking.of(scored);
            Interval auc = Bootstrap.DEFAULT.of(ranking, List.of(Metric.AUC)).get(Metric.AUC);
            intervals.put(what, auc);
            System.out.printf(Locale.ROOT, "%-5d %-20s %.4f  %.4f  %.4f  %.2f%n", plan.seed(), what, auc.value(), auc.low(),
                    auc.high(), Metric.lift(10).of(ranking));
        });
        Interval best = intervals.get("pre-trained");
        System.out.println("pre-training is above both, outside the intervals: " + (best.isAbove(intervals.get("random start"))
                && best.isAbove(intervals.get("logistic regression"))));
    }

    private ScoredCases network(Sources sources, TrainingPlan how) throws IOException {
        TrainRequest request = new TrainRequest(sources, how, Optional.empty(), false);
        return Judged.of(new UnstoredTraining(grid, request, "lookalike", new Silent()).run(), sources.test().orElseThrow()
                .open(), "later.csv", Optional.of(new PositiveClass(1, "yes"))).scores().orElseThrow();
    }

    private static ScoredCases regression(Sources sources) throws IOException {
        Rows past = Rows.of(sources.training().open());
        Rows later = Rows.of(sources.test().orElseThrow().open());
        ScoredCases best = null;
        for (double ridge : RIDGES) {
            LogisticRegression fitted = LogisticRegression.fit(past.cases, past.positive, ridge);
            double[] scores = new double[later.cases.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = fitted.probability(later.cases[i]);
            }
            ScoredCases scored = ScoredCases.of(scores, later.positive);
            best = best == null || Metric.AUC.of(scored) > Metric.AUC.of(best) ? scored : best;
        }
        return best;
    }

    /** The labelled rows of a source, as the networks get them. */
    private record Rows(float[][] cases, boolean[] positive) {
        static Rows of(CaseSource source) throws IOException {
            List<float[]> cases = new ArrayList<>();
            List<Boolean> labels = new ArrayList<>();
            source.scan(row -> true, (row, bytes, label) -> {
                if (label != CaseSource.UNLABELLED) {
                    float[] values = new float[source.visible()];
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
                    cases.add(values);
                    labels.add(label == 1);
                }
            });
            boolean[] positive = new boolean[labels.size()];
            for (int i = 0; i < positive.length; i++) {
                positive[i] = labels.get(i);
            }
            return new Rows(cases.toArray(float[][]::new), positive);
        }
    }

    /** Nobody watches. */
    private static final class Silent implements Watcher {
        @Override
        public void begun() {
        }

        @Override
        public void says(String line) {
        }

        @Override
        public void starts(List<IterativeAlgorithm> algorithms, int algorithm, int rounds) {
        }

        @Override
        public void round(RoundReport report) {
        }

        @Override
        public void ends() {
        }
    }
}
