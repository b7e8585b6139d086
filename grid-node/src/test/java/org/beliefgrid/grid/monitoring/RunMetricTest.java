package org.beliefgrid.grid.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.grid.RoundStage;
import org.beliefgrid.grid.RoundWork;
import org.beliefgrid.grid.ShardWork;
import org.beliefgrid.learning.Figure;
import org.junit.jupiter.api.Test;

/** One value, as JMX, Jet and Prometheus want it. */
class RunMetricTest {
    private static final List<ShardWork> SHARDS = List.of(new ShardWork(0, "a", "a", 0.25, 0),
            new ShardWork(1, "b", "b", 0.75, 2));

    private static RoundReport report(int round, String phase, Figure... figures) {
        return new RoundReport(new RoundStage(round, phase, 2, 3, 5, true), List.of(figures),
                new RoundWork(100, 0.5, 1000, SHARDS));
    }

    private static RunTally tally(RoundReport... reports) {
        RunTally tally = RunTally.NOTHING;
        for (RoundReport report : reports) {
            tally = tally.after(report);
        }
        return tally;
    }

    private static void assertTold(RunMetric metric, RunTally tally, double jmx, long jet, double prometheus) {
        assertEquals(jmx, metric.jmxValue(tally), metric.jmxName());
        assertEquals(OptionalLong.of(jet), metric.jetValue(tally), metric.jetName());
        assertEquals(prometheus, metric.prometheusValue(tally).orElseThrow(), 1e-12, metric.prometheusName());
    }

    @Test
    void everybodyIsToldTheSameInHisOwnUnits() {
        RunTally tally = tally(report(6, "fine-tuning", new Figure("loss", 0.0125), Figure.percent("training error", 0.03),
                Figure.percent("validation error (epoch 2)", 0.045)));
        assertTold(RunMetric.ROUND, tally, 7, 7, 7);
        assertTold(RunMetric.EPOCH, tally, 3, 3, 3);
        assertTold(RunMetric.EPOCHS, tally, 5, 5, 5);
        assertTold(RunMetric.LAYER, tally, 2, 2, 2);
        assertTold(RunMetric.LOSS, tally, 0.0125, 12_500, 0.0125);
        assertTold(RunMetric.TRAINING_ERROR, tally, 3, 30_000, 0.03);
        assertTold(RunMetric.VALIDATION_ERROR, tally, 4.5, 45_000, 0.045);
        assertTold(RunMetric.CASES_PER_SECOND, tally, 200, 200, 200);
        assertTold(RunMetric.ROUND_TIME, tally, 0.5, 500, 0.5);
        assertTold(RunMetric.SLOWEST_SHARD, tally, 0.75, 750, 0.75);
        assertTold(RunMetric.MEAN_SHARD, tally, 0.5, 500, 0.5);
        assertTold(RunMetric.CASES, tally, 100, 100, 100);
        assertTold(RunMetric.BYTES_SENT, tally, 1000, 1000, 1000);
        assertTold(RunMetric.SHARD_RERUNS, tally, 2, 2, 2);
    }

    @Test
    void whatIsNotMeasuredIsNotTold() {
        RunTally tally = tally(report(0, "fine-tuning", new Figure("loss", 1)));
        assertTrue(Double.isNaN(RunMetric.RECONSTRUCTION_ERROR.jmxValue(tally)));
        assertTrue(RunMetric.RECONSTRUCTION_ERROR.jetValue(tally).isEmpty());
        assertTrue(RunMetric.RECONSTRUCTION_ERROR.prometheusValue(tally).isEmpty());
        for (RunMetric metric : RunMetric.values()) {
            assertEquals(metric.isTotal(), metric.jetValue(RunTally.NOTHING).isPresent(), metric.name());
        }
    }

    @Test
    void aFigureStaysWithinItsPhase() {
        RoundReport first = report(0, "pre-training layer 1", new Figure("reconstruction error", 8),
                new Figure("free-energy gap (start)", -1));
        RoundReport second = report(1, "pre-training layer 1", new Figure("reconstruction error", 7));
        assertTold(RunMetric.FREE_ENERGY_GAP, tally(first, second), -1, -1_000_000, -1);
        assertTold(RunMetric.RECONSTRUCTION_ERROR, tally(first, second), 7, 7_000_000, 7);
        RunTally next = tally(first, second, report(2, "pre-training layer 2", new Figure("reconstruction error", 9)));
        assertTrue(RunMetric.FREE_ENERGY_GAP.jetValue(next).isEmpty());
    }

    @Test
    void totalsAddUpAndARoundHeardTwiceCountsOnce() {
        RoundReport first = report(0, "walk");
        RoundReport second = report(1, "walk");
        assertEquals(200, RunMetric.CASES.jmxValue(tally(first, first, second, second)));
        assertEquals(4, RunMetric.SHARD_RERUNS.jmxValue(tally(first, first, second, second)));
        assertEquals(2000, RunMetric.BYTES_SENT.jmxValue(tally(first, first, second, second)));
    }

    @Test
    void noTwoMetricsHaveOneName() {
        List<Function<RunMetric, String>> readers = List.of(RunMetric::jetName, RunMetric::jmxName, RunMetric::prometheusName);
        for (Function<RunMetric, String> reader : readers) {
            assertEquals(RunMetric.values().length, Arrays.stream(RunMetric.values()).map(reader).distinct().count());
        }
    }

    @Test
    void namesFollowTheirReadersHabits() {
        assertEquals("SlowestShardSeconds slowestShardMillis beliefgrid_run_slowest_shard_seconds",
                "%s %s %s".formatted(RunMetric.SLOWEST_SHARD.jmxName(), RunMetric.SLOWEST_SHARD.jetName(),
                        RunMetric.SLOWEST_SHARD.prometheusName()));
        assertEquals("ValidationErrorPercent validationErrorPpm beliefgrid_run_validation_error_ratio",
                "%s %s %s".formatted(RunMetric.VALIDATION_ERROR.jmxName(), RunMetric.VALIDATION_ERROR.jetName(),
                        RunMetric.VALIDATION_ERROR.prometheusName()));
    }
}
