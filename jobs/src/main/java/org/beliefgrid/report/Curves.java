package org.beliefgrid.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.learning.Figure;
import org.beliefgrid.report.RoundLog.Epoch;

/** Learning curves: what was measured, over the epochs of its phase. Percents share a chart; any other figure has its own. */
public final class Curves {
    private static final String PERCENT = "%";
    /** What a bare number is, by its figure. */
    private static final Map<String, String> UNITS = Map.of("reconstruction error", "squared, a case",
            "squared error", "a case", "squared distance", "a case", "loss", "a case");
    /** A figure of the weights after some epoch says which in brackets. */
    private static final Pattern JUDGED = Pattern.compile(".* \\((?:start|epoch ([0-9]+)|.*)\\)");

    private Curves() {
    }

    /**
     * A chart.
     *
     * @param title what is measured
     * @param unit such as {@code %}, or what a bare number is, such as {@code a case}; empty where its title says it
     * @param series at least one
     */
    public record Chart(String title, String unit, List<Series> series) {
    }

    /**
     * A curve.
     *
     * @param name of the phase, or of the figure where others stand beside it
     * @param epochs where it was measured, ascending; 0 for before the first epoch
     * @param values as many
     */
    public record Series(String name, List<Integer> epochs, List<Double> values) {
    }

    /** The charts of epochs, in the order in which their figures appear. */
    public static List<Chart> of(List<Epoch> epochs) {
        Map<String, Map<String, Series>> charts = new LinkedHashMap<>();
        Map<String, String> units = new LinkedHashMap<>();
        for (Epoch epoch : epochs) {
            for (Figure figure : epoch.figures()) {
                boolean percent = figure.unit().equals(PERCENT);
                String name = figure.kind();
                String chart = percent ? "error" : name;
                units.put(chart, percent ? PERCENT : UNITS.getOrDefault(name, figure.unit()));
                Series series = charts.computeIfAbsent(chart, key -> new LinkedHashMap<>()).computeIfAbsent(
                        percent ? name : epoch.phase(), key -> new Series(key, new ArrayList<>(), new ArrayList<>()));
                series.epochs().add(at(figure.name(), epoch));
                series.values().add(figure.value());
            }
        }
        return charts.entrySet().stream().map(chart -> new Chart(chart.getKey(), units.get(chart.getKey()),
                List.copyOf(chart.getValue().values()))).toList();
    }

    private static int at(String name, Epoch epoch) {
        Matcher judged = JUDGED.matcher(name);
        if (!judged.matches()) {
            return epoch.epoch();
        }
        if (judged.group(1) != null) {
            return Integer.parseInt(judged.group(1));
        }
        return name.endsWith("(start)") ? 0 : epoch.epochs();
    }
}
