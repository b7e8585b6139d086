package org.beliefgrid.cli;

import java.io.PrintWriter;
import java.util.List;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.Watcher;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.model.TrainingPlan;

/** What the user sees of a training. */
final class TrainView implements Watcher {
    private final PrintWriter out;
    private final Runnable begun;
    /** Null before the first round. */
    private volatile ProgressView progress;

    /** @param begun what to do as soon as the run can be gone on with */
    TrainView(PrintWriter out, Runnable begun) {
        this.out = out;
        this.begun = begun;
    }

    /** Says what is going to be learned, from what. */
    static void describe(PrintWriter out, Sources sources, CaseSource training, CaseSelection selection,
            TrainingPlan plan) {
        String heldOut = selection.heldOut() == 0 ? "" : ", %,d of them held out,".formatted(selection.heldOut());
        String labels = plan.labels() == TrainingPlan.ALL_LABELS ? "" : "; labels of %,d".formatted(plan.labels());
        sources.notes().forEach(out::println);
        out.printf("%s: %,d cases of %s%s in %d shards%s; %s; seed %d%n", sources.name(), training.cases(),
                training.size(), heldOut, plan.shards(), labels, plan.algorithm().isDefault() ? "hidden layers " + plan.hidden()
                        : "algorithm " + plan.algorithm().name(), plan.seed());
        if (!plan.algorithm().isDefault()) {
            out.flush();
            return;
        }
        if (!training.labelled()) {
            out.println(sources.training().table().isPresent() ? "no label: pre-training only"
                    : "no label file: pre-training only");
        } else if (sources.test().isEmpty()) {
            out.println(sources.training().table().isPresent() ? "no --test: the model will not be evaluated"
                    : "no labelled test images: the model will not be evaluated");
        }
        out.flush();
    }

    @Override
    public void begun() {
        begun.run();
    }

    @Override
    public void says(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void starts(List<IterativeAlgorithm> algorithms, int algorithm, int rounds) {
        ProgressView view = new ProgressView(out, algorithms);
        view.startAt(algorithm, rounds);
        progress = view;
    }

    @Override
    public void round(RoundReport report) {
        progress.show(report);
    }

    @Override
    public void ends() {
        progress.close();
    }
}
