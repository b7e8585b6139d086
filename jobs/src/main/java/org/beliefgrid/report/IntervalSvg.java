package org.beliefgrid.report;

import java.util.List;
import java.util.Locale;
import org.beliefgrid.metrics.Bootstrap.Interval;
import org.beliefgrid.metrics.Metric;
import org.beliefgrid.report.ComparisonPage.Contender;
import org.beliefgrid.report.ComparisonPage.Run;

/** Intervals of areas under the ROC curve, a line each, one below the other, in the page's own colours. */
final class IntervalSvg {
    private static final int WIDTH = 720;
    private static final int LEFT = 110;
    private static final int RIGHT = 16;
    private static final int TOP = 12;
    private static final int BOTTOM = 38;
    private static final int LINE = 16;
    private static final int GAP = 20;

    private final List<Run> runs;
    private final List<Double> ticks;

    private IntervalSvg(List<Run> runs) {
        this.runs = runs;
        double low = 1;
        double high = 0;
        for (Run run : runs) {
            for (Contender contender : run.contenders()) {
                low = Math.min(low, area(contender).low());
                high = Math.max(high, area(contender).high());
            }
        }
        ticks = CurveSvg.ticks(low, high);
    }

    private static Interval area(Contender contender) {
        return contender.intervals().get(Metric.AUC);
    }

    /** The drawing with its caption and legend. */
    static String figure(String title, List<Run> runs) {
        StringBuilder legend = new StringBuilder("<span class=\"legend\">");
        for (int index = 0; index < runs.get(0).contenders().size(); index++) {
            legend.append("<span><i class=\"key %s\"></i>%s</span>".formatted(colour(index),
                    Html.escaped(runs.get(0).contenders().get(index).name())));
        }
        return "<figure><figcaption>%s%s</span></figcaption>%n%s</figure>%n".formatted(Html.escaped(title), legend,
                new IntervalSvg(runs).draw(title));
    }

    private static String colour(int index) {
        return "c" + (index % CurveSvg.COLOURS + 1);
    }

    private double x(double value) {
        double first = ticks.get(0);
        return LEFT + (WIDTH - LEFT - RIGHT) * (value - first) / (ticks.get(ticks.size() - 1) - first);
    }

    private String draw(String title) {
        int lines = runs.stream().mapToInt(run -> run.contenders().size()).sum();
        int bottom = TOP + lines * LINE + runs.size() * GAP;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n".formatted(
                WIDTH, bottom + BOTTOM, Html.escaped(title + ": the table below has the numbers.")));
        for (double tick : ticks) {
            svg.append(line("grid", x(tick), TOP, x(tick), bottom));
            svg.append(text(x(tick), bottom + 16, "middle", CurveSvg.number(tick)));
        }
        double y = TOP + GAP;
        for (Run run : runs) {
            svg.append(text(LEFT - 10, y + (run.contenders().size() - 1) * LINE / 2.0 + 4, "end", run.name()));
            for (int index = 0; index < run.contenders().size(); index++) {
                Interval area = area(run.contenders().get(index));
                svg.append(line("curve " + colour(index), x(area.low()), y, x(area.high()), y));
                svg.append(String.format(Locale.ROOT, "<circle class=\"point %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>%n",
                        colour(index), x(area.value()), y));
                y += LINE;
            }
            y += GAP;
        }
        svg.append(text((LEFT + WIDTH - RIGHT) / 2.0, bottom + BOTTOM - 4, "middle", Metric.AUC.toString()));
        return svg.append("</svg>\n").toString();
    }

    private static String line(String kind, double x1, double y1, double x2, double y2) {
        return String.format(Locale.ROOT, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                kind, x1, y1, x2, y2);
    }

    private static String text(double x, double y, String anchor, String text) {
        return String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor,
                Html.escaped(text));
    }
}
