package org.beliefgrid.report;

import org.beliefgrid.report.Curves.Chart;
import org.beliefgrid.report.Curves.Series;

/** A chart as a file of its own, with title and legend, in colours for a light or a dark ground as its reader wants it. */
public final class CurveFile {
    private static final int ROW = 18;
    private static final int MARGIN = 12;
    private static final int KEY = 14;
    private static final String STYLE = """
            svg { --ground: #ffffff; --line: #dde1e7; --text: #1b1f24; --quiet: #565f6b; --c1: #1f56c4; --c2: #b3500f;
              --c3: #08755a; --c4: #7a3ea8; --c5: #a81857; --c6: #5b6900; }
            @media (prefers-color-scheme: dark) { svg { --ground: #1a1e24; --line: #323943; --text: #e7eaee; --quiet: #a6b0bc;
              --c1: #8db5ff; --c2: #f2a65a; --c3: #5fd0a8; --c4: #cba3f5; --c5: #ff8fb8; --c6: #c5d06a; } }
            .ground { fill: var(--ground); }
            text { font: 12px system-ui, "Segoe UI", "Noto Sans", sans-serif; fill: var(--text); }
            .chart text { fill: var(--quiet); }
            .grid { stroke: var(--line); stroke-width: 1; }
            .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
            .curve.c1 { stroke: var(--c1); } .curve.c2 { stroke: var(--c2); } .curve.c3 { stroke: var(--c3); }
            .curve.c4 { stroke: var(--c4); } .curve.c5 { stroke: var(--c5); } .curve.c6 { stroke: var(--c6); }
            .point.c1 { fill: var(--c1); } .point.c2 { fill: var(--c2); } .point.c3 { fill: var(--c3); }
            .point.c4 { fill: var(--c4); } .point.c5 { fill: var(--c5); } .point.c6 { fill: var(--c6); }
            """;

    private CurveFile() {
    }

    /** The file: SVG that needs nothing but itself. */
    public static String of(Chart chart) {
        int top = MARGIN + ROW;
        int legend = top + CurveSvg.HEIGHT + ROW;
        int height = legend + ROW * chart.series().size();
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">%n".formatted(
                2 * CurveSvg.WIDTH, 2 * height, CurveSvg.WIDTH, height));
        svg.append("<title>%s</title>%n<style>%n%s</style>%n".formatted(Html.escaped(chart.title()), STYLE));
        svg.append("<rect class=\"ground\" width=\"%d\" height=\"%d\"/>%n".formatted(CurveSvg.WIDTH, height));
        svg.append(text(MARGIN, MARGIN + ROW / 2, chart.title() + (chart.unit().isEmpty() ? "" : ", " + chart.unit())));
        svg.append(CurveSvg.at(top, chart));
        int row = 0;
        for (Series series : chart.series()) {
            int y = legend + ROW * row++;
            svg.append("<line class=\"curve c%d\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n".formatted(
                    (row - 1) % CurveSvg.COLOURS + 1, MARGIN, y, MARGIN + KEY, y));
            svg.append(text(MARGIN + KEY + MARGIN / 2, y + MARGIN / 3, series.name()));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String text(int x, int y, String text) {
        return "<text x=\"%d\" y=\"%d\">%s</text>%n".formatted(x, y, Html.escaped(text));
    }
}
