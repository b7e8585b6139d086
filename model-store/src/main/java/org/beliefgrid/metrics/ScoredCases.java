package org.beliefgrid.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cases of two classes with what a model says of them. Arrays are handed over and not modified afterwards.
 *
 * @param scores [cases] what ranks the cases, the most positive highest; {@link Metric#LOG_LOSS}, {@link Metric#BRIER} and
 *     {@link Reliability} take them for the probability of the positive class and want them in [0, 1]
 * @param positive [cases] whether the case is of the positive class
 * @param weights [cases] how much each case counts, 0 and up
 */
public record ScoredCases(double[] scores, boolean[] positive, double[] weights) {
    /**
     * @throws IllegalArgumentException if the lengths differ, a score is not finite, a weight is negative or not finite, or one
     *     of the two classes has no case of a weight above 0
     */
    public ScoredCases {
        if (scores.length != positive.length || scores.length != weights.length) {
            throw new IllegalArgumentException("%d scores, %d classes and %d weights, expected as many of each".formatted(
                    scores.length, positive.length, weights.length));
        }
        double[] sums = new double[2];
        for (int i = 0; i < scores.length; i++) {
            if (!Double.isFinite(scores[i])) {
                throw new IllegalArgumentException("score of case %d must be a finite number, was %s".formatted(i, scores[i]));
            }
            if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("weight of case %d must be 0 or more and finite, was %s"
                        .formatted(i, weights[i]));
            }
            sums[positive[i] ? 1 : 0] += weights[i];
        }
        if (!(sums[0] > 0 && sums[1] > 0)) {
            throw new IllegalArgumentException("%d cases, %s of them of the positive class: both classes are needed".formatted(
                    scores.length, sums[1] > 0 ? "all" : "none"));
        }
    }

    /** Cases that count the same. */
    public static ScoredCases of(double[] scores, boolean[] positive) {
        double[] ones = new double[scores.length];
        Arrays.fill(ones, 1);
        return new ScoredCases(scores, positive, ones);
    }

    /** All cases of some lists, one behind the other. */
    public static ScoredCases pooled(List<ScoredCases> parts) {
        int total = parts.stream().mapToInt(ScoredCases::size).reduce(0, Math::addExact);
        double[] scores = new double[total];
        boolean[] positive = new boolean[total];
        double[] weights = new double[total];
        int at = 0;
        for (ScoredCases part : parts) {
            System.arraycopy(part.scores, 0, scores, at, part.size());
            System.arraycopy(part.positive, 0, positive, at, part.size());
            System.arraycopy(part.weights, 0, weights, at, part.size());
            at += part.size();
        }
        return new ScoredCases(scores, positive, weights);
    }

    /** Number of cases. */
    public int size() {
        return scores.length;
    }

    /** Number of cases of the positive class, whatever their weights. */
    public long positives() {
        return IntStream.range(0, positive.length).filter(i -> positive[i]).count();
    }

    /** The same scores and classes with other weights. */
    ScoredCases weighted(double[] others) {
        return new ScoredCases(scores, positive, others);
    }
}
