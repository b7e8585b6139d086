package org.beliefgrid.examples;

import java.util.Locale;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;

/**
 * Customers that are drawn, a row each: what they have bought in a year, some numbers, and whether they took an offer.
 *
 * <p>Each is of one of ten types, which nobody is told. A type buys eight of sixty categories ten times as often as others do,
 * and has means of its own in six numbers. Three types take the offer, in 13, 8 and 5 of 100 cases, the others in one of 250;
 * that is about 2 % of all. So whoever knows the types, which any row shows a little of, labelled or not, needs few labels;
 * whoever has only the labels must find out about each column by them. With time one of the three types becomes more common and
 * another one less, and all buy more towards the end of the year.
 */
public final class LookalikeCustomers {
    /** Days over which the rows are spread. */
    public static final int DAYS = 365;
    /** Columns that are 0 or 1. */
    public static final int CATEGORIES = 60;
    /** Columns of numbers. */
    public static final int NUMBERS = 6;

    private static final int TYPES = 10;
    private static final int FAVOURITES = 8;
    private static final double RARE = 0.03;
    private static final double OFTEN = 0.3;
    /** By how many deviations the mean of a type may be off. */
    private static final double SPREAD = 0.8;
    private static final double[] TAKES = {0.13, 0.08, 0.05};
    private static final double TAKES_ELSE = 0.004;
    private static final double[] SHARES = {0.05, 0.08, 0.09, 0.14, 0.13, 0.12, 0.11, 0.10, 0.09, 0.09};
    /** Of rows' own draws; the profiles of the types have others. */
    private static final int FIRST_ROW = 1;

    private final long seed;
    private final int rows;
    /** [types x categories] whether the type buys it often. */
    private final boolean[][] favourites = new boolean[TYPES][CATEGORIES];
    /** [types x numbers] */
    private final double[][] means = new double[TYPES][NUMBERS];

    /**
     * @param seed of all draws
     * @param rows number of customers; their days go evenly from 0 to {@link #DAYS} - 1
     */
    public LookalikeCustomers(long seed, int rows) {
        this.seed = seed;
        this.rows = rows;
        CounterStream profiles = CounterStream.of(seed, Purpose.DRAWING);
        int[] order = profiles.permutation(CATEGORIES);
        for (int type = 0; type < TYPES; type++) {
            for (int place = 0; place < FAVOURITES; place++) {
                // The next type begins before this one ends: neighbours have two favourites in common.
                favourites[type][order[(type * (FAVOURITES - 2) + place) % CATEGORIES]] = true;
            }
            for (int number = 0; number < NUMBERS; number++) {
                means[type][number] = SPREAD * profiles.atMiniBatch(1 + number).gaussian(type);
            }
        }
    }

    /** Names of the columns, as the first line of a CSV file. */
    public static String header() {
        StringBuilder line = new StringBuilder("customer,day");
        for (int category = 1; category <= CATEGORIES; category++) {
            line.append(String.format(Locale.ROOT, ",bought_%02d", category));
        }
        return line.append(",age,visits,basket,recency,discount,returns,took").toString();
    }

    /** The day of a row. */
    public int day(int row) {
        return (int) ((long) row * DAYS / rows);
    }

    /** The type of a row, which is not in its line. */
    int type(int row) {
        double passed = day(row) / (double) DAYS;
        double draw = draws(row).uniform(0);
        for (int type = 0; type < TYPES - 1; type++) {
            draw -= share(type, passed);
            if (draw < 0) {
                return type;
            }
        }
        return TYPES - 1;
    }

    /** The first type doubles in a year, the second one halves; the fourth and the last make room for them. */
    private static double share(int type, double passed) {
        return switch (type) {
            case 0 -> SHARES[0] * (1 + passed);
            case 1 -> SHARES[1] * (1 - passed / 2);
            case 3 -> SHARES[3] - SHARES[0] * passed;
            default -> SHARES[type];
        };
    }

    /** Whether a row took the offer. */
    public boolean took(int row) {
        int type = type(row);
        return draws(row).uniform(1) < (type < TAKES.length ? TAKES[type] : TAKES_ELSE);
    }

    private CounterStream draws(int row) {
        return CounterStream.of(seed, Purpose.DRAWING).atShard(FIRST_ROW + row);
    }

    /**
     * A row as a line of CSV.
     *
     * @param labelled whether it says if the offer was taken; else that is missing
     */
    public String line(int row, boolean labelled) {
        CounterStream draws = draws(row);
        int type = type(row);
        int day = day(row);
        double season = 1 + 0.3 * day / DAYS;
        StringBuilder line = new StringBuilder().append(row).append(',').append(day);
        int next = 2;
        for (int category = 0; category < CATEGORIES; category++) {
            double often = favourites[type][category] ? OFTEN : RARE;
            line.append(draws.uniform(next++) < often * season ? ",1" : ",0");
        }
        for (int number = 0; number < NUMBERS; number++) {
            // Gaussian draws take two places each.
            double value = means[type][number] + draws.gaussian(CATEGORIES + number);
            line.append(String.format(Locale.ROOT, ",%.3f", Math.max(-4, Math.min(4, value))));
        }
        return line.append(labelled ? took(row) ? ",yes" : ",no" : ",").toString();
    }
}
