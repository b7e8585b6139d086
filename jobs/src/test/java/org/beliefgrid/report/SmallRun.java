package org.beliefgrid.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.grid.RoundStage;
import org.beliefgrid.grid.RoundWork;
import org.beliefgrid.grid.ShardWork;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.Figure;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.report.RunReport.Examination;
import org.beliefgrid.report.RunReport.MemberRow;
import org.beliefgrid.report.RunReport.Times;

/** A run that nobody made, with figures that tests know. */
final class SmallRun {
    static final int HIDDEN = 3;
    static final ImageShape SHAPE = new ImageShape(4, 5);
    static final TrainingPlan PLAN = TrainingPlan.DEFAULTS.withHidden(List.of(HIDDEN));

    private SmallRun() {
    }

    static List<IterativeAlgorithm> algorithms() {
        return DeepBeliefTraining.algorithms(PLAN, new TrainingData(SHAPE.pixels(), 2, 100, 100, false));
    }

    /** A round of 100 cases on two shards. */
    static RoundReport round(int round, String phase, int epoch, int epochs, double seconds, Figure... figures) {
        List<ShardWork> shards = List.of(new ShardWork(0, "127.0.0.1:5701", "127.0.0.1:5701", seconds / 2, 0),
                new ShardWork(1, "127.0.0.1:5702", "127.0.0.1:5701", seconds, round == 0 ? 2 : 0));
        return new RoundReport(new RoundStage(round, phase, 1, epoch, epochs, true), List.of(figures),
                new RoundWork(100, seconds, 1000, shards));
    }

    static RoundLog log() {
        RoundLog log = new RoundLog(algorithms());
        int epochs = PLAN.pretraining().epochs();
        log.add(round(0, "pre-training layer 1", 1, epochs, 0.5, new Figure("reconstruction error", 47.25)));
        log.add(round(1, "pre-training layer 1", 2, epochs, 0.25, new Figure("reconstruction error", 31.5)));
        log.add(round(2, "fine-tuning", 1, 30, 2, new Figure("loss", 0.75), Figure.percent("training error", 0.125)));
        return log;
    }

    static Model model(String dataset) {
        Rbm rbm = new Rbm(SHAPE.pixels(), HIDDEN, new float[SHAPE.pixels() * HIDDEN], new float[SHAPE.pixels()],
                new float[HIDDEN]);
        SoftmaxLayer softmax = new SoftmaxLayer(HIDDEN, 2, new float[HIDDEN * 2], new float[2]);
        return new Model(new DeepBeliefNet(List.of(rbm), Optional.of(softmax)), SHAPE, PLAN,
                new Provenance(dataset, "sha256:00", 200, 150, 7, 2, 3, "2026-01-01T00:00:00Z", "all of them", "a processor",
                false));
    }

    static RunReport report(String dataset) {
        Evaluation evaluation = new Evaluation(new long[][] {{90, 10}, {3, 97}});
        List<Mistake> mistakes = new ArrayList<>(List.of(new Mistake(17, 0, 1, 0.875, new byte[SHAPE.pixels()])));
        return new RunReport("run-1", "small@3", model(dataset), log(), new Times(1.5, 0.25),
                List.of(new MemberRow("127.0.0.1:5701", 2, 6, 12, 4, "a processor")), Optional.empty(),
                Optional.of(new Examination(evaluation, mistakes)), Optional.empty(),
                new Samples(List.of(new float[SHAPE.pixels()])),
                List.of("--data", dataset, "--classes", "2"));
    }
}
