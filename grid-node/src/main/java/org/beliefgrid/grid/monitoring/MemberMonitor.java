package org.beliefgrid.grid.monitoring;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.beliefgrid.error.GridUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows a member and the runs that it hears of, until it ends: always over JMX, and on a page if the options say so. */
public final class MemberMonitor {
    private static final Logger LOGGER = LoggerFactory.getLogger(MemberMonitor.class);
    private static final String CONTEXT_KEY = "beliefgrid.monitor";

    private final MetricBeans beans;
    private final WatchedRuns runs;
    private PrometheusPage page;
    private String url = "";

    private MemberMonitor(MetricBeans beans) {
        this.beans = beans;
        runs = new WatchedRuns(this::runCame, this::runWent);
    }

    /**
     * Begins to show a member.
     *
     * @throws GridUnavailableException if its page cannot listen where it should; nothing is shown then
     */
    public static void start(HazelcastInstance member, MonitoringOptions options) {
        Address own = member.getCluster().getLocalMember().getAddress();
        String address = own.getHost() + ":" + own.getPort();
        MemberMonitor monitor = new MemberMonitor(new MetricBeans(address));
        Optional<InetSocketAddress> at = options.page();
        at.ifPresent(where -> monitor.open(where, member, address));
        monitor.beans.addMember(() -> MemberReading.of(member));
        member.getUserContext().put(CONTEXT_KEY, monitor);
        member.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleState.SHUTTING_DOWN) {
                monitor.close();
            }
        });
        Thread watching = new Thread(() -> monitor.watch(member), PrometheusPage.THREADS + "watch");
        watching.setDaemon(true);
        watching.start();
    }

    /** On a thread of its own: a member starts although others do not answer. */
    private void watch(HazelcastInstance member) {
        try {
            runs.watch(member);
        } catch (RuntimeException e) {
            if (member.getLifecycleService().isRunning()) {
                LOGGER.warn("metrics of runs are missing on this member: {}", e.toString());
            }
        }
    }

    /** Where the page of a member is; empty if it has none. */
    public static Optional<String> url(HazelcastInstance member) {
        MemberMonitor monitor = (MemberMonitor) member.getUserContext().get(CONTEXT_KEY);
        return monitor == null || monitor.url.isEmpty() ? Optional.empty() : Optional.of(monitor.url);
    }

    private void open(InetSocketAddress at, HazelcastInstance member, String address) {
        try {
            page = new PrometheusPage(at, new GridCollector(address, () -> MemberReading.of(member), runs::tallies));
            url = "http://%s:%d/metrics".formatted(at.getHostString(), page.port());
        } catch (IOException e) {
            throw new GridUnavailableException("metrics on %s, port %d: %s".formatted(at.getHostString(), at.getPort(),
                    e.getMessage()), e);
        }
    }

    private void runCame(String run) {
        beans.addRun(run, () -> runs.of(run));
    }

    private void runWent(String run) {
        beans.removeRun(run);
    }

    private void close() {
        if (page != null) {
            page.close();
        }
        beans.close();
    }
}
