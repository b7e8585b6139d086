package org.beliefgrid.metrics;

/** What a population stability index means, by the limits that credit scoring has used for decades. */
public enum Drift {
    /** Below 0.1: as before. */
    STABLE("stable"),
    /** From 0.1 to 0.25: something has changed. */
    WATCH("watch"),
    /** Above 0.25: not what was learned from. */
    RETRAIN("retrain");

    private static final double WATCH_FROM = 0.1;
    private static final double RETRAIN_ABOVE = 0.25;

    private final String word;

    Drift(String word) {
        this.word = word;
    }

    /** What an index means. */
    public static Drift of(double stability) {
        return stability < WATCH_FROM ? STABLE : stability <= RETRAIN_ABOVE ? WATCH : RETRAIN;
    }

    @Override
    public String toString() {
        return word;
    }
}
