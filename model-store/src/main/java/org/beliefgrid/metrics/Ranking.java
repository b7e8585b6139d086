package org.beliefgrid.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Scored cases from the highest score to the lowest. Cases of equal scores are one step: nobody knows which of them stands
 * before the other. The order is found once; {@link #steps} walks it with any weights, as the bootstrap does many times.
 */
public final class Ranking {
    private final ScoredCases cases;
    private final int[] order;
    /** [steps + 1] where in the order each step begins, and the number of cases. */
    private final int[] starts;

    private Ranking(ScoredCases cases, int[] order, int[] starts) {
        this.cases = cases;
        this.order = order;
        this.starts = starts;
    }

    /** The ranking of cases. */
    public static Ranking of(ScoredCases cases) {
        double[] scores = cases.scores();
        int[] order = IntStream.range(0, scores.length).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> scores[i]).reversed()).mapToInt(Integer::intValue).toArray();
        int[] starts = new int[order.length + 1];
        int steps = 0;
        for (int i = 0; i < order.length; i++) {
            // By value: 0 and -0 are a tie, although they sort apart.
            if (i == 0 || scores[order[i]] != scores[order[i - 1]]) {
                starts[steps++] = i;
            }
        }
        starts[steps] = order.length;
        return new Ranking(cases, order, Arrays.copyOf(starts, steps + 1));
    }

    /** The cases. */
    public ScoredCases cases() {
        return cases;
    }

    /** The same ranking of cases that count otherwise. */
    Ranking weighted(double[] weights) {
        return new Ranking(cases.weighted(weights), order, starts);
    }

    /** The steps, the highest score first; those of no weight are left out. */
    public Steps steps() {
        int count = starts.length - 1;
        double[] scores = new double[count];
        double[] positives = new double[count];
        double[] negatives = new double[count];
        double above = 0;
        double others = 0;
        int used = 0;
        for (int step = 0; step < count; step++) {
            double before = above + others;
            for (int i = starts[step]; i < starts[step + 1]; i++) {
                double weight = cases.weights()[order[i]];
                if (cases.positive()[order[i]]) {
                    above += weight;
                } else {
                    others += weight;
                }
            }
            if (above + others > before) {
                scores[used] = cases.scores()[order[starts[step]]];
                positives[used] = above;
                negatives[used++] = others;
            }
        }
        return new Steps(Arrays.copyOf(scores, used), Arrays.copyOf(positives, used), Arrays.copyOf(negatives, used));
    }

    /**
     * How many cases have a score or a higher one.
     *
     * @param scores [steps] descending
     * @param positives [steps] weight of the positive cases of at least that score
     * @param negatives [steps] weight of the others of at least that score
     */
    public record Steps(double[] scores, double[] positives, double[] negatives) {
        /** Weight of all positive cases. */
        public double allPositives() {
            return positives[positives.length - 1];
        }

        /** Weight of all other cases. */
        public double allNegatives() {
            return negatives[negatives.length - 1];
        }

        /**
         * Area under the curve of true over false positives: the probability that a positive case stands above another one,
         * ties counting a half (mid-ranks; J. Hanley and B. McNeil, "The meaning and use of the area under a receiver operating
         * characteristic (ROC) curve", 1982).
         */
        double areaUnderRoc() {
            double area = 0;
            double above = 0;
            double others = 0;
            for (int step = 0; step < scores.length; step++) {
                area += (negatives[step] - others) * (positives[step] + above) / 2;
                above = positives[step];
                others = negatives[step];
            }
            return area / (allPositives() * allNegatives());
        }

        /** Sum of the precision at each step by the recall that it adds, without interpolation. */
        double averagePrecision() {
            double sum = 0;
            double above = 0;
            for (int step = 0; step < scores.length; step++) {
                sum += (positives[step] - above) * positives[step] / (positives[step] + negatives[step]);
                above = positives[step];
            }
            return sum / allPositives();
        }

        /**
         * Share of the positive cases among the first ones. Where a border falls between equal scores, the tied cases on both
         * of its sides have the same share of positive ones: what a random order among them gives on average.
         *
         * @param fraction of the cases that are looked at, in [0, 1]
         */
        public double gain(double fraction) {
            double wanted = fraction * (allPositives() + allNegatives());
            double above = 0;
            double before = 0;
            for (int step = 0; step < scores.length; step++) {
                double here = positives[step] + negatives[step];
                if (here >= wanted) {
                    double part = (wanted - before) / (here - before);
                    return (above + part * (positives[step] - above)) / allPositives();
                }
                above = positives[step];
                before = here;
            }
            return 1;
        }

        /**
         * How many times as many positive cases as among all are among the first ones.
         *
         * @param fraction of the cases that are looked at, above 0, at most 1
         */
        public double lift(double fraction) {
            return gain(fraction) / fraction;
        }
    }
}
