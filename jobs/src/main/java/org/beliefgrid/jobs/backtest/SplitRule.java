package org.beliefgrid.jobs.backtest;

import org.beliefgrid.error.InvalidConfigException;

/**
 * How rows are divided into folds.
 *
 * @param timeColumn column by which earlier rows are the past of later ones; empty for a division by chance
 * @param folds how many, each of which is scored once by what was learned from others
 */
public record SplitRule(String timeColumn, int folds) {
    /** Most folds. */
    public static final int MOST_FOLDS = 100;
    private static final String TIME = "time=";

    /** @throws InvalidConfigException if there are too few or too many folds */
    public SplitRule {
        int least = timeColumn.isEmpty() ? 2 : 1;
        if (folds < least || folds > MOST_FOLDS) {
            throw new InvalidConfigException("--folds must be in %d to %d, was %d".formatted(least, MOST_FOLDS, folds));
        }
    }

    /**
     * Reads a rule.
     *
     * @param text {@code time=COLUMN} or {@code random}
     * @throws InvalidConfigException if it is neither
     */
    public static SplitRule read(String text, int folds) {
        if (text.equals("random")) {
            return new SplitRule("", folds);
        }
        if (!text.startsWith(TIME) || text.length() == TIME.length()) {
            throw new InvalidConfigException("--split must be time=COLUMN or random, was " + text);
        }
        return new SplitRule(text.substring(TIME.length()), folds);
    }

    /** Whether time divides. */
    public boolean byTime() {
        return !timeColumn.isEmpty();
    }

    @Override
    public String toString() {
        return byTime() ? TIME + timeColumn : "random";
    }
}
