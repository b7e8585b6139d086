package org.beliefgrid.cli;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.jobs.StoredTraining.Result;
import org.beliefgrid.jobs.Watcher;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.live.LiveRun;
import org.beliefgrid.live.LiveRun.About;
import org.beliefgrid.live.PageServer;

/** The live page of a {@code train} command, if the user or a launcher wants one; without it nothing happens here. */
final class TrainPage implements AutoCloseable {
    private static final long LAST_SNAPSHOT_MILLIS = 3_000;

    private final Optional<Parts> parts;
    private final long staySeconds;
    private final PrintWriter out;

    /** @param server empty if a launcher serves the page */
    private record Parts(LiveRun run, Optional<PageServer> server) {
    }

    private TrainPage(Optional<Parts> parts, long staySeconds, PrintWriter out) {
        this.parts = parts;
        this.staySeconds = staySeconds;
        this.out = out;
    }

    /** Opens the page if the options say so, and prints its address. */
    static TrainPage open(PageOptions options, About about, PrintWriter out) throws IOException {
        if (options.port().isEmpty()) {
            return new TrainPage(Optional.empty(), 0, out);
        }
        LiveRun run = new LiveRun(about);
        PageServer server;
        try {
            server = new PageServer(options.port().getAsInt(), run);
        } catch (IOException | RuntimeException e) {
            run.close();
            throw e;
        }
        out.println("live page: " + server.address());
        out.flush();
        return new TrainPage(Optional.of(new Parts(run, Optional.of(server))), options.staySeconds(), out);
    }

    /** Gives the page's content to the launcher. */
    static TrainPage handTo(LaunchedGrid launcher, About about, PrintWriter out) {
        LiveRun run = new LiveRun(about);
        launcher.page().accept(run);
        return new TrainPage(Optional.of(new Parts(run, Optional.empty())), 0, out);
    }

    /** The grid is there. */
    void in(HazelcastInstance grid) {
        parts.ifPresent(found -> found.run().in(grid));
    }

    /** A watcher that tells the page what it is told. */
    Watcher beside(Watcher watcher) {
        return parts.<Watcher>map(found -> new Both(watcher, found.run())).orElse(watcher);
    }

    void done(Result result) {
        parts.ifPresent(found -> found.run().done(result));
    }

    void ended(boolean stopped, String why) {
        parts.ifPresent(found -> found.run().ended(stopped, why == null ? "failed" : why));
    }

    /** Keeps the page after the training for as long as the options say, or until a signal comes. */
    void stay(CtrlC signals) throws InterruptedException {
        Optional<PageServer> server = parts.flatMap(Parts::server);
        if (server.isEmpty() || staySeconds == 0) {
            return;
        }
        CountDownLatch signalled = new CountDownLatch(1);
        out.println("the page stays at " + server.get().address() + (staySeconds == Long.MAX_VALUE ? " until Ctrl-C"
                : " for " + staySeconds + " s"));
        out.flush();
        signals.onSignal(signalled::countDown);
        signalled.await(staySeconds, TimeUnit.SECONDS);
    }

    /** Gives those who look on the last that there is to see; a launcher does so itself, and ends when it is done. */
    @Override
    public void close() {
        parts.flatMap(Parts::server).ifPresent(server -> {
            try {
                server.finish(LAST_SNAPSHOT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                parts.get().run().close();
                server.close();
            }
        });
    }

    /** Tells two what one is told. */
    private record Both(Watcher first, Watcher second) implements Watcher {
        @Override
        public void begun() {
            first.begun();
            second.begun();
        }

        @Override
        public void says(String line) {
            first.says(line);
            second.says(line);
        }

        @Override
        public void starts(List<IterativeAlgorithm> algorithms, int algorithm, int rounds) {
            first.starts(algorithms, algorithm, rounds);
            second.starts(algorithms, algorithm, rounds);
        }

        @Override
        public void round(RoundReport report) {
            first.round(report);
            second.round(report);
        }

        @Override
        public void ends() {
            first.ends();
            second.ends();
        }
    }
}
