package org.beliefgrid.examples;

import java.util.Locale;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;

/**
 * Customers that are drawn, a row each: what they have bought in a year, some numbers, and whether they took an offer. What
 * they are like say {@link LookalikeProfiles}. All buy more towards the end of the year.
 */
public final class LookalikeCustomers {
    /** Days over which the rows are spread. */
    public static final int DAYS = 365;

    private static final double SEASON = 0.3;
    private static final double LARGEST = 4;
    /** Of rows' own draws; the profiles have others. */
    private static final int FIRST_ROW = 1;
    private static final int FIRST_PURCHASE = 3;

    private final long seed;
    private final int rows;
    private final LookalikeProfiles profiles;

    /**
     * @param seed of all draws
     * @param rows number of customers; their days go evenly from 0 to {@link #DAYS} - 1
     */
    public LookalikeCustomers(long seed, int rows) {
        this.seed = seed;
        this.rows = rows;
        profiles = new LookalikeProfiles(seed);
    }

    /** Names of the columns, as the first line of a CSV file. */
    public static String header() {
        StringBuilder line = new StringBuilder("customer,day");
        for (int category = 1; category <= LookalikeProfiles.CATEGORIES; category++) {
            line.append(String.format(Locale.ROOT, ",bought_%03d", category));
        }
        return line.append(",age,visits,basket,recency,discount,returns,took").toString();
    }

    /** The day of a row. */
    public int day(int row) {
        return (int) ((long) row * DAYS / rows);
    }

    private double passed(int row) {
        return day(row) / (double) DAYS;
    }

    private CounterStream draws(int row) {
        return CounterStream.of(seed, Purpose.DRAWING).atShard(FIRST_ROW + row);
    }

    /** The kind of household of a row, which is not in its line. */
    int household(int row) {
        return LookalikeProfiles.household(draws(row).uniform(0), passed(row));
    }

    /** The way of life of a row, which is not in its line either. */
    int style(int row) {
        return draws(row).below(1, LookalikeProfiles.STYLES);
    }

    /** Whether a row took the offer. */
    public boolean took(int row) {
        return draws(row).uniform(2) < LookalikeProfiles.takes(household(row), style(row), passed(row));
    }

    /**
     * A row as a line of CSV.
     *
     * @param labelled whether it says if the offer was taken; else that is missing
     */
    public String line(int row, boolean labelled) {
        CounterStream draws = draws(row);
        int household = household(row);
        int style = style(row);
        double season = 1 + SEASON * passed(row);
        StringBuilder line = new StringBuilder().append(row).append(',').append(day(row));
        for (int category = 0; category < LookalikeProfiles.CATEGORIES; category++) {
            boolean bought = draws.uniform(FIRST_PURCHASE + category) < season * profiles.buys(household, style, category);
            line.append(bought ? ",1" : ",0");
        }
        for (int number = 0; number < LookalikeProfiles.NUMBERS; number++) {
            // Gaussian draws take two places each, so that these are behind the purchases.
            double value = profiles.mean(household, style, number) + draws.gaussian(LookalikeProfiles.CATEGORIES + number);
            line.append(String.format(Locale.ROOT, ",%.3f", Math.max(-LARGEST, Math.min(LARGEST, value))));
        }
        return line.append(labelled ? took(row) ? ",yes" : ",no" : ",").toString();
    }
}
