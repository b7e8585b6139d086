package org.beliefgrid.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether probabilities mean what they say: cases by the probability that they were given, and how many of them are positive.
 * Bins are equally wide, each with its upper border and without its lower one, the first with both; bins without cases are left
 * out.
 *
 * @param bins ascending
 */
public record Reliability(List<Bin> bins) {
    /** Number of bins of reports. */
    public static final int BINS = 10;

    /**
     * Cases of about the same probability.
     *
     * @param predicted mean probability
     * @param observed share of positive cases
     * @param weight of the cases, their number if all count 1
     */
    public record Bin(double predicted, double observed, double weight) {
    }

    public Reliability {
        bins = List.copyOf(bins);
    }

    /**
     * The curve of cases.
     *
     * @param number of bins, 1 and up
     * @throws IllegalArgumentException if a score is not in [0, 1]
     */
    public static Reliability of(ScoredCases cases, int number) {
        double[] weights = new double[number];
        double[] predicted = new double[number];
        double[] observed = new double[number];
        for (int i = 0; i < cases.size(); i++) {
            double score = Metric.probability(cases.scores()[i]);
            int bin = bin(score, number);
            weights[bin] += cases.weights()[i];
            predicted[bin] += cases.weights()[i] * score;
            observed[bin] += cases.positive()[i] ? cases.weights()[i] : 0;
        }
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < number; bin++) {
            if (weights[bin] > 0) {
                bins.add(new Bin(predicted[bin] / weights[bin], observed[bin] / weights[bin], weights[bin]));
            }
        }
        return new Reliability(bins);
    }

    private static int bin(double score, int number) {
        int bin = 0;
        while (bin < number - 1 && score > (bin + 1) * (1.0 / number)) {
            bin++;
        }
        return bin;
    }
}
