package org.beliefgrid.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.learning.BackPropagation;
import org.beliefgrid.learning.Figure;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.RbmPretraining;
import org.beliefgrid.learning.Section;

/** What the user sees of a run: a progress bar on a terminal, one line an epoch on a pipe. Also adds the phases' times up. */
final class ProgressView implements AutoCloseable {
    private static final String TERMINAL_PROPERTY = "beliefgrid.terminal";

    private final PrintWriter out;
    private final ProgressBar bar;
    private final List<IterativeAlgorithm> algorithms;
    private final List<Map<String, Object>> epochs = new ArrayList<>();
    private double workDone;
    private double workBefore;
    private double seconds;
    private double secondsOfWork;
    private double pretrainSeconds;
    private double finetuneSeconds;
    private long cases;
    private int lastRound = -1;
    /** Of the epoch that is running, by name: what is measured in its first rounds only is shown with the last. */
    private final Map<String, OfEpoch> figures = new LinkedHashMap<>();
    private long casesOfEpoch;
    private double secondsOfEpoch;

    ProgressView(PrintWriter out, List<IterativeAlgorithm> algorithms) {
        this.out = out;
        this.algorithms = algorithms;
        int rounds = algorithms.stream().mapToInt(IterativeAlgorithm::rounds).sum();
        bar = Boolean.getBoolean(TERMINAL_PROPERTY)
                ? new ProgressBarBuilder().setTaskName("training").setInitialMax(rounds).hideEta()
                        .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(200).build()
                : null;
    }

    /** Takes rounds for done that were done before: those of the first algorithms, and some of the next one. */
    synchronized void startAt(int algorithm, int rounds) {
        for (int index = 0; index <= algorithm; index++) {
            workBefore += work(algorithms.get(index)) * (index < algorithm ? algorithms.get(index).rounds() : rounds);
        }
    }

    /** Takes in a round. A round reported twice counts once. */
    synchronized void show(RoundReport report) {
        if (report.round() <= lastRound) {
            return;
        }
        lastRound = report.round();
        cases += report.cases();
        seconds += report.seconds();
        boolean finetuning = algorithms.stream()
                .anyMatch(algorithm -> algorithm instanceof BackPropagation && algorithm.name().equals(report.algorithm()));
        pretrainSeconds += finetuning ? 0 : report.seconds();
        finetuneSeconds += finetuning ? report.seconds() : 0;
        double work = algorithms.stream().filter(algorithm -> algorithm.name().equals(report.algorithm()))
                .mapToDouble(ProgressView::work).findFirst().orElse(0);
        workDone += work;
        secondsOfWork += work > 0 ? report.seconds() : 0;
        report.figures().forEach(figure -> figures.computeIfAbsent(figure.name(), name -> new OfEpoch())
                .add(figure, report.cases()));
        casesOfEpoch += report.cases();
        secondsOfEpoch += report.seconds();
        String text = report.algorithm() + "  " + text(report);
        if (bar != null) {
            bar.setExtraMessage(text);
            bar.step();
        } else if (report.endsEpoch()) {
            out.println(text);
            out.flush();
        }
        if (report.endsEpoch()) {
            epochs.add(asJson(report));
            figures.clear();
            casesOfEpoch = 0;
            secondsOfEpoch = 0;
        }
    }

    private Map<String, Object> asJson(RoundReport report) {
        Map<String, Object> epoch = new LinkedHashMap<>();
        epoch.put("phase", report.algorithm());
        epoch.put("epoch", report.epoch());
        epoch.put("seconds", secondsOfEpoch);
        Map<String, Object> values = new LinkedHashMap<>();
        figures.forEach((name, figure) -> values.put(name, figure.mean()));
        epoch.put("figures", values);
        return epoch;
    }

    /** Every epoch that was seen to end, in order: its phase, number, seconds, and figures by their names. */
    synchronized List<Map<String, Object>> epochs() {
        return List.copyOf(epochs);
    }

    private String text(RoundReport report) {
        StringBuilder text = new StringBuilder();
        text.append(report.epoch() > report.epochs() ? "result" : "epoch " + report.epoch() + "/" + report.epochs());
        figures.values().forEach(figure -> text.append("  ").append(figure));
        if (casesOfEpoch > 0) {
            text.append(String.format(Locale.ROOT, "  %,.0f cases/s", casesOfEpoch / secondsOfEpoch));
        }
        return workDone == 0 ? text.toString() : text.append("  ").append(secondsLeft()).append(" left").toString();
    }

    /** A figure over the rounds of an epoch so far: their mean, weighted by the cases learned from. */
    private static final class OfEpoch {
        private Figure last;
        private double sum;
        private double weights;

        void add(Figure figure, long cases) {
            double weight = Math.max(1, cases);
            last = figure;
            sum += weight * figure.value();
            weights += weight;
        }

        double mean() {
            return sum / weights;
        }

        @Override
        public String toString() {
            return new Figure(last.name(), mean(), last.unit()).toString();
        }
    }

    /**
     * Relative cost of a round: five products of the size of its weights for contrastive divergence, three for back-propagation;
     * 0 for what only looks at the data.
     */
    private static double work(IterativeAlgorithm algorithm) {
        if (!(algorithm instanceof BackPropagation || algorithm instanceof RbmPretraining)) {
            return 0;
        }
        double learned = algorithm.layout().stream().filter(section -> section.role() == Section.Role.LEARNED)
                .mapToDouble(Section::length).sum();
        return learned * (algorithm instanceof BackPropagation ? 3 : 5) * algorithm.epochsARound() / algorithm.roundsAnEpoch();
    }

    private String secondsLeft() {
        double all = algorithms.stream().mapToDouble(algorithm -> algorithm.rounds() * work(algorithm)).sum();
        long left = Math.round(secondsOfWork / workDone * (all - workBefore - workDone));
        return "%d:%02d".formatted(left / 60, left % 60);
    }

    synchronized double pretrainSeconds() {
        return pretrainSeconds;
    }

    synchronized double finetuneSeconds() {
        return finetuneSeconds;
    }

    /** Cases learned from a second, over all rounds. */
    synchronized double casesPerSecond() {
        return seconds == 0 ? 0 : cases / seconds;
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
