package org.beliefgrid.grid.monitoring;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.server.Server;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.tcp.TcpServerConnection;
import java.util.HashMap;
import java.util.Map;

/**
 * How many bytes a member has sent, to other members and to clients. Hazelcast counts them on every channel; its own sum over
 * them is made once a second only, too seldom for short rounds.
 */
public final class SentBytes {
    private static final String CONTEXT_KEY = "beliefgrid.sentBytes";

    private final Server server;
    /** Of every open connection, what was counted last. */
    private Map<ServerConnection, Long> counted = new HashMap<>();
    private long total;

    private SentBytes(HazelcastInstance member) {
        HazelcastInstanceImpl original = member instanceof HazelcastInstanceProxy proxy ? proxy.getOriginal()
                : (HazelcastInstanceImpl) member;
        server = original.node.getServer();
    }

    /** The count of a member. */
    public static SentBytes of(HazelcastInstance member) {
        return (SentBytes) member.getUserContext().computeIfAbsent(CONTEXT_KEY, key -> new SentBytes(member));
    }

    /** Bytes since the member started; what a connection sent between the last call and its end is missing. */
    public synchronized long total() {
        Map<ServerConnection, Long> now = new HashMap<>();
        for (ServerConnection connection : server.getConnections()) {
            if (connection instanceof TcpServerConnection tcp) {
                long written = tcp.getChannel().bytesWritten();
                total += written - counted.getOrDefault(connection, 0L);
                now.put(connection, written);
            }
        }
        counted = now;
        return total;
    }
}
