package org.beliefgrid.jobs;

import java.util.List;
import java.util.function.IntConsumer;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.learning.BackPropagation;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.report.RoundLog;

/** Keeps what a watcher is told of rounds. */
final class LoggedRounds implements Watcher {
    private final Watcher watcher;
    private final IntConsumer pretrained;
    private volatile RoundLog log = new RoundLog(List.of());
    /** Name of the algorithm that fine-tuning follows; empty where there is none. */
    private volatile String lastOfPretraining = "";
    /** Index of fine-tuning. */
    private volatile int fineTuning;

    /**
     * @param pretrained told, once, that pre-training has ended and the algorithm of this index begins, fine-tuning; must not
     *     wait
     */
    LoggedRounds(Watcher watcher, IntConsumer pretrained) {
        this.watcher = watcher;
        this.pretrained = pretrained;
    }

    /** What was told so far. */
    RoundLog log() {
        return log;
    }

    @Override
    public void begun() {
        watcher.begun();
    }

    @Override
    public void says(String line) {
        watcher.says(line);
    }

    @Override
    public void starts(List<IterativeAlgorithm> algorithms, int algorithm, int rounds) {
        RoundLog begun = new RoundLog(algorithms);
        begun.startAt(algorithm, rounds);
        log = begun;
        int last = algorithms.size() - 1;
        fineTuning = last;
        lastOfPretraining = last > 0 && algorithms.get(last) instanceof BackPropagation ? algorithms.get(last - 1).name() : "";
        watcher.starts(algorithms, algorithm, rounds);
    }

    @Override
    public void round(RoundReport report) {
        boolean isNew = log.add(report).isPresent();
        if (isNew && report.endsEpoch() && report.epoch() == report.epochs() && report.algorithm().equals(lastOfPretraining)) {
            pretrained.accept(fineTuning);
        }
        watcher.round(report);
    }

    @Override
    public void ends() {
        watcher.ends();
    }
}
