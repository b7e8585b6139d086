package org.beliefgrid.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * Cases by tenths of their ranking, the highest scores first. Tenths are of the cases' weight, and borders among equal scores
 * are dealt with as by {@link Ranking.Steps#gain}, so that a tenth may have a part of a positive case.
 *
 * @param tenths ten
 */
public record GainTable(List<Tenth> tenths) {
    private static final int TENTHS = 10;

    /**
     * A tenth of the cases.
     *
     * @param number 1 to 10
     * @param weight of its cases
     * @param positives weight of its positive cases
     * @param lift its share of positive cases by that of all cases
     * @param gain share of all positive cases that are in it or in one above
     * @param liftSoFar of it and those above together
     */
    public record Tenth(int number, double weight, double positives, double lift, double gain, double liftSoFar) {
        /** Share of its cases that are positive. */
        public double rate() {
            return positives / weight;
        }
    }

    public GainTable {
        tenths = List.copyOf(tenths);
    }

    /** The table of a ranking. */
    public static GainTable of(Ranking ranking) {
        Ranking.Steps steps = ranking.steps();
        double weight = (steps.allPositives() + steps.allNegatives()) / TENTHS;
        List<Tenth> tenths = new ArrayList<>();
        double before = 0;
        for (int number = 1; number <= TENTHS; number++) {
            double fraction = number / (double) TENTHS;
            double gain = steps.gain(fraction);
            tenths.add(new Tenth(number, weight, (gain - before) * steps.allPositives(), (gain - before) * TENTHS, gain,
                    gain / fraction));
            before = gain;
        }
        return new GainTable(tenths);
    }
}
