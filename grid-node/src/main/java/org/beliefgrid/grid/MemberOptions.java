package org.beliefgrid.grid;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.beliefgrid.grid.security.GridSecret;
import java.util.Set;
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
 */
public record MemberOptions(String address, int port, List<String> join, int partitions, int trainingThreads, Location store,
                            GridSecret secret, int heartbeatLimitSeconds) {
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

    /** With the default heartbeat limit. */
    public MemberOptions(String address, int port, List<String> join, int partitions, int trainingThreads, Location store,
            GridSecret secret) {
        this(address, port, join, partitions, trainingThreads, store, secret, DEFAULT_LIMIT);
    }

    /** The same member at a known port, which looks for others at more addresses. */
    MemberOptions again(int ownPort, Set<String> known) {
        Set<String> all = new LinkedHashSet<>(join);
        all.addAll(known);
        return new MemberOptions(address, ownPort, new ArrayList<>(all), partitions, trainingThreads, store, secret,
                heartbeatLimitSeconds);
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
