package org.beliefgrid.grid;

import java.util.List;
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
 */
public record MemberOptions(String address, int port, List<String> join, int partitions, int trainingThreads, Location store,
        GridSecret secret) {
    public MemberOptions {
        join = List.copyOf(join);
        if (trainingThreads < 1) {
            throw new IllegalArgumentException("trainingThreads must be at least 1, was " + trainingThreads);
        }
    }

    /** Training threads of a member where {@code members} share this host: all cores, evenly, at least one each. */
    public static int trainingThreads(int members) {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / members);
    }
}
