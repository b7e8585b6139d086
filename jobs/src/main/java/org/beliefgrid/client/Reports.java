package org.beliefgrid.client;

import java.util.List;
import org.beliefgrid.client.TrainingProgress.Done;
import org.beliefgrid.client.TrainingProgress.Place;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.jobs.Watcher;
import org.beliefgrid.learning.IterativeAlgorithm;

/** Makes of what the grid reports what a listener hears. */
final class Reports implements Watcher {
    private final String run;
    private final TrainingListener listener;
    private int rounds;
    private int lastRound = -1;

    Reports(String run, TrainingListener listener) {
        this.run = run;
        this.listener = listener;
    }

    @Override
    public synchronized void begun() {
        listener.begun(run);
    }

    @Override
    public synchronized void says(String line) {
        listener.notice(line);
    }

    @Override
    public synchronized void starts(List<IterativeAlgorithm> algorithms, int algorithm, int roundsDone) {
        rounds = algorithms.stream().mapToInt(IterativeAlgorithm::rounds).sum();
    }

    @Override
    public synchronized void round(RoundReport report) {
        if (report.round() > lastRound) {
            lastRound = report.round();
            listener.progress(new TrainingProgress(run,
                    new Place(report.algorithm(), report.epoch(), report.epochs(), report.endsEpoch()), report.round(), rounds,
                    new Done(report.cases(), report.seconds(), report.figures())));
        }
    }

    @Override
    public void ends() {
        // The result says so.
    }
}
