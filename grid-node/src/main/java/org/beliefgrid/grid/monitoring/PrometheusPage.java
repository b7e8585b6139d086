package org.beliefgrid.grid.monitoring;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A page in Prometheus's text format, {@code http://ADDRESS:PORT/metrics}: what a collector gives, and the Java machine.
 * Whoever reaches the port may read it. A scrape reads what is in this process's memory and waits for no other member.
 */
final class PrometheusPage implements AutoCloseable {
    /** Names of the threads that answer begin with it. */
    static final String THREADS = "beliefgrid-metrics-";
    private static final int MOST_AT_A_TIME = 2;

    private final ExecutorService threads;
    private final HTTPServer server;

    /**
     * Starts to answer.
     *
     * @param at address and port; port 0 for any free one
     * @throws IOException if it cannot listen there
     */
    PrometheusPage(InetSocketAddress at, MultiCollector collector) throws IOException {
        PrometheusRegistry registry = new PrometheusRegistry();
        JvmMetrics.builder().register(registry);
        registry.register(collector);
        threads = Executors.newFixedThreadPool(MOST_AT_A_TIME, named());
        try {
            server = HTTPServer.builder().inetAddress(at.getAddress()).port(at.getPort()).registry(registry)
                    .executorService(threads).buildAndStart();
        } catch (IOException | RuntimeException e) {
            threads.shutdown();
            throw e;
        }
    }

    private static ThreadFactory named() {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, THREADS + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.close();
        threads.shutdown();
    }
}
