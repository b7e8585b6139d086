package org.beliefgrid.grid;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.beliefgrid.error.GridUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member that is a process of its own. Where it finds itself cut off from the grid, which went on without it, it starts its
 * instance again and joins with empty hands: nothing that it had in memory comes back into the grid (docs/adr/016).
 */
public final class LastingMember implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(LastingMember.class);
    private static final long LOOK_MILLIS = 100;
    private static final long PAUSE_MILLIS = 1000;
    /** For which it tries to come back to others before it stays alone, times the heartbeat limit. */
    private static final int PATIENCE = 2;

    private MemberOptions options;
    private final Set<String> known = new LinkedHashSet<>();
    private final Address own;
    private HazelcastInstance instance;
    private boolean closed;

    private LastingMember(MemberOptions options) throws IOException {
        this.options = options;
        instance = GridMember.startEmbedded(options);
        own = instance.getCluster().getLocalMember().getAddress();
    }

    /**
     * Starts a member, and waits until it has joined those that answer; it is alone if none does. A signal that ends the
     * process makes it leave in good order.
     *
     * @throws GridUnavailableException if it cannot bind
     */
    public static LastingMember start(MemberOptions options) throws IOException {
        LastingMember member = new LastingMember(options);
        Runtime.getRuntime().addShutdownHook(new Thread(member::close, "beliefgrid-leave"));
        return member;
    }

    /** The instance of the moment. */
    public synchronized HazelcastInstance instance() {
        return instance;
    }

    /**
     * Stays until it is closed.
     *
     * @param watcher is told in one line, every time, that the member has been cut off and has joined again
     * @throws GridUnavailableException if it cannot be started again
     */
    public void stay(Consumer<String> watcher) throws IOException, InterruptedException {
        while (!isClosed()) {
            HazelcastInstance running = instance();
            boolean stopped = !running.getLifecycleService().isRunning();
            String why = stopped ? "its instance stopped by itself" : Quorum.of(running).whyCutOff();
            if (why.isEmpty()) {
                remember(running);
                Thread.sleep(LOOK_MILLIS);
            } else if (!isClosed()) {
                again(running, why, watcher);
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void remember(HazelcastInstance running) {
        running.getCluster().getMembers().stream().filter(member -> !member.localMember())
                .map(member -> member.getAddress().getHost() + ":" + member.getAddress().getPort()).forEach(known::add);
    }

    private void again(HazelcastInstance cutOff, String why, Consumer<String> watcher) throws IOException,
            InterruptedException {
        LOGGER.warn("member {} starts again: {}", own, why);
        cutOff.getLifecycleService().terminate();
        // What it announces may be another port than that at which it listens.
        options = options.again(options.port() == 0 ? own.getPort() : options.port(), known);
        long deadline = System.nanoTime() + PATIENCE * TimeUnit.SECONDS.toNanos(options.heartbeatLimitSeconds());
        boolean last = false;
        while (!last) {
            last = System.nanoTime() > deadline;
            if (startedInCompany(last)) {
                watcher.accept("member %s was cut off, because %s; it has started again as one of %d".formatted(own, why,
                        instance().getCluster().getMembers().size()));
                return;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /**
     * Starts the instance again. One that finds nobody ends at once, while there is hope: if it stayed, two clusters of one
     * member each would have to be merged, and chance would decide which of them keeps its run.
     *
     * @param last whether it stays although it is alone, and fails if it cannot start
     * @return whether it stays
     */
    private synchronized boolean startedInCompany(boolean last) throws IOException {
        if (closed) {
            return true;
        }
        try {
            HazelcastInstance started = GridMember.startEmbedded(options);
            if (started.getCluster().getMembers().size() > 1 || options.join().isEmpty() || last) {
                instance = started;
                return true;
            }
            started.getLifecycleService().terminate();
        } catch (GridUnavailableException e) {
            if (last) {
                throw e;
            }
            LOGGER.info("not yet: {}", e.getMessage());
        }
        return false;
    }

    /** Leaves the grid in good order, once. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        GridMember.leave(instance);
    }
}
