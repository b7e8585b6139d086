package org.beliefgrid.grid.security;

import com.hazelcast.config.Config;
import com.hazelcast.config.SocketInterceptorConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.nio.MemberSocketInterceptor;
import java.net.UnknownHostException;

/**
 * Starts members that ask for the handshake. The community edition has the place where a socket interceptor is called, and
 * leaves it to the node's extension to give one; its own gives none.
 */
public final class GuardedMembers {
    private GuardedMembers() {
    }

    /** Starts a member; all its connections, to whomever opens or takes them, begin with the handshake. */
    public static HazelcastInstance start(Config config, Handshake handshake) {
        config.getNetworkConfig().setSocketInterceptorConfig(new SocketInterceptorConfig().setEnabled(true)
                .setImplementation(handshake));
        return HazelcastInstanceFactory.newHazelcastInstance(config, config.getInstanceName(), new Context(handshake));
    }

    private static final class Context extends DefaultNodeContext {
        private final Handshake handshake;

        Context(Handshake handshake) {
            this.handshake = handshake;
        }

        @Override
        public NodeExtension createNodeExtension(Node node) {
            return new Extension(node, handshake);
        }
    }

    private static final class Extension extends DefaultNodeExtension {
        private final Handshake handshake;

        Extension(Node node, Handshake handshake) {
            super(node);
            this.handshake = handshake;
        }

        /** Asked for when a connection is made, and so when the node knows its address. */
        @Override
        public MemberSocketInterceptor getSocketInterceptor(EndpointQualifier endpoint) {
            try {
                handshake.announce(node.getThisAddress().getInetSocketAddress());
            } catch (UnknownHostException e) {
                throw new IllegalStateException("this member announces " + node.getThisAddress() + ": " + e.getMessage(), e);
            }
            return handshake;
        }
    }
}
