package org.beliefgrid.metrics;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A measure of scored cases, by the name that plans and reports use.
 *
 * @param kind what is measured
 * @param percent of {@link Kind#LIFT}: how many percent of the cases, the highest scores first, are looked at, 1 to 100; else 0
 */
public record Metric(Kind kind, int percent) {
    /** Area under the ROC curve, ties by mid-ranks; 0.5 is chance, 1 the best. */
    public static final Metric AUC = new Metric(Kind.AUC, 0);
    /** Precision at each step of recall, averaged, without interpolation; the share of positive cases is chance, 1 the best. */
    public static final Metric AVERAGE_PRECISION = new Metric(Kind.AVERAGE_PRECISION, 0);
    /** Mean negative logarithm of the probability of the right class, which is taken for 2^-52 at least; 0 is the best. */
    public static final Metric LOG_LOSS = new Metric(Kind.LOG_LOSS, 0);
    /**
     * Mean square of probability minus truth; 0 is the best (G. Brier, "Verification of forecasts expressed in terms of
     * probability", 1950, the form for two classes).
     */
    public static final Metric BRIER = new Metric(Kind.BRIER, 0);
    /** Share of the cases that are put into a wrong class; of scores: on the wrong side of 0.5. */
    public static final Metric ERROR = new Metric(Kind.ERROR, 0);
    /** Share of the cases that are put into the right class. */
    public static final Metric ACCURACY = new Metric(Kind.ACCURACY, 0);
    /** Names of all, for messages. */
    public static final String NAMES = "error, accuracy, auc, averagePrecision, logLoss, brier, lift@N with N from 1 to 100";

    private static final Pattern LIFT = Pattern.compile("lift@([1-9][0-9]?|100)");
    private static final double LEAST_PROBABILITY = 0x1.0p-52;
    private static final double HALF = 0.5;

    /** What can be measured. */
    public enum Kind {
        /** {@link Metric#ERROR}. */
        ERROR("error"),
        /** {@link Metric#ACCURACY}. */
        ACCURACY("accuracy"),
        /** {@link Metric#AUC}. */
        AUC("auc"),
        /** {@link Metric#AVERAGE_PRECISION}. */
        AVERAGE_PRECISION("averagePrecision"),
        /** {@link Metric#LOG_LOSS}. */
        LOG_LOSS("logLoss"),
        /** {@link Metric#BRIER}. */
        BRIER("brier"),
        /** {@link Ranking.Steps#lift}. */
        LIFT("lift");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** @throws IllegalArgumentException if the percentage does not go with the kind */
    public Metric {
        if (kind == Kind.LIFT ? percent < 1 || percent > 100 : percent != 0) {
            throw new IllegalArgumentException("percent of %s must be %s, was %d".formatted(kind.word,
                    kind == Kind.LIFT ? "1 to 100" : "0", percent));
        }
    }

    /** Lift of the first so many percent of the cases: how many times as many positive ones as among all. */
    public static Metric lift(int percent) {
        return new Metric(Kind.LIFT, percent);
    }

    /** The one of that name; empty if there is none. */
    public static Optional<Metric> named(String name) {
        Matcher lift = LIFT.matcher(name);
        if (lift.matches()) {
            return Optional.of(lift(Integer.parseInt(lift.group(1))));
        }
        return List.of(Kind.values()).stream().filter(kind -> kind != Kind.LIFT && kind.word.equals(name)).findFirst()
                .map(kind -> new Metric(kind, 0));
    }

    /** Those that a back-test tells. */
    public static List<Metric> ofReports() {
        return List.of(AUC, AVERAGE_PRECISION, LOG_LOSS, BRIER, lift(10), lift(20), ERROR);
    }

    /** Whether more is better. */
    public boolean moreIsBetter() {
        return switch (kind) {
            case AUC, AVERAGE_PRECISION, LIFT, ACCURACY -> true;
            case ERROR, LOG_LOSS, BRIER -> false;
        };
    }

    /** Whether it needs to know which class is the positive one: all but error and accuracy. */
    public boolean needsPositive() {
        return kind != Kind.ERROR && kind != Kind.ACCURACY;
    }

    /**
     * The measure of cases.
     *
     * @throws IllegalArgumentException if scores that are to be probabilities are not in [0, 1]
     */
    public double of(Ranking ranking) {
        return switch (kind) {
            case AUC -> ranking.steps().areaUnderRoc();
            case AVERAGE_PRECISION -> ranking.steps().averagePrecision();
            case LIFT -> ranking.steps().lift(percent / 100.0);
            case ERROR -> mean(ranking.cases(), (score, positive) -> score > HALF == positive ? 0 : 1);
            case ACCURACY -> 1 - ERROR.of(ranking);
            case BRIER -> mean(ranking.cases(), (score, positive) -> square(probability(score) - (positive ? 1 : 0)));
            case LOG_LOSS -> mean(ranking.cases(), (score, positive) -> {
                double right = positive ? probability(score) : 1 - probability(score);
                return -StrictMath.log(Math.min(1 - LEAST_PROBABILITY, Math.max(LEAST_PROBABILITY, right)));
            });
        };
    }

    /** The measure of cases. */
    public double of(ScoredCases cases) {
        return of(Ranking.of(cases));
    }

    /** What one case costs. */
    @FunctionalInterface
    private interface Cost {
        double of(double score, boolean positive);
    }

    private static double mean(ScoredCases cases, Cost cost) {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < cases.size(); i++) {
            sum += cases.weights()[i] * cost.of(cases.scores()[i], cases.positive()[i]);
            weights += cases.weights()[i];
        }
        return sum / weights;
    }

    private static double square(double value) {
        return value * value;
    }

    static double probability(double score) {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("a probability must be in [0, 1], was " + score);
        }
        return score;
    }

    @Override
    public String toString() {
        return kind == Kind.LIFT ? kind.word + "@" + percent : kind.word;
    }
}
