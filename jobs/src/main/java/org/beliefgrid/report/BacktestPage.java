package org.beliefgrid.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.beliefgrid.jobs.backtest.BacktestResult;
import org.beliefgrid.jobs.backtest.BacktestResult.Fold;
import org.beliefgrid.jobs.backtest.GateKeeper.Decided;
import org.beliefgrid.metrics.Bootstrap.Interval;
import org.beliefgrid.metrics.GainTable;
import org.beliefgrid.metrics.GainTable.Tenth;
import org.beliefgrid.metrics.Metric;
import org.beliefgrid.metrics.Ranking;
import org.beliefgrid.metrics.ScoredCases;
import org.beliefgrid.model.PlanText;

/** A back-test's report: one page that needs nothing but itself, without scripts. */
public final class BacktestPage {
    /** Shares of tied cases add up to whole ones but for rounding. */
    private static final double WHOLE = 1e-6;

    private final BacktestResult result;
    private final Optional<Decided> decided;
    private final StringBuilder page = new StringBuilder();

    private BacktestPage(BacktestResult result, Optional<Decided> decided) {
        this.result = result;
        this.decided = decided;
    }

    /**
     * The page.
     *
     * @param title such as the name of the model
     * @param decided what a gate said, if there was one
     */
    public static String of(String title, BacktestResult result, Optional<Decided> decided) throws IOException {
        return new BacktestPage(result, decided).write(title);
    }

    private String write(String title) throws IOException {
        page.append(ReportPage.HEAD.formatted(Html.escaped(title), new String(ReportPage.look(), StandardCharsets.UTF_8)));
        Ranking pooled = Ranking.of(result.pooled().scores().orElseThrow());
        summary(title, pooled.cases());
        page.append("<h2>All folds together</h2>\n<div class=\"charts\">\n");
        BacktestPlots.of(pooled).forEach(plot -> page.append(PlotSvg.figure(plot)));
        page.append("</div>\n");
        deciles(pooled);
        folds();
        decided.ifPresent(this::gate);
        page.append(("<h2>Training plan of all folds</h2>\n<pre tabindex=\"0\" role=\"region\" aria-label=\"Plan\">"
                + "<code>%s</code></pre>%n").formatted(Html.escaped(PlanText.write(result.plan()))));
        return page.append("</main></body></html>\n").toString();
    }

    private void summary(String title, ScoredCases cases) {
        page.append(("<header><h1>%s</h1><p class=\"quiet\">Back-test on %s, split %s; positive class %s; %s</p></header>"
                + "<dl class=\"tiles\">%n").formatted(Html.escaped(title), Html.escaped(result.data()),
                Html.escaped(result.rule().toString()), Html.escaped(result.positive().name()),
                Html.escaped(result.dataHash())));
        result.intervals().forEach((metric, interval) -> page.append("<div><dt>%s</dt><dd>%s<small>%s</small></dd></div>%n"
                .formatted(
                metric, Html.data(metric.toString(), interval.value(), shown(interval.value())), ends(interval))));
        page.append("<div><dt>scored</dt><dd>%s<small>%s positive</small></dd></div>%n".formatted(Html.whole(cases.size()),
                Html.whole(cases.positives())));
        page.append("</dl>\n<p class=\"quiet\">Intervals of %s %%, by the bootstrap over cases of each class.</p>%n".formatted(
                CurveSvg.number(100 * result.level())));
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    /** A number of cases, of which a tenth may have a part of one. */
    private static String count(double cases) {
        return String.format(Locale.ROOT, Math.abs(cases - Math.rint(cases)) < WHOLE ? "%,.0f" : "%,.2f", cases);
    }

    /** Numbers of a column have as many decimals, so that their points stand below each other. */
    private static String places(int decimals, double value) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String ends(Interval interval) {
        return Html.escaped(shown(interval.low()) + " to " + shown(interval.high()));
    }

    private void deciles(Ranking pooled) {
        page.append("<h2>Deciles, the highest scores first</h2>\n");
        table("deciles", List.of("decile", "cases", "positive", "share positive", "lift", "gain", "lift up to it"));
        for (Tenth tenth : GainTable.of(pooled).tenths()) {
            row(String.valueOf(tenth.number()), List.of(count(tenth.weight()), count(tenth.positives()),
                    places(4, tenth.rate()), places(3, tenth.lift()), places(4, tenth.gain()), places(3, tenth.liftSoFar())));
        }
        page.append("</tbody></table></div>\n");
    }

    private void folds() {
        page.append("<h2>Folds</h2>\n");
        List<Metric> metrics = List.copyOf(result.intervals().keySet());
        table("folds", Stream.concat(Stream.of("fold", "learned from", "labelled", "scored",
                "positive"), metrics.stream().map(Metric::toString)).toList());
        for (Fold fold : result.folds()) {
            ScoredCases cases = fold.judged().scores().orElseThrow();
            foldRow(String.valueOf(fold.number()), List.of(fold.past(), fold.labelledPast(), (long) cases.size(),
                    cases.positives()), fold.intervals());
        }
        ScoredCases all = result.pooled().scores().orElseThrow();
        page.append("<tr><th scope=\"row\">pooled</th><td></td><td></td><td class=\"n\">%s</td><td class=\"n\">%s</td>"
                .formatted(
                Html.whole(all.size()), Html.whole(all.positives())));
        figures(result.intervals());
        page.append("</tbody></table></div>\n");
    }

    private void foldRow(String name, List<Long> numbers, Map<Metric, Interval> intervals) {
        page.append("<tr><th scope=\"row\">%s</th>".formatted(name));
        numbers.forEach(number -> page.append("<td class=\"n\">").append(Html.whole(number)).append("</td>"));
        figures(intervals);
    }

    private void figures(Map<Metric, Interval> intervals) {
        intervals.values().forEach(interval -> page.append("<td class=\"n\">%s<br><small>%s</small></td>".formatted(
                Html.data(interval.value(), shown(interval.value())), ends(interval))));
        page.append("</tr>\n");
    }

    private void gate(Decided said) {
        page.append("<h2>Gate to promotion</h2>\n<p><strong>%s</strong>: <code>%s</code></p><ul>".formatted(
                said.promoted() ? "Promoted" : "Not promoted", Html.escaped(said.decision().gate())));
        Stream.concat(said.decision().verdicts().stream(), said.hindrance().stream())
                .forEach(line -> page.append("<li>").append(Html.escaped(line)).append("</li>"));
        page.append("</ul>\n");
    }

    private void table(String id, List<String> columns) {
        page.append(Html.scrolling(id)).append("<table id=\"").append(id).append("\"><thead><tr>");
        for (String column : columns) {
            // The first one names the rows.
            page.append(column.equals(columns.get(0)) ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"n\">")
                    .append(Html.escaped(column)).append("</th>");
        }
        page.append("</tr></thead><tbody>\n");
    }

    private void row(String name, List<String> cells) {
        page.append("<tr><th scope=\"row\">").append(Html.escaped(name)).append("</th>");
        cells.forEach(cell -> page.append("<td class=\"n\">").append(Html.escaped(cell)).append("</td>"));
        page.append("</tr>\n");
    }
}
