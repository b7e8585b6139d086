package org.beliefgrid.grid;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.beliefgrid.grid.monitoring.MonitoringOptions;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.store.Location;

/**
 * What differs from member to member.
 *
 * @param address of the interface to bind to, such as 127.0.0.1
 * @param port to listen on; 0 for any free one
 * @param join addresses of other members, host:port; none for the first
 * @param partitions partition count of the grid, the same for all members; 0 for Hazelcast's 271
 * @param trainingThreads shard epochs at a time on this member, at least 1
 * @param store folder that all members reach: its fence decides between drivers of a split cluster
 * @param secret that all members and clients of the grid have
 * @param heartbeatLimitSeconds for which a member may be silent before the others give it up, at least {@link #LEAST_LIMIT}
 * @param monitoring who may look at it from outside
 */
public record MemberOptions(String address, int port, List<String> join, int partitions, int trainingThreads, Location store,
                            GridSecret secret, int heartbeatLimitSeconds, MonitoringOptions monitoring) {
    /** A silent member is given up after 30 s, unless the options say otherwise. */
    public static final int DEFAULT_LIMIT = 30;
    /** Three heartbeats of a second each. */
    public static final int LEAST_LIMIT = 3;
    private static final int LONGEST_INTERVAL = 5;

    public MemberOptions {
        join = List.copyOf(join);
        if (trainingThreads < 1) {
            throw new IllegalArgumentException("trainingThreads must be at least 1, was " + trainingThreads);
        }
        if (heartbeatLimitSeconds < LEAST_LIMIT) {
            throw new IllegalArgumentException("heartbeatLimitSeconds must be at least %d, was %d".formatted(LEAST_LIMIT,
                    heartbeatLimitSeconds));
        }
    }

    /** With the default heartbeat limit, and nobody who looks at it. */
    public MemberOptions(String address, int port, List<String> join, int partitions, int trainingThreads, Location store,
            GridSecret secret) {
        this(address, port, join, partitions, trainingThreads, store, secret, DEFAULT_LIMIT, MonitoringOptions.NONE);
    }

    /** The same with another heartbeat limit. */
    public MemberOptions withHeartbeatLimit(int seconds) {
        return new MemberOptions(address, port, join, partitions, trainingThreads, store, secret, seconds, monitoring);
    }

    /** The same with others who may look at it. */
    public MemberOptions withMonitoring(MonitoringOptions newMonitoring) {
        return new MemberOptions(address, port, join, partitions, trainingThreads, store, secret, heartbeatLimitSeconds,
                newMonitoring);
    }

    /** The same member at a known port, which looks for others at more addresses. */
    MemberOptions again(int ownPort, Set<String> known) {
        Set<String> all = new LinkedHashSet<>(join);
        all.addAll(known);
        return new MemberOptions(address, ownPort, new ArrayList<>(all), partitions, trainingThreads, store, secret,
                heartbeatLimitSeconds, monitoring);
    }

    /** Between two heartbeats: several must be missing before a member is given up. */
    int heartbeatIntervalSeconds() {
        return Math.min(LONGEST_INTERVAL, heartbeatLimitSeconds / LEAST_LIMIT);
    }

    /** Training threads of a member where {@code members} share this host: all cores, evenly, at least one each. */
    public static int trainingThreads(int members) {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / members);
    }
}
