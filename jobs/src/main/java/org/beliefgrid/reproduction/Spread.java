package org.beliefgrid.reproduction;

import java.util.List;
import java.util.Locale;

/**
 * Mean and spread of a figure over seeds.
 *
 * @param count how many seeds, 1 and up
 * @param mean their mean
 * @param deviation standard deviation of one of them, from the sum of squares over {@code count - 1}; NaN with one
 */
public record Spread(int count, double mean, double deviation) {
    /** @param values at least one */
    public static Spread of(List<Double> values) {
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
        return new Spread(values.size(), mean, values.size() < 2 ? Double.NaN : Math.sqrt(squares / (values.size() - 1)));
    }

    /** Standard error of the mean; NaN with one value. */
    public double standardError() {
        return deviation / Math.sqrt(count);
    }

    /** Mean and deviation with two decimals, or the mean alone. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, count < 2 ? "%.2f" : "%.2f ± %.2f", mean, deviation);
    }
}
