package org.beliefgrid.yarn.client;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.beliefgrid.yarn.spec.MasterStatus;

/** What the user sees of an application: a progress bar on a terminal, a line for each news on a pipe. */
final class WatchView implements AutoCloseable {
    private static final String TERMINAL_PROPERTY = "beliefgrid.terminal";
    private static final int STEPS = 1_000;

    private final PrintWriter out;
    private ProgressBar bar;
    private String last = "";
    private boolean masterSeen;
    private String epoch = "";
    private List<String> printed = List.of();

    WatchView(PrintWriter out) {
        this.out = out;
    }

    /** Shows what is new. */
    void show(ApplicationReport report, Optional<MasterStatus> status) {
        if (status.isEmpty()) {
            news(switch (report.getYarnApplicationState()) {
                case NEW, NEW_SAVING, SUBMITTED, ACCEPTED -> "waiting for a container in queue " + report.getQueue();
                // At its end, a master has no address any more, and the last news stays.
                default -> masterSeen ? last : "application master has a container; page " + report.getTrackingUrl();
            });
            return;
        }
        MasterStatus known = status.get();
        masterSeen = true;
        long there = known.members().slots().stream()
                .filter(slot -> !slot.address().isEmpty() && !slot.container().isEmpty()).count();
        news(switch (known.state()) {
            case ALLOCATING -> "members %d of %d".formatted(there, known.members().wanted());
            case RUNNING -> "running with %d members".formatted(known.members().wanted());
            default -> known.state().name().toLowerCase(java.util.Locale.ROOT);
        });
        if (Boolean.getBoolean(TERMINAL_PROPERTY) && known.training().epochs() > 0) {
            step(known.training());
        } else {
            lines(known.training());
        }
    }

    private void step(MasterStatus.Training training) {
        if (bar == null) {
            bar = new ProgressBarBuilder().setTaskName("training").setInitialMax(STEPS).hideEta()
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200).build();
        }
        bar.setExtraMessage(epoch(training));
        bar.stepTo(Math.round(training.fraction() * STEPS));
    }

    /** What the training printed; where it did not say anything, its epochs. */
    private void lines(MasterStatus.Training training) {
        if (!training.lines().isEmpty()) {
            unseen(printed, training.lines()).forEach(this::line);
            printed = training.lines();
        } else if (training.epochs() > 0 && !epoch(training).equals(epoch)) {
            epoch = epoch(training);
            line(epoch);
        }
    }

    /** The lines after those that were seen: the longest end of the seen ones that the new ones begin with is left out. */
    static List<String> unseen(List<String> seen, List<String> now) {
        for (int from = 0; from < seen.size(); from++) {
            List<String> end = seen.subList(from, seen.size());
            if (end.size() <= now.size() && now.subList(0, end.size()).equals(end)) {
                return now.subList(end.size(), now.size());
            }
        }
        return now;
    }

    private static String epoch(MasterStatus.Training training) {
        return "%s  epoch %d/%d  %s".formatted(training.phase(), training.epoch(), training.epochs(),
                training.figures()).strip();
    }

    private void news(String text) {
        if (!text.equals(last)) {
            last = text;
            line(text);
        }
    }

    void line(String text) {
        if (bar == null) {
            out.println(text);
            out.flush();
        } else {
            bar.setExtraMessage(text);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
