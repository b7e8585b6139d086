package org.beliefgrid.client;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.spi.properties.ClusterProperty;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.grid.GridMember;
import org.beliefgrid.grid.MemberOptions;
import org.beliefgrid.grid.monitoring.MemberMonitor;
import org.beliefgrid.grid.monitoring.MonitoringOptions;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.store.Location;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members inside this process, joined over TCP on loopback; stopped by {@link #close}. Their secret never leaves the process,
 * so that nobody else joins or connects.
 */
public final class EmbeddedGrid implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int ANY_PORT = 0;

    private static final Logger LOGGER = LoggerFactory.getLogger(EmbeddedGrid.class);

    private final List<HazelcastInstance> members = new ArrayList<>();

    private EmbeddedGrid() {
    }

    /**
     * Starts the members.
     *
     * @param members how many, at least 1
     * @param partitions partition count, which is best the number of shards: each member then has as many as any other
     * @param trainingThreads shard epochs at a time on each member; 0 for all cores, evenly
     * @param store folder for the fence between drivers
     * @throws GridUnavailableException if they do not start or do not find each other
     */
    public static EmbeddedGrid start(int members, int partitions, int trainingThreads, Location store) throws IOException {
        return start(members, partitions, trainingThreads, store, OptionalInt.empty());
    }

    /**
     * Starts the members, each with a page of metrics for Prometheus on loopback.
     *
     * @param metricsPort port of the first member's page, the next ones' follow; 0 for any free ones, empty for no pages
     * @throws GridUnavailableException as the other, or if a page cannot listen
     */
    public static EmbeddedGrid start(int members, int partitions, int trainingThreads, Location store, OptionalInt metricsPort)
            throws IOException {
        EmbeddedGrid grid = new EmbeddedGrid();
        int threads = trainingThreads == 0 ? MemberOptions.trainingThreads(members) : trainingThreads;
        GridSecret secret = GridSecret.random();
        try {
            List<String> join = List.of();
            for (int member = 0; member < members; member++) {
                MemberOptions options = new MemberOptions(LOOPBACK, ANY_PORT, join, partitions, threads, store, secret)
                        .withMonitoring(page(metricsPort, member));
                grid.members.add(GridMember.start(options, EmbeddedGrid::trustClosedConnections));
                Address first = grid.first().getCluster().getLocalMember().getAddress();
                join = List.of(LOOPBACK + ":" + first.getPort());
            }
            int joined = grid.first().getCluster().getMembers().size();
            if (joined != members) {
                throw new GridUnavailableException("%d of %d embedded members joined".formatted(joined, members));
            }
            return grid;
        } catch (IOException | RuntimeException e) {
            grid.close();
            throw e;
        }
    }

    private static MonitoringOptions page(OptionalInt metricsPort, int member) {
        if (metricsPort.isEmpty()) {
            return MonitoringOptions.NONE;
        }
        int first = metricsPort.getAsInt();
        return MonitoringOptions.page(first == ANY_PORT ? ANY_PORT : first + member);
    }

    /** Where the members' pages of metrics are, in the members' order; none if they have none. */
    public List<String> metricsPages() {
        return members.stream().flatMap(member -> MemberMonitor.url(member).stream()).toList();
    }

    /**
     * Members of one process are there or not, all together. A connection that closes says that they are being ended, one after
     * the other, and on a busy machine those that still live would have time to say that the first one is dead: so they look
     * for it for a minute, not for 0.3 s.
     */
    private static void trustClosedConnections(Config config) {
        config.setProperty(ClusterProperty.CONNECTION_MONITOR_MAX_FAULTS.getName(), "600");
    }

    /** The member to talk to the grid through. */
    public HazelcastInstance first() {
        return members.get(0);
    }

    /** Stops all members at once: nothing of the grid is to be kept. */
    @Override
    public void close() {
        for (HazelcastInstance member : members) {
            try {
                member.getLifecycleService().terminate();
            } catch (RuntimeException e) {
                LOGGER.warn("a member did not end in good order: {}", e.toString());
            }
        }
        members.clear();
    }
}
