package org.beliefgrid.examples;

import java.nio.file.Path;
import java.util.List;
import org.beliefgrid.client.BeliefGridClient;
import org.beliefgrid.client.Data;
import org.beliefgrid.client.Predictor;
import org.beliefgrid.client.TrainingListener;
import org.beliefgrid.client.TrainingOrder;
import org.beliefgrid.metrics.Metric;
import org.beliefgrid.metrics.ScoredCases;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.report.ComparisonPage.Contender;

/** Three ways to learn from the same files of {@link GenerateLookalike}, held against the same later rows. */
final class LookalikeComparison {
    /** What half the squared length of the weights counts, from next to nothing to what leaves hardly a weight. */
    private static final double[] RIDGES = {0.01, 0.1, 1, 3, 10, 30, 100, 300, 1000, 10_000, 100_000};

    private final BeliefGridClient grid;
    private final Path folder;
    private final TrainingPlan plan;

    LookalikeComparison(BeliefGridClient grid, Path folder, TrainingPlan plan) {
        this.grid = grid;
        this.folder = folder;
        this.plan = plan;
    }

    /** A network that was pre-trained on all rows, the same from random weights, and logistic regression. */
    List<Contender> contenders() throws Exception {
        try (Predictor pretrained = trained(plan, "lookalike-pretrained");
                Predictor random = trained(plan.withoutPretraining(), "lookalike-random")) {
            LabelledRows past = LabelledRows.read(folder.resolve("lookalike.csv"), pretrained);
            LabelledRows later = LabelledRows.read(folder.resolve("later.csv"), pretrained);
            return List.of(Contender.of("pre-trained", later.scored(pretrained)),
                    Contender.of("random start", later.scored(random)),
                    Contender.of("logistic regression", bestRegression(past, later)));
        }
    }

    private Predictor trained(TrainingPlan how, String model) throws Exception {
        Data data = Data.table(folder.resolve("lookalike.csv").toString(), folder.resolve("lookalike.yaml").toString());
        TrainingOrder order = TrainingOrder.of(data, how, model).withCheckpointEvery(0);
        return grid.open(grid.train(order, TrainingListener.silent()).result().get().saved().reference());
    }

    /** With the best of the ridges, chosen by the later rows themselves, which the networks are not helped by. */
    private static ScoredCases bestRegression(LabelledRows past, LabelledRows later) {
        ScoredCases best = null;
        for (double ridge : RIDGES) {
            ScoredCases scored = later.scored(LogisticRegression.fit(past.cases(), past.took(), ridge));
            best = best == null || Metric.AUC.of(scored) > Metric.AUC.of(best) ? scored : best;
        }
        return best;
    }
}
