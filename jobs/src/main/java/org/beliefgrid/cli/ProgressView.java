package org.beliefgrid.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.report.RoundLog;
import org.beliefgrid.report.RoundLog.Epoch;

/** What the user sees of a run: a progress bar on a terminal, one line an epoch on a pipe. */
final class ProgressView implements AutoCloseable {
    private static final String TERMINAL_PROPERTY = "beliefgrid.terminal";

    private final PrintWriter out;
    private final ProgressBar bar;
    private final RoundLog log;

    ProgressView(PrintWriter out, List<IterativeAlgorithm> algorithms) {
        this.out = out;
        log = new RoundLog(algorithms);
        int rounds = algorithms.stream().mapToInt(IterativeAlgorithm::rounds).sum();
        bar = Boolean.getBoolean(TERMINAL_PROPERTY)
                ? new ProgressBarBuilder().setTaskName("training").setInitialMax(rounds).hideEta()
                        .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(200).build()
                : null;
    }

    /** Takes rounds for done that were done before: those of the first algorithms, and some of the next one. */
    void startAt(int algorithm, int rounds) {
        log.startAt(algorithm, rounds);
    }

    /** Shows a round. A round reported twice is shown once. */
    synchronized void show(RoundReport report) {
        Optional<Epoch> epoch = log.add(report);
        if (epoch.isEmpty()) {
            return;
        }
        String text = report.algorithm() + "  " + text(epoch.get());
        if (bar != null) {
            bar.setExtraMessage(text);
            bar.step();
        } else if (report.endsEpoch()) {
            out.println(text);
            out.flush();
        }
    }

    private String text(Epoch epoch) {
        StringBuilder text = new StringBuilder();
        text.append(epoch.epoch() > epoch.epochs() ? "result" : "epoch " + epoch.epoch() + "/" + epoch.epochs());
        epoch.figures().forEach(figure -> text.append("  ").append(figure));
        if (epoch.cases() > 0) {
            text.append(String.format(Locale.ROOT, "  %,.0f cases/s", epoch.cases() / epoch.seconds()));
        }
        log.secondsLeft().ifPresent(left -> text.append("  %d:%02d left".formatted(left / 60, left % 60)));
        return text.toString();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
