package org.beliefgrid.metrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;

/**
 * Percentile intervals of measures (B. Efron, "Bootstrap methods: another look at the jackknife", 1979): so many times as many
 * cases as there are, are drawn with replacement and measured. The draws depend on the seed and the number of cases alone.
 *
 * @param seed of the draws
 * @param resamples how often, 1 and up
 * @param level of the intervals, above 0 and below 1
 * @param stratified whether cases are drawn from each class as many as it has, so that no resample is without one; else from
 *     all, and resamples of one class are passed over
 */
public record Bootstrap(long seed, int resamples, double level, boolean stratified) {
    /** What reports use unless they are told otherwise: 500 resamples, 95 %, from each class. */
    public static final Bootstrap DEFAULT = new Bootstrap(1, 500, 0.95, true);

    /** @throws IllegalArgumentException if a number is out of its bounds */
    public Bootstrap {
        if (resamples < 1 || !(level > 0 && level < 1)) {
            throw new IllegalArgumentException("resamples must be 1 or more and level in (0, 1), were %d and %s"
                    .formatted(resamples, level));
        }
    }

    /**
     * Where a measure may lie.
     *
     * @param value of the cases
     * @param low lower end
     * @param high upper end
     */
    public record Interval(double value, double low, double high) {
        /** Whether all of this is above all of another. */
        public boolean isAbove(Interval other) {
            return low > other.high;
        }
    }

    /** The same with another seed. */
    public Bootstrap withSeed(long newSeed) {
        return new Bootstrap(newSeed, resamples, level, stratified);
    }

    /**
     * The intervals of measures of the same resamples.
     *
     * @throws IllegalArgumentException if the measures refuse the cases, or no resample had both classes
     */
    public Map<Metric, Interval> of(Ranking ranking, List<Metric> metrics) {
        double[][] values = new double[metrics.size()][resamples];
        int used = 0;
        int[][] strata = strata(ranking.cases());
        for (int resample = 0; resample < resamples; resample++) {
            double[] weights = draw(ranking.cases(), strata, resample);
            if (!hasBoth(ranking.cases(), weights)) {
                continue;
            }
            Ranking drawn = ranking.weighted(weights);
            for (int metric = 0; metric < metrics.size(); metric++) {
                values[metric][used] = metrics.get(metric).of(drawn);
            }
            used++;
        }
        if (used == 0) {
            throw new IllegalArgumentException("of %d resamples none had both classes".formatted(resamples));
        }
        Map<Metric, Interval> intervals = new LinkedHashMap<>();
        for (int metric = 0; metric < metrics.size(); metric++) {
            double[] sorted = Arrays.copyOf(values[metric], used);
            Arrays.sort(sorted);
            intervals.put(metrics.get(metric), new Interval(metrics.get(metric).of(ranking),
                    quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)));
        }
        return intervals;
    }

    /** The cases of each class, or all together. */
    private int[][] strata(ScoredCases cases) {
        int[] all = new int[cases.size()];
        if (!stratified) {
            Arrays.setAll(all, i -> i);
            return new int[][] {all};
        }
        int[] positives = new int[cases.size()];
        int above = 0;
        int others = 0;
        for (int i = 0; i < cases.size(); i++) {
            if (cases.positive()[i]) {
                positives[above++] = i;
            } else {
                all[others++] = i;
            }
        }
        return new int[][] {Arrays.copyOf(all, others), Arrays.copyOf(positives, above)};
    }

    /** How often each case was drawn, times its weight. */
    private double[] draw(ScoredCases cases, int[][] strata, int resample) {
        double[] weights = new double[cases.size()];
        CounterStream stream = CounterStream.of(seed, Purpose.RESAMPLES).atShard(resample);
        int draw = 0;
        for (int[] stratum : strata) {
            for (int i = 0; i < stratum.length; i++) {
                int chosen = stratum[stream.below(draw, stratum.length)];
                weights[chosen] += cases.weights()[chosen];
                draw++;
            }
        }
        return weights;
    }

    private static boolean hasBoth(ScoredCases cases, double[] weights) {
        boolean above = false;
        boolean others = false;
        for (int i = 0; i < weights.length && !(above && others); i++) {
            above |= weights[i] > 0 && cases.positive()[i];
            others |= weights[i] > 0 && !cases.positive()[i];
        }
        return above && others;
    }

    /** By linear interpolation between the values next to it. */
    static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
