package org.beliefgrid.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Work done on several threads at once, timed from the first start to the last end; and what is made of such times. */
final class SideBySide implements AutoCloseable {
    private final ExecutorService threads;

    SideBySide(int count) {
        threads = Executors.newFixedThreadPool(count, work -> new Thread(work, "beliefgrid-bench"));
    }

    /** Seconds that the work took, all of it started at once. */
    double seconds(List<? extends Runnable> work) throws InterruptedException {
        long start = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        work.forEach(part -> running.add(threads.submit(part)));
        try {
            for (Future<?> part : running) {
                part.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the benchmark's work failed", e.getCause());
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** The median, of an even number the mean of the middle two. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The value below which a share of the values lies. */
    static double quantile(double share, double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
