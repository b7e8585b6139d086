package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.grid.monitoring.MemberMetric;
import org.beliefgrid.grid.monitoring.MemberMonitor;
import org.beliefgrid.grid.monitoring.MonitoringOptions;
import org.beliefgrid.grid.monitoring.RunMetric;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.hawkular.agent.prometheus.text.TextPrometheusMetricsProcessor;
import org.hawkular.agent.prometheus.types.Counter;
import org.hawkular.agent.prometheus.types.Gauge;
import org.hawkular.agent.prometheus.types.Metric;
import org.hawkular.agent.prometheus.types.MetricFamily;
import org.hawkular.agent.prometheus.types.MetricType;
import org.hawkular.agent.prometheus.walkers.CollectorPrometheusMetricsWalker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What members show over JMX and on their pages, read with a parser that is not ours, against what the driver reported. */
class MemberMonitorIT {
    private static final String RUN = "run-7";
    private static final BinaryCases CASES = new BinaryCases(2, 90, 6, 5, 100);
    private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

    @TempDir
    private Path folder;

    private static List<IterativeAlgorithm> algorithms() {
        TrainingPlan plan = TrainingPlan.DEFAULTS.withHidden(List.of(4)).withSeed(TestSeed.VALUE);
        plan = plan.withPretraining(plan.pretraining().withEpochs(2)).withFineTuning(plan.fineTuning().withEpochs(2));
        return DeepBeliefTraining.algorithms(plan, TrainingData.of(CASES.visible(), BinaryCases.CLASSES));
    }

    private static HttpResponse<InputStream> get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private static Map<String, MetricFamily> scrape(String url) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = get(url);
        assertEquals(200, answer.statusCode());
        String type = answer.headers().firstValue("Content-Type").orElse("");
        assertTrue(type.startsWith("text/plain; version=0.0.4"), type);
        CollectorPrometheusMetricsWalker families = new CollectorPrometheusMetricsWalker();
        try (InputStream page = answer.body()) {
            new TextPrometheusMetricsProcessor(page, families).walk();
        }
        Map<String, MetricFamily> byName = new TreeMap<>();
        families.getAllMetricFamilies().forEach(family -> byName.put(family.getName(), family));
        return byName;
    }

    private static double value(Metric metric) {
        return metric instanceof Counter counter ? counter.getValue() : ((Gauge) metric).getValue();
    }

    private static String family(String name, boolean total) {
        return total ? name + "_total" : name;
    }

    private static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Thread.sleep(5);
        }
    }

    private static Set<ObjectName> beans(String type, String member) {
        try {
            return BEANS.queryNames(new ObjectName("org.beliefgrid:type=" + type + ",member="
                    + ObjectName.quote(member) + ",*"), null);
        } catch (javax.management.MalformedObjectNameException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static double attribute(ObjectName bean, String name) {
        try {
            return (double) BEANS.getAttribute(bean, name);
        } catch (javax.management.JMException e) {
            throw new AssertionError(bean + " " + name, e);
        }
    }

    @Test
    void everyMemberShowsItselfAndTheRunUntilItIsForgotten() throws Exception {
        try (TestGrid grid = new TestGrid(2, 30, 1, folder, MonitoringOptions.page(0))) {
            grid.load("cases", CASES, TestSeed.VALUE, 5);
            grid.startRun(RUN, "cases", algorithms());
            try (EpochDriver driver = new EpochDriver(grid.member(1), RUN)) {
                TestGrid.assertFinished(grid.driveToEnd(driver, RUN));
            }
            RoundReport last = grid.maps().progress().get(RUN);
            assertEquals(4, grid.statistics(5 * 4).stream().mapToLong(MemberStatistics::tasks).sum() / 5);
            for (int member = 0; member < 2; member++) {
                assertShown(grid.member(member), last);
            }
            new RunCleaner(grid.maps()).forgetRun(RUN);
            for (int member = 0; member < 2; member++) {
                String address = ShardEpochTask.address(grid.member(member).getCluster().getLocalMember());
                await(() -> beans("Run", address).isEmpty(), "the bean stays");
                assertTrue(scrape(url(grid.member(member))).get("beliefgrid_run_round") == null, "the page still has the run");
            }
            String gone = url(grid.member(1));
            String address = ShardEpochTask.address(grid.member(1).getCluster().getLocalMember());
            grid.shutdown(1);
            assertThrows(ConnectException.class, () -> get(gone));
            assertEquals(Set.of(), beans("Member", address));
        }
    }

    private static String url(HazelcastInstance member) {
        return MemberMonitor.url(member).orElseThrow();
    }

    private static void assertShown(HazelcastInstance member, RoundReport last) throws Exception {
        String address = ShardEpochTask.address(member.getCluster().getLocalMember());
        await(() -> beans("Run", address).stream().anyMatch(bean -> attribute(bean, "Round") == last.round() + 1), "no bean");
        ObjectName run = beans("Run", address).iterator().next();
        assertEquals(RUN, ObjectName.unquote(run.getKeyProperty("run")));
        Map<String, MetricFamily> page = scrape(url(member));
        for (RunMetric metric : RunMetric.values()) {
            MetricFamily family = page.get(family(metric.prometheusName(), metric.isTotal()));
            double jmx = attribute(run, metric.jmxName());
            if (Double.isNaN(jmx)) {
                assertTrue(family == null || family.getMetrics().isEmpty(), metric.name());
                continue;
            }
            assertEquals(metric.isTotal() ? MetricType.COUNTER : MetricType.GAUGE, family.getType(), metric.name());
            assertEquals(metric.help(), family.getHelp());
            Metric sample = family.getMetrics().get(0);
            assertEquals(RUN, sample.getLabels().get("run"));
            double unit = metric.prometheusName().endsWith("_ratio") ? 100 : 1;
            assertEquals(jmx, unit * value(sample), 1e-9 * Math.abs(jmx), metric.name());
        }
        assertEquals(last.figure("loss").orElseThrow(), attribute(run, "Loss"));
        assertEquals(last.work().slowestShardSeconds(), attribute(run, "SlowestShardSeconds"));
        assertEquals(last.work().casesPerSecond(), attribute(run, "CasesPerSecond"));
        assertMember(address, page);
    }

    private static void assertMember(String address, Map<String, MetricFamily> page) throws Exception {
        ObjectName bean = beans("Member", address).iterator().next();
        assertEquals(Arrays.stream(MemberMetric.values()).map(MemberMetric::jmxName).toList(),
                Stream.of(BEANS.getMBeanInfo(bean).getAttributes()).map(MBeanAttributeInfo::getName).toList());
        for (MemberMetric metric : MemberMetric.values()) {
            MetricFamily family = page.get(family(metric.prometheusName(), metric.isTotal()));
            assertEquals(address, family.getMetrics().get(0).getLabels().get("member"), metric.name());
            // Bytes go on being sent.
            assertTrue(value(family.getMetrics().get(0)) <= attribute(bean, metric.jmxName()), metric.name());
        }
        assertEquals(2, attribute(bean, "Members"));
        for (String used : List.of("ShardEpochs", "ShardSeconds", "LocalBlockReads", "BytesSent")) {
            assertTrue(attribute(bean, used) > 0, used);
        }
        assertTrue(page.containsKey("jvm_memory_used_bytes") && page.containsKey("process_cpu_seconds_total"), page::toString);
    }

    @Test
    void aPageThatCannotListenEndsTheStartInOneLine() throws Exception {
        try (TestGrid grid = new TestGrid(1, 30, 1, folder, MonitoringOptions.page(0))) {
            int taken = URI.create(url(grid.member(0))).getPort();
            MemberOptions second = new MemberOptions("127.0.0.1", 0, List.of(), 30, 1, Location.of(folder.toString()),
                    GridSecret.random()).withMonitoring(MonitoringOptions.page(taken));
            String message = assertThrows(GridUnavailableException.class, () -> GridMember.startEmbedded(second)).getMessage();
            assertTrue(message.startsWith("metrics on 127.0.0.1, port " + taken + ": "), message);
        }
    }

    @Test
    void withoutTheSettingThereIsNoPage() throws Exception {
        assertEquals(OptionalInt.empty(), MonitoringOptions.NONE.metricsPort());
        try (TestGrid grid = new TestGrid(1, 30, 1, folder)) {
            assertTrue(MemberMonitor.url(grid.member(0)).isEmpty());
        }
    }
}
