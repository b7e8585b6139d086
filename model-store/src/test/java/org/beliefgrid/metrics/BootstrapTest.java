package org.beliefgrid.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.beliefgrid.metrics.Bootstrap.Interval;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final List<Metric> METRICS = List.of(Metric.AUC, Metric.ERROR);

    @Test
    void theSameSeedGivesTheSameInterval() {
        Ranking ranking = Ranking.of(MetricTest.random(80, 10, 1));
        Map<Metric, Interval> one = Bootstrap.DEFAULT.of(ranking, METRICS);
        assertEquals(one, Bootstrap.DEFAULT.of(ranking, METRICS));
        assertNotEquals(one, Bootstrap.DEFAULT.withSeed(2).of(ranking, METRICS));
        assertEquals(one.get(Metric.AUC), Bootstrap.DEFAULT.of(ranking, List.of(Metric.AUC)).get(Metric.AUC),
                "whatever else is measured");
        one.forEach((metric, interval) -> assertTrue(interval.low() <= interval.value() && interval.value()
                <= interval.high()));
    }

    /** The error of n independent cases is binomial: 95 % of it lie within 1.96 deviations. */
    @Test
    void theIntervalOfAnErrorIsThatOfTheBinomialDistribution() {
        int cases = 2000;
        Random random = new Random(7);
        double[] scores = new double[cases];
        boolean[] positive = new boolean[cases];
        for (int i = 0; i < cases; i++) {
            positive[i] = i % 2 == 0;
            scores[i] = random.nextDouble() < 0.2 == positive[i] ? 0.3 : 0.7;
        }
        Bootstrap bootstrap = new Bootstrap(3, 2000, 0.95, false);
        Interval error = bootstrap.of(Ranking.of(ScoredCases.of(scores, positive)), METRICS).get(Metric.ERROR);
        double half = 1.96 * Math.sqrt(error.value() * (1 - error.value()) / cases);
        assertEquals(error.value() - half, error.low(), 0.1 * half);
        assertEquals(error.value() + half, error.high(), 0.1 * half);
    }

    @Test
    void resamplesOfOneClassArePassedOver() {
        Ranking rare = Ranking.of(ScoredCases.of(new double[] {0.9, 0.1, 0.2, 0.3, 0.4},
                new boolean[] {true, false, false, false, false}));
        Interval free = new Bootstrap(1, 100, 0.9, false).of(rare, METRICS).get(Metric.AUC);
        assertEquals(1, free.low());
        assertEquals(new Interval(1, 1, 1), new Bootstrap(1, 100, 0.9, true).of(rare, METRICS).get(Metric.AUC));
    }

    @Test
    void quantilesAreInterpolated() {
        double[] sorted = {1, 2, 4, 8};
        assertEquals(1, Bootstrap.quantile(sorted, 0));
        assertEquals(3, Bootstrap.quantile(sorted, 0.5));
        assertEquals(8, Bootstrap.quantile(sorted, 1));
    }

    @Test
    void boundsAreHeld() {
        assertThrows(IllegalArgumentException.class, () -> new Bootstrap(1, 0, 0.95, true));
        assertThrows(IllegalArgumentException.class, () -> new Bootstrap(1, 1, 1, true));
        assertThrows(IllegalArgumentException.class, () -> new Bootstrap(1, 1, Double.NaN, true));
        assertTrue(new Interval(0.9, 0.85, 0.95).isAbove(new Interval(0.7, 0.6, 0.8)));
        assertFalse(new Interval(0.9, 0.75, 0.95).isAbove(new Interval(0.7, 0.6, 0.8)));
    }
}
