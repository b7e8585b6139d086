package org.beliefgrid.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plot of points that are joined by lines, of numbers on both axes, in the page's own colours. */
public final class PlotSvg {
    private static final int WIDTH = 360;
    private static final int HEIGHT = 260;
    private static final int LEFT = 60;
    private static final int RIGHT = 12;
    private static final int TOP = 12;
    private static final int BOTTOM = 38;
    /** More points than a screen has columns say nothing more. */
    private static final int MOST_POINTS = 600;

    private final Plot plot;
    private final List<Double> xTicks;
    private final List<Double> yTicks;

    private PlotSvg(Plot plot) {
        this.plot = plot;
        xTicks = CurveSvg.ticks(0, plot.xMost());
        yTicks = CurveSvg.ticks(0, Math.max(plot.yLeast(), plot.lines().stream().flatMap(line -> line.ys().stream())
                .mapToDouble(Double::doubleValue).max().orElse(1)));
    }

    /**
     * A plot, both of whose axes begin at 0.
     *
     * @param title what it shows
     * @param xName what is on the axis to the right
     * @param yName what is on the axis upwards
     * @param xMost where the axis to the right ends
     * @param yLeast where the axis upwards ends at least
     * @param lines at least one
     */
    public record Plot(String title, String xName, String yName, double xMost, double yLeast, List<Line> lines) {
    }

    /**
     * Points from left to right.
     *
     * @param name of the line
     * @param xs from 0 up
     * @param ys as many, 0 or more
     * @param marked whether the points themselves are to be seen
     */
    public record Line(String name, List<Double> xs, List<Double> ys, boolean marked) {
        /** A line of many points, thinned where there are more than can be seen; its ends stay. */
        public static Line of(String name, double[] xs, double[] ys) {
            int step = Math.max(1, xs.length / MOST_POINTS);
            List<Double> fewXs = new ArrayList<>();
            List<Double> fewYs = new ArrayList<>();
            for (int i = 0; i < xs.length; i++) {
                if (i % step == 0 || i == xs.length - 1) {
                    fewXs.add(xs[i]);
                    fewYs.add(ys[i]);
                }
            }
            return new Line(name, fewXs, fewYs, false);
        }
    }

    /** The plot with its caption and legend. */
    static String figure(Plot plot) {
        StringBuilder legend = new StringBuilder("<span class=\"legend\">");
        for (int index = 0; index < plot.lines().size(); index++) {
            legend.append("<span><i class=\"key c%d\"></i>%s</span>".formatted(index % CurveSvg.COLOURS + 1,
                    Html.escaped(plot.lines().get(index).name())));
        }
        return "<figure><figcaption>%s%s</span></figcaption>%n%s</figure>%n".formatted(Html.escaped(plot.title()), legend,
                new PlotSvg(plot).draw());
    }

    private double x(double value) {
        return LEFT + (WIDTH - LEFT - RIGHT) * value / xTicks.get(xTicks.size() - 1);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / yTicks.get(yTicks.size() - 1);
    }

    private String draw() {
        StringBuilder svg = new StringBuilder("<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n"
                .formatted(WIDTH, HEIGHT, Html.escaped("Plot of %s: %s over %s.".formatted(plot.title(), plot.yName(),
                        plot.xName()))));
        for (double tick : yTicks) {
            svg.append(line(LEFT, y(tick), WIDTH - RIGHT, y(tick)));
            svg.append(text(LEFT - 6, y(tick) + 4, "end", CurveSvg.number(tick)));
        }
        for (double tick : xTicks) {
            svg.append(text(x(tick), HEIGHT - BOTTOM + 16, "middle", CurveSvg.number(tick)));
        }
        svg.append(text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 4, "middle", plot.xName()));
        svg.append(upwards(14, (TOP + HEIGHT - BOTTOM) / 2.0, plot.yName()));
        for (int index = 0; index < plot.lines().size(); index++) {
            curve(svg, plot.lines().get(index), "c" + (index % CurveSvg.COLOURS + 1));
        }
        return svg.append("</svg>\n").toString();
    }

    private void curve(StringBuilder svg, Line line, String colour) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < line.xs().size(); i++) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(line.xs().get(i)), y(line.ys().get(i))));
        }
        svg.append("<polyline class=\"curve %s\" points=\"%s\"/>%n".formatted(colour, points.toString().strip()));
        for (int i = 0; line.marked() && i < line.xs().size(); i++) {
            svg.append(String.format(Locale.ROOT, "<circle class=\"point %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"/>%n", colour,
                    x(line.xs().get(i)), y(line.ys().get(i))));
        }
    }

    private static String line(double x1, double y1, double x2, double y2) {
        return String.format(Locale.ROOT, "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n", x1, y1,
                x2, y2);
    }

    /** A text that is read from below. */
    private static String upwards(double x, double y, String text) {
        return String.format(Locale.ROOT,
                "<text transform=\"translate(%.1f %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>%n",
                x, y, Html.escaped(text));
    }

    private static String text(double x, double y, String anchor, String text) {
        return String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor,
                Html.escaped(text));
    }
}
