package org.beliefgrid.grid.monitoring;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.beliefgrid.grid.RoundReport;

/** What Prometheus is told of a member and of runs, read once a scrape. A run's last round has its phase as a label. */
final class GridCollector implements MultiCollector {
    private static final String MEMBER = "member";
    private static final String RUN = "run";
    private static final String PHASE = "phase";

    private final String member;
    private final Supplier<MemberReading> reading;
    private final Supplier<Map<String, RunTally>> runs;

    /** A value with its labels. */
    private record Sample(Labels labels, double value) {
    }

    /** @param member its address, host:port */
    GridCollector(String member, Supplier<MemberReading> reading, Supplier<Map<String, RunTally>> runs) {
        this.member = member;
        this.reading = reading;
        this.runs = runs;
    }

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        MemberReading now = reading.get();
        for (MemberMetric metric : MemberMetric.values()) {
            all.metricSnapshot(family(metric.prometheusName(), metric.help(), metric.isTotal(),
                    List.of(new Sample(Labels.of(MEMBER, member), metric.prometheusValue(now)))));
        }
        Map<String, RunTally> known = runs.get();
        for (RunMetric metric : RunMetric.values()) {
            List<Sample> samples = new ArrayList<>();
            known.forEach((run, tally) -> metric.prometheusValue(tally)
                    .ifPresent(value -> samples.add(new Sample(labels(metric, run, tally), value))));
            all.metricSnapshot(family(metric.prometheusName(), metric.help(), metric.isTotal(), samples));
        }
        return all.build();
    }

    /** A total has no phase: it would begin again with each. */
    private static Labels labels(RunMetric metric, String run, RunTally tally) {
        String phase = tally.last().map(RoundReport::algorithm).orElse("");
        return metric.isTotal() ? Labels.of(RUN, run) : Labels.of(RUN, run, PHASE, phase);
    }

    private static MetricSnapshot family(String name, String help, boolean total, List<Sample> samples) {
        MetricMetadata metadata = new MetricMetadata(name, help);
        return total ? new CounterSnapshot(metadata, samples.stream()
                .map(sample -> CounterDataPointSnapshot.builder().labels(sample.labels).value(sample.value).build()).toList())
                : new GaugeSnapshot(metadata, samples.stream()
                .map(sample -> GaugeDataPointSnapshot.builder().labels(sample.labels).value(sample.value).build()).toList());
    }
}
