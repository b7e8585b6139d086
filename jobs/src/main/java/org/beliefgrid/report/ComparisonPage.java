package org.beliefgrid.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.beliefgrid.metrics.Bootstrap;
import org.beliefgrid.metrics.Bootstrap.Interval;
import org.beliefgrid.metrics.GainTable;
import org.beliefgrid.metrics.Metric;
import org.beliefgrid.metrics.Ranking;
import org.beliefgrid.metrics.ScoredCases;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.report.PlotSvg.Line;
import org.beliefgrid.report.PlotSvg.Plot;

/**
 * Several ways to score the same cases, held against each other in several runs: one page that needs nothing but itself,
 * without scripts.
 */
public final class ComparisonPage {
    /** How many times as many positive cases as among all are in the tenth with the highest scores. */
    public static final Metric LIFT = Metric.lift(10);

    private static final String SCOPE = "They hold the chance of which cases are scored, not that of which labels are known "
            + "and of the initial weights, which only several runs show.";
    private static final List<Metric> METRICS = List.of(Metric.AUC, LIFT);

    private final StringBuilder page = new StringBuilder();

    private ComparisonPage() {
    }

    /**
     * One way to score, and how good it is.
     *
     * @param name what it is
     * @param ranking of its scores
     * @param intervals of the area under the ROC curve and {@link #LIFT}, by {@link Bootstrap#DEFAULT}
     */
    public record Contender(String name, Ranking ranking, Map<Metric, Interval> intervals) {
        /** A contender with its measures. */
        public static Contender of(String name, ScoredCases cases) {
            Ranking ranking = Ranking.of(cases);
            return new Contender(name, ranking, Bootstrap.DEFAULT.of(ranking, METRICS));
        }
    }

    /**
     * A run.
     *
     * @param name such as its seed
     * @param contenders at least two; in all runs the same, in the same order
     */
    public record Run(String name, List<Contender> contenders) {
        /** @throws IllegalArgumentException if there is nobody to be compared with */
        public Run {
            contenders = List.copyOf(contenders);
            if (contenders.size() < 2) {
                throw new IllegalArgumentException("a comparison needs two or more contenders, was " + contenders.size());
            }
        }

        /** Whether the area of the first contender is above all others', and its interval above theirs. */
        public boolean firstIsAhead() {
            Interval first = contenders.get(0).intervals().get(Metric.AUC);
            return contenders.stream().skip(1).allMatch(other -> first.isAbove(other.intervals().get(Metric.AUC)));
        }
    }

    /**
     * The page.
     *
     * @param title what is compared
     * @param about on what, a sentence
     * @param runs at least one
     * @param plan by which networks were trained
     */
    public static String of(String title, String about, List<Run> runs, TrainingPlan plan) throws IOException {
        return new ComparisonPage().write(title, about, runs, plan);
    }

    private String write(String title, String about, List<Run> runs, TrainingPlan plan) throws IOException {
        page.append(ReportPage.HEAD.formatted(Html.escaped(title), new String(ReportPage.look(), StandardCharsets.UTF_8)));
        long ahead = runs.stream().filter(Run::firstIsAhead).count();
        page.append("<header><h1>%s</h1><p class=\"quiet\">%s</p></header>%n"
                .formatted(Html.escaped(title), Html.escaped(about)));
        String first = Html.escaped(runs.get(0).contenders().get(0).name());
        page.append(("<p>In <strong>%d of %d</strong> runs %s is above all others in the area under the ROC curve, and its "
                + "interval is above theirs.</p>%n").formatted(ahead, runs.size(), first));
        page.append("<h2>Area under the ROC curve</h2>\n").append(IntervalSvg.figure("Intervals of each run", runs));
        page.append("<p class=\"quiet\">Intervals of %s %%, by the bootstrap over cases of each class. %s</p>%n".formatted(
                CurveSvg.number(100 * Bootstrap.DEFAULT.level()), SCOPE));
        table(runs);
        page.append("<h2>Cumulative gain by decile</h2>\n<div class=\"charts\">\n");
        runs.forEach(run -> page.append(PlotSvg.figure(gain(run))));
        page.append("</div>\n<h2>Training plan</h2>\n");
        page.append("<pre tabindex=\"0\" role=\"region\" aria-label=\"Plan\"><code>%s</code></pre>%n"
                .formatted(Html.escaped(PlanText.write(plan))));
        return page.append("</main></body></html>\n").toString();
    }

    private void table(List<Run> runs) {
        page.append(Html.scrolling("Measures of each run"));
        page.append("<table id=\"runs\"><thead><tr><th scope=\"col\">run</th><th scope=\"col\">scored by</th>");
        METRICS.forEach(metric -> page.append("<th scope=\"col\" class=\"n\">").append(metric).append("</th>"));
        page.append("<th scope=\"col\" class=\"n\">scored</th><th scope=\"col\" class=\"n\">positive</th>");
        page.append("</tr></thead><tbody>\n");
        for (Run run : runs) {
            run.contenders().forEach(contender -> row(run, contender));
        }
        page.append("</tbody></table></div>\n");
    }

    private void row(Run run, Contender contender) {
        page.append("<tr><th scope=\"row\">%s</th><td>%s</td>"
                .formatted(Html.escaped(run.name()), Html.escaped(contender.name())));
        for (Interval interval : contender.intervals().values()) {
            page.append("<td class=\"n\">%s<br><small>%s to %s</small></td>".formatted(
                    Html.data(interval.value(), shown(interval.value())), shown(interval.low()), shown(interval.high())));
        }
        ScoredCases cases = contender.ranking().cases();
        page.append("<td class=\"n\">%s</td><td class=\"n\">%s</td></tr>%n"
                .formatted(Html.whole(cases.size()), Html.whole(cases.positives())));
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static Plot gain(Run run) {
        List<Double> xs = IntStream.rangeClosed(0, 10).mapToObj(i -> i / 10.0).toList();
        List<Line> lines = new ArrayList<>();
        for (Contender contender : run.contenders()) {
            GainTable table = GainTable.of(contender.ranking());
            lines.add(new Line(contender.name(), xs, IntStream.rangeClosed(0, 10).mapToObj(i -> i == 0 ? 0.0
                    : table.tenths().get(i - 1).gain()).toList(), true));
        }
        lines.add(new Line("chance", List.of(0.0, 1.0), List.of(0.0, 1.0), false));
        return new Plot(run.name(), "share of the cases", "share of the positive ones", 1, 1, lines);
    }
}
