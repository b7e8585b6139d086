package org.beliefgrid.grid.security;

import com.hazelcast.client.impl.protocol.DefaultMessageTaskFactoryProvider;
import com.hazelcast.client.impl.protocol.MessageTaskFactory;
import com.hazelcast.client.impl.protocol.MessageTaskFactoryProvider;
import com.hazelcast.client.impl.protocol.codec.MCShutdownMemberCodec;
import com.hazelcast.client.impl.protocol.task.NoSuchMessageTask;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.util.collection.Int2ObjectHashMap;
import com.hazelcast.spi.impl.NodeEngine;
import com.hazelcast.spi.impl.NodeEngineImpl;

/**
 * Takes the tasks of Hazelcast's Management Center from clients: to a member they are messages that it has never heard of,
 * whoever sends them and from wherever, but for the few {@link ManagementReads} of a member that was told to answer them.
 * Hazelcast finds this class through {@code META-INF/services} and asks it after its own
 * providers.
 */
public final class RefusedManagementTasks implements MessageTaskFactoryProvider {
    /** A message's type is the number of its service, then that of the method. */
    private static final int SERVICE_SHIFT = 16;
    private static final int MANAGEMENT = MCShutdownMemberCodec.REQUEST_MESSAGE_TYPE >>> SERVICE_SHIFT;

    private final NodeEngine nodeEngine;

    /** For one member; Hazelcast calls this. */
    public RefusedManagementTasks(NodeEngine nodeEngine) {
        this.nodeEngine = nodeEngine;
    }

    /** What the member would answer, replaced by an error. */
    @Override
    public Int2ObjectHashMap<MessageTaskFactory> getFactories() {
        Node node = ((NodeEngineImpl) nodeEngine).getNode();
        Int2ObjectHashMap<MessageTaskFactory> refused = new Int2ObjectHashMap<>();
        for (Integer type : new DefaultMessageTaskFactoryProvider(nodeEngine).getFactories().keySet()) {
            if (type >>> SERVICE_SHIFT == MANAGEMENT && !ManagementReads.includes(node.getConfig(), type)) {
                refused.put(type, (message, connection) -> new NoSuchMessageTask(message, node, connection));
            }
        }
        return refused;
    }
}
