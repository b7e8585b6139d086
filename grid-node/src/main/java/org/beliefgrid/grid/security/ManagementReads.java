package org.beliefgrid.grid.security;

import com.hazelcast.client.impl.protocol.codec.MCGetClusterMetadataCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetMapConfigCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetMemberConfigCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetTimedMemberStateCodec;
import com.hazelcast.client.impl.protocol.codec.MCMatchMCConfigCodec;
import com.hazelcast.client.impl.protocol.codec.MCPollMCEventsCodec;
import com.hazelcast.client.impl.protocol.codec.MCReadMetricsCodec;
import com.hazelcast.config.Config;
import com.hazelcast.config.ManagementCenterConfig;
import java.util.List;
import java.util.Set;

/**
 * Which of Management Center's questions a member answers if it is told where Management Center may connect from: those that
 * its pages of members, maps, executors and jobs are made of, and none that changes anything, runs anything, or reads what maps
 * hold. Questions from elsewhere are refused by Hazelcast itself, by its trusted interfaces.
 */
public final class ManagementReads {
    private static final String CONTEXT_KEY = "beliefgrid.managementReads";
    private static final Set<Integer> TYPES = Set.of(MCGetTimedMemberStateCodec.REQUEST_MESSAGE_TYPE,
            MCReadMetricsCodec.REQUEST_MESSAGE_TYPE, MCGetMemberConfigCodec.REQUEST_MESSAGE_TYPE,
            MCGetMapConfigCodec.REQUEST_MESSAGE_TYPE, MCGetClusterMetadataCodec.REQUEST_MESSAGE_TYPE,
            MCPollMCEventsCodec.REQUEST_MESSAGE_TYPE, MCMatchMCConfigCodec.REQUEST_MESSAGE_TYPE);

    private ManagementReads() {
    }

    /**
     * Has a member that is to be started answer.
     *
     * @param interfaces addresses, such as 10.8.0.7 or 10.8.0.*; if there are none, nothing changes, and it refuses
     */
    public static void allow(Config config, List<String> interfaces) {
        if (!interfaces.isEmpty()) {
            config.getUserContext().put(CONTEXT_KEY, true);
            ManagementCenterConfig managementCenter = config.getManagementCenterConfig();
            managementCenter.setTrustedInterfaces(Set.copyOf(interfaces));
        }
    }

    /** Whether a member answers messages of a type; all others of the management service it refuses. */
    static boolean includes(Config config, int messageType) {
        return config.getUserContext().containsKey(CONTEXT_KEY) && TYPES.contains(messageType);
    }
}
