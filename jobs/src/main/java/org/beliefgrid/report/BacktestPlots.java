package org.beliefgrid.report;

import java.util.List;
import java.util.stream.IntStream;
import org.beliefgrid.metrics.GainTable;
import org.beliefgrid.metrics.GainTable.Tenth;
import org.beliefgrid.metrics.Ranking;
import org.beliefgrid.metrics.Ranking.Steps;
import org.beliefgrid.metrics.Reliability;
import org.beliefgrid.metrics.Reliability.Bin;
import org.beliefgrid.report.PlotSvg.Line;
import org.beliefgrid.report.PlotSvg.Plot;

/** The plots of scored cases. Each has chance, or what would be perfect, beside it. */
final class BacktestPlots {
    private static final Line DIAGONAL = new Line("chance", List.of(0.0, 1.0), List.of(0.0, 1.0), false);

    private BacktestPlots() {
    }

    /** All of them. */
    static List<Plot> of(Ranking ranking) {
        GainTable table = GainTable.of(ranking);
        return List.of(roc(ranking.steps()), precision(ranking.steps()), reliability(ranking), gain(table), lift(table));
    }

    private static Plot roc(Steps steps) {
        int points = steps.scores().length + 1;
        double[] xs = new double[points];
        double[] ys = new double[points];
        for (int i = 1; i < points; i++) {
            xs[i] = steps.negatives()[i - 1] / steps.allNegatives();
            ys[i] = steps.positives()[i - 1] / steps.allPositives();
        }
        return new Plot("ROC", "false positive rate", "true positive rate", 1, 1, List.of(Line.of("model", xs, ys), DIAGONAL));
    }

    private static Plot precision(Steps steps) {
        int points = steps.scores().length;
        double[] xs = new double[points];
        double[] ys = new double[points];
        for (int i = 0; i < points; i++) {
            xs[i] = steps.positives()[i] / steps.allPositives();
            ys[i] = steps.positives()[i] / (steps.positives()[i] + steps.negatives()[i]);
        }
        double share = steps.allPositives() / (steps.allPositives() + steps.allNegatives());
        return new Plot("Precision and recall", "recall", "precision", 1, 0, List.of(Line.of("model", xs, ys),
                new Line("chance", List.of(0.0, 1.0), List.of(share, share), false)));
    }

    private static Plot reliability(Ranking ranking) {
        List<Bin> bins = Reliability.of(ranking.cases(), Reliability.BINS).bins();
        double most = bins.stream().mapToDouble(bin -> Math.max(bin.predicted(), bin.observed())).max().orElse(1);
        return new Plot("Reliability", "predicted probability", "observed share", most, most, List.of(
                new Line("model", bins.stream().map(Bin::predicted).toList(), bins.stream().map(Bin::observed).toList(), true),
                new Line("perfect", List.of(0.0, most), List.of(0.0, most), false)));
    }

    private static Plot gain(GainTable table) {
        List<Double> ys = IntStream.rangeClosed(0, table.tenths().size())
                .mapToObj(i -> i == 0 ? 0.0 : table.tenths().get(i - 1).gain()).toList();
        List<Double> xs = IntStream.rangeClosed(0, table.tenths().size()).mapToObj(i -> i / 10.0).toList();
        return new Plot("Cumulative gain by decile", "share of the cases", "share of the positive ones", 1, 1,
                List.of(new Line("model", xs, ys, true), DIAGONAL));
    }

    private static Plot lift(GainTable table) {
        List<Double> xs = table.tenths().stream().map(tenth -> (double) tenth.number()).toList();
        return new Plot("Lift by decile", "decile", "lift", 10, 1, List.of(
                new Line("decile", xs, table.tenths().stream().map(Tenth::lift).toList(), true),
                new Line("up to it", xs, table.tenths().stream().map(Tenth::liftSoFar).toList(), true),
                new Line("chance", List.of(1.0, 10.0), List.of(1.0, 1.0), false)));
    }
}
