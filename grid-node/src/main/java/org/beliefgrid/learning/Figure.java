package org.beliefgrid.learning;

import java.util.Locale;

/**
 * Something measured in a round, as people read it.
 *
 * @param name such as {@code reconstruction error}; unique in its round
 * @param value in its unit
 * @param unit such as {@code %}; empty for a bare number
 */
public record Figure(String name, double value, String unit) {
    private static final String PERCENT = "%";

    /** A bare number. */
    public Figure(String name, double value) {
        this(name, value, "");
    }

    /**
     * A share in percent.
     *
     * @param share 0 to 1
     */
    public static Figure percent(String name, double share) {
        return new Figure(name, 100 * share, PERCENT);
    }

    /** The name without what follows in brackets, which may differ from round to round: {@code validation error (epoch 3)}. */
    public String kind() {
        int bracket = name.indexOf(" (");
        return bracket < 0 ? name : name.substring(0, bracket);
    }

    /** Name, value and unit: percents with two decimals, other values with four digits. */
    @Override
    public String toString() {
        return unit.equals(PERCENT) ? String.format(Locale.ROOT, "%s %.2f %%", name, value)
                : String.format(Locale.ROOT, "%s %.4g %s", name, value, unit).stripTrailing();
    }
}
