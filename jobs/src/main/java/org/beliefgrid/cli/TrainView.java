package org.beliefgrid.cli;

import java.io.PrintWriter;
import java.util.List;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.jobs.Watcher;
import org.beliefgrid.learning.IterativeAlgorithm;

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
