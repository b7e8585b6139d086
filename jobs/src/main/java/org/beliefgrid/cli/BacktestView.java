package org.beliefgrid.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.beliefgrid.jobs.backtest.BacktestResult;
import org.beliefgrid.jobs.backtest.BacktestResult.Fold;
import org.beliefgrid.jobs.backtest.Judged;
import org.beliefgrid.metrics.Bootstrap.Interval;
import org.beliefgrid.metrics.GainTable;
import org.beliefgrid.metrics.Metric;
import org.beliefgrid.metrics.Ranking;
import org.beliefgrid.metrics.Reliability;
import org.beliefgrid.metrics.ScoredCases;

/** A back-test's result, as people and programs read it. */
final class BacktestView {
    private BacktestView() {
    }

    static void print(PrintWriter out, BacktestResult result) {
        List<Metric> metrics = List.copyOf(result.intervals().keySet());
        Table table = new Table(Stream.concat(Stream.of("fold", "learned", "labelled", "scored", "positive"),
                metrics.stream().map(Metric::toString)).toArray(String[]::new));
        for (Fold fold : result.folds()) {
            ScoredCases cases = fold.judged().scores().orElseThrow();
            table.add(List.of(String.valueOf(fold.number()), whole(fold.past()), whole(fold.labelledPast()),
                    whole(cases.size()),
                    whole(cases.positives())), fold.intervals().values().stream().map(interval -> shown(interval.value()))
                    .toList());
        }
        ScoredCases all = result.pooled().scores().orElseThrow();
        table.add(List.of("pooled", "", "", whole(all.size()), whole(all.positives())),
                result.intervals().values().stream().map(interval -> shown(interval.value())).toList());
        table.add(List.of("", "", "", "", "from"), result.intervals().values().stream().map(interval -> shown(interval.low()))
                .toList());
        table.add(List.of("", "", "", "", "to"), result.intervals().values().stream().map(interval -> shown(interval.high()))
                .toList());
        table.print(out);
        Table deciles = new Table("decile", "cases", "positive", "lift", "gain", "lift up to it");
        GainTable.of(Ranking.of(all)).tenths().forEach(tenth -> deciles.add(List.of(String.valueOf(tenth.number())),
                Stream.of(tenth.weight(), tenth.positives(), tenth.lift(), tenth.gain(), tenth.liftSoFar())
                .map(BacktestView::shown)
                        .toList()));
        deciles.print(out);
        out.flush();
    }

    private static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    static void describe(JsonReport report, BacktestResult result) {
        report.put("data", result.data());
        report.put("dataHash", result.dataHash());
        report.put("split", result.rule().toString());
        report.put("positive", result.positive().name());
        report.put("seed", result.plan().seed());
        report.put("intervalLevel", result.level());
        report.put("folds", result.folds().stream().map(BacktestView::fold).toList());
        Map<String, Object> pooled = judged(result.pooled(), result.intervals());
        Ranking ranking = Ranking.of(result.pooled().scores().orElseThrow());
        pooled.put("deciles", GainTable.of(ranking).tenths());
        pooled.put("reliability", Reliability.of(ranking.cases(), Reliability.BINS).bins());
        report.put("pooled", pooled);
        result.rival().ifPresent(rival -> {
            Map<String, Object> figures = new LinkedHashMap<>();
            rival.figures(Metric.ofReports()).forEach((metric, value) -> figures.put(metric.toString(), value));
            report.put("promoted", figures);
        });
    }

    private static Map<String, Object> fold(Fold fold) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("fold", fold.number());
        values.put("cases", fold.past());
        values.put("labelledCases", fold.labelledPast());
        values.put("modelSha256", fold.modelSha256());
        values.putAll(judged(fold.judged(), fold.intervals()));
        return values;
    }

    private static Map<String, Object> judged(Judged judged, Map<Metric, Interval> intervals) {
        Map<String, Object> values = new LinkedHashMap<>();
        ScoredCases cases = judged.scores().orElseThrow();
        values.put("scored", cases.size());
        values.put("positive", cases.positives());
        values.put("confusionMatrix", judged.evaluation().confusion());
        intervals.forEach((metric, interval) -> values.put(metric.toString(),
                List.of(interval.value(), interval.low(), interval.high())));
        return values;
    }
}
