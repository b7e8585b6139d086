package org.beliefgrid.examples;

import com.hazelcast.core.HazelcastInstance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.beliefgrid.client.BeliefGridClient;
import org.beliefgrid.client.GridClient;
import org.beliefgrid.metrics.Bootstrap.Interval;
import org.beliefgrid.metrics.Metric;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.report.ComparisonPage;
import org.beliefgrid.report.ComparisonPage.Contender;
import org.beliefgrid.report.ComparisonPage.Run;

/**
 * Shows what rows without a label are good for: on rows of {@link GenerateLookalike} a network that is pre-trained on all of
 * them, the same network from random weights, and logistic regression, all fine-tuned on the same few labels and held against
 * the same later rows, in a running grid.
 *
 * <pre>CompareLookalike MEMBERS SECRET-FILE STORE FOLDER [ROWS [SEEDS [LABELLED]]]</pre>
 *
 * 200,000 rows, seeds 1,2,3,4,5 and 0.01 of the labels unless it is told otherwise. The rows of the last seed and a page,
 * {@code lookalike-report.html}, stay in the folder.
 */
public final class CompareLookalike {
    private static final String PLAN = """
            hidden: [12]
            shards: 2
            miniBatch: 50
            pretraining:
              epochs: 10
              learningRate: {initial: 0.1, schedule: cosine, last: 0.005}
              momentum: 0.5
              weightCost: 0.002
            fineTuning: {epochs: 80, learningRate: 0.1, dropout: {hidden: 0.5}}
            """;

    private CompareLookalike() {
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[3]));
        int rows = arguments.length > 4 ? Integer.parseInt(arguments[4]) : GenerateLookalike.ROWS;
        String seeds = arguments.length > 5 ? arguments[5] : "1,2,3,4,5";
        double labelled = arguments.length > 6 ? Double.parseDouble(arguments[6]) : GenerateLookalike.LABELLED;
        TrainingPlan plan = PlanText.read("plan", PLAN);
        HazelcastInstance instance = GridClient.connect(Arrays.asList(arguments[0].split(",")), Path.of(arguments[1]));
        try {
            BeliefGridClient grid = BeliefGridClient.connect(instance, arguments[2]);
            List<Run> runs = new ArrayList<>();
            System.out.println("seed  what                 auc     from    to      lift@10");
            for (String seed : seeds.split(",")) {
                GenerateLookalike.write(folder, rows, Long.parseLong(seed), labelled);
                TrainingPlan seeded = plan.withSeed(Long.parseLong(seed));
                Run run = new Run("seed " + seed, new LookalikeComparison(grid, folder, seeded).contenders());
                run.contenders().forEach(contender -> print(seed, contender));
                runs.add(run);
            }
            boolean ahead = runs.stream().allMatch(Run::firstIsAhead);
            System.out.println("pre-training is above both, and so is its interval: " + ahead);
            String about = String.format(Locale.ROOT, "%,d rows, of the first three quarters %s of the labels known, "
                    + "all scored on the last quarter", rows, labelled);
            Path report = folder.resolve("lookalike-report.html");
            Files.writeString(report, ComparisonPage.of("Lookalike customers", about, runs, plan));
            System.out.println("report " + report);
        } finally {
            instance.shutdown();
        }
    }

    private static void print(String seed, Contender contender) {
        Interval auc = contender.intervals().get(Metric.AUC);
        System.out.printf(Locale.ROOT, "%-5s %-20s %.4f  %.4f  %.4f  %.2f%n", seed, contender.name(),
                auc.value(), auc.low(), auc.high(), contender.intervals().get(ComparisonPage.LIFT).value());
    }
}
