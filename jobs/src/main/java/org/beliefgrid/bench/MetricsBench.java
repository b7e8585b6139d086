package org.beliefgrid.bench;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.beliefgrid.bench.Row.Bound;
import org.beliefgrid.client.EmbeddedGrid;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.grid.EpochDriver;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.RunCleaner;
import org.beliefgrid.jobs.LoadJob;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.State;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;

/**
 * What it costs to be watched: processor time of the threads that collect, tell and answer, over that of the threads that
 * learn, while every page is scraped and every bean of ours is read once a second, fifteen times as often as usual. Hazelcast
 * collects its metrics on threads of the pool that shard epochs run on, too; what these take while nothing is trained counts
 * for it.
 */
final class MetricsBench {
    private static final int MEMBERS = 2;
    private static final int SHARDS = 10;
    private static final int EPOCHS = 10_000;
    private static final int WARM_UP_SECONDS = 20;
    private static final int REST_SECONDS = 5;
    private static final int IDLE_SECONDS = 15;
    private static final int SECONDS = 30;
    private static final String RUN = "bench-metrics";
    private static final double MOST_PERCENT = 1;
    private static final Pattern POOL = Pattern.compile("hz\\..*\\.cached\\.thread-.*");
    private static final Pattern WATCHERS = Pattern.compile("beliefgrid-metrics-.*|HTTP-Dispatcher.*|hz\\..*\\.event-.*|"
            + MetricsBench.class.getSimpleName());

    private final SourceSpec source;
    private final Location store;

    /**
     * @param source cases to learn from
     * @param store folder for the fence between drivers
     */
    MetricsBench(SourceSpec source, Location store) {
        this.source = source;
        this.store = store;
    }

    /** CD-1 at 784 x 500 in a grid of two members. */
    Row measure() throws IOException, InterruptedException {
        try (EmbeddedGrid grid = EmbeddedGrid.start(MEMBERS, SHARDS, 1, store, OptionalInt.of(0))) {
            HazelcastInstance member = grid.first();
            Dataset dataset = new LoadJob(member).load(RUN, source, TrainingPlan.DEFAULTS.withShards(SHARDS), Networks.CLASSES,
                    false);
            IterativeAlgorithm algorithm = GridBench.algorithms(EPOCHS, 0, dataset.units(), 500).get(0);
            GridBench.begin(member, RUN, dataset, algorithm, algorithm.start(State.EMPTY));
            Thread reader = new Thread(() -> read(grid.metricsPages()), MetricsBench.class.getSimpleName());
            reader.start();
            try {
                return row(member);
            } finally {
                reader.interrupt();
                reader.join();
                new RunCleaner(new GridMaps(member)).forgetRun(RUN);
            }
        }
    }

    private static Row row(HazelcastInstance member) throws InterruptedException {
        try (EpochDriver driver = new EpochDriver(member, RUN)) {
            drive(driver, WARM_UP_SECONDS);  // until everything is compiled
            TimeUnit.SECONDS.sleep(REST_SECONDS);  // the shards of the round that has begun come to their end
            Map<Long, Long> beforeIdle = times(POOL);
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            double idleShare = seconds(beforeIdle, times(POOL)) / IDLE_SECONDS;
            Map<Long, Long> poolBefore = times(POOL);
            Map<Long, Long> watchersBefore = times(WATCHERS);
            double seconds = drive(driver, SECONDS);
            double learning = seconds(poolBefore, times(POOL));
            double answering = seconds(watchersBefore, times(WATCHERS));
            double collecting = idleShare * seconds;
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("learningCpuSeconds", learning);
            details.put("answeringCpuSeconds", answering);
            details.put("collectingCpuSeconds", collecting);
            return new Row("metrics-cpu", "CPU of metrics / CPU of learning, read every second",
                    100 * (answering + collecting) / learning, Bound.atMost(MOST_PERCENT, "%"), details);
        }
    }

    /** @return wall-clock time that it took */
    private static double drive(EpochDriver driver, int seconds) throws InterruptedException {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            driver.step();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** Processor time of threads by their ids. */
    private static Map<Long, Long> times(Pattern names) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<Long, Long> times = new HashMap<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && names.matcher(thread.getThreadName()).matches()) {
                times.put(thread.getThreadId(), threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return times;
    }

    private static double seconds(Map<Long, Long> before, Map<Long, Long> after) {
        return after.entrySet().stream()
                .mapToLong(time -> Math.max(0, time.getValue() - before.getOrDefault(time.getKey(), 0L))).sum() / 1e9;
    }

    /** Until it is interrupted. */
    private static void read(List<String> pages) {
        try {
            while (true) {
                for (String page : pages) {
                    try (InputStream in = URI.create(page).toURL().openStream()) {
                        in.readAllBytes();
                    }
                }
                readBeans();
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | JMException e) {
            throw new IllegalStateException("the metrics cannot be read", e);
        }
    }

    private static void readBeans() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Set<ObjectName> beans = server.queryNames(new ObjectName("org.beliefgrid:*"), null);
        for (ObjectName bean : beans) {
            server.getAttributes(bean, Stream.of(server.getMBeanInfo(bean).getAttributes()).map(MBeanAttributeInfo::getName)
                    .toArray(String[]::new));
        }
    }
}
