package org.beliefgrid.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.beliefgrid.report.Curves.Chart;
import org.beliefgrid.report.Curves.Series;

/** A chart as a drawing that stands in a page, in the page's own colours. */
final class CurveSvg {
    static final int COLOURS = 6;
    static final int WIDTH = 360;
    static final int HEIGHT = 220;

    private static final int LEFT = 46;
    private static final int RIGHT = 12;
    private static final int TOP = 12;
    private static final int BOTTOM = 36;
    private static final int TICKS = 5;
    private static final int FEW_POINTS = 30;
    private static final int DIGITS = 4;
    private static final int MOST_PLACES = 8;

    private final Chart chart;
    private final int firstEpoch;
    private final int lastEpoch;
    private final List<Double> ticks;

    private CurveSvg(Chart chart) {
        this.chart = chart;
        firstEpoch = epochs(chart).min().orElse(0);
        lastEpoch = Math.max(firstEpoch + 1, epochs(chart).max().orElse(1));
        double low = values(chart).stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double high = values(chart).stream().mapToDouble(Double::doubleValue).max().orElse(1);
        ticks = ticks(low, high);
    }

    private static IntStream epochs(Chart chart) {
        return chart.series().stream().flatMapToInt(series -> series.epochs().stream().mapToInt(Integer::intValue));
    }

    private static List<Double> values(Chart chart) {
        return chart.series().stream().flatMap(series -> series.values().stream()).filter(Double::isFinite).toList();
    }

    /** The chart, and for those who do not see it where its curves begin and end. */
    static String of(Chart chart) {
        return new CurveSvg(chart).draw("");
    }

    /** The same inside another drawing, in its own size so far from that one's top. */
    static String at(int top, Chart chart) {
        return new CurveSvg(chart).draw("y=\"%d\" width=\"%d\" height=\"%d\" ".formatted(top, WIDTH, HEIGHT));
    }

    /** Round numbers that reach from below the lowest value to above the highest one. */
    static List<Double> ticks(double low, double high) {
        double from = low >= 0 && low < high / 2 ? 0 : low;
        double span = high > from ? high - from : Math.max(1e-6, Math.abs(high));
        double power = Math.pow(10, Math.floor(Math.log10(span / TICKS)));
        double step = IntStream.of(1, 2, 5, 10).mapToDouble(factor -> factor * power)
                .filter(candidate -> span / candidate <= TICKS).findFirst().orElse(10 * power);
        List<Double> ticks = new ArrayList<>();
        for (long index = (long) Math.floor(from / step); ticks.isEmpty() || ticks.get(ticks.size() - 1) < high; index++) {
            ticks.add(index * step);
        }
        return ticks;
    }

    private double x(int epoch) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (epoch - firstEpoch) / (double) (lastEpoch - firstEpoch);
    }

    private double y(double value) {
        double low = ticks.get(0);
        double high = ticks.get(ticks.size() - 1);
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (high > low ? (value - low) / (high - low) : 0.5);
    }

    private String draw(String place) {
        StringBuilder svg = new StringBuilder();
        svg.append("<svg class=\"chart\" %sviewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n".formatted(place, WIDTH,
                HEIGHT, Html.escaped(says(chart))));
        for (double tick : ticks) {
            svg.append(line(LEFT, y(tick), WIDTH - RIGHT, y(tick)));
            svg.append(text(LEFT - 6, y(tick) + 4, "end", number(tick)));
        }
        for (double tick : ticks(firstEpoch, lastEpoch)) {
            if (tick >= firstEpoch && tick <= lastEpoch && tick == Math.rint(tick)) {
                svg.append(text(x((int) tick), HEIGHT - BOTTOM + 16, "middle", number(tick)));
            }
        }
        svg.append(text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 4, "middle", "epoch"));
        for (int index = 0; index < chart.series().size(); index++) {
            curve(svg, chart.series().get(index), "c" + (index % COLOURS + 1));
        }
        return svg.append("</svg>\n").toString();
    }

    private void curve(StringBuilder svg, Series series, String colour) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < series.epochs().size(); i++) {
            if (Double.isFinite(series.values().get(i))) {
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(series.epochs().get(i)), y(series.values().get(i))));
            }
        }
        svg.append("<polyline class=\"curve %s\" points=\"%s\"/>%n".formatted(colour, points.toString().strip()));
        if (series.epochs().size() <= FEW_POINTS) {
            for (String point : points.toString().strip().split(" ")) {
                String[] place = point.split(",");
                if (place.length == 2) {
                    svg.append("<circle class=\"point %s\" cx=\"%s\" cy=\"%s\" r=\"2.5\"/>%n".formatted(colour, place[0],
                            place[1]));
                }
            }
        }
    }

    private static String line(double x1, double y1, double x2, double y2) {
        return String.format(Locale.ROOT, "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n", x1, y1,
                x2, y2);
    }

    private static String text(double x, double y, String anchor, String text) {
        return String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor,
                Html.escaped(text));
    }

    /** At most four digits. */
    static String number(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : String.valueOf(value);
        }
        BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(DIGITS)).stripTrailingZeros();
        return Math.abs(rounded.precision() - rounded.scale()) > MOST_PLACES ? rounded.toString() : rounded.toPlainString();
    }

    /** A chart in words. */
    static String says(Chart chart) {
        StringBuilder words = new StringBuilder("Chart of " + chart.title() + " by epoch.");
        for (Series series : chart.series()) {
            int last = series.values().size() - 1;
            words.append(" %s: from %s at epoch %d to %s at epoch %d.".formatted(series.name(), number(series.values().get(0)),
                    series.epochs().get(0), number(series.values().get(last)), series.epochs().get(last)));
        }
        return words.toString();
    }
}
