package org.beliefgrid.grid.security;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.impl.clientside.DefaultClientExtension;
import com.hazelcast.config.SocketInterceptorConfig;
import com.hazelcast.nio.SocketInterceptor;

/**
 * Has clients begin each of their connections with the handshake that {@link #guard} has put into their configuration; others
 * connect as ever. Hazelcast finds this class through {@code META-INF/services} and prefers it to its own.
 */
public final class GuardedClientExtension extends DefaultClientExtension {
    /** Has a client's connections begin with the handshake. */
    public static void guard(ClientConfig config, Handshake handshake) {
        config.getNetworkConfig().setSocketInterceptorConfig(new SocketInterceptorConfig().setEnabled(true)
                .setImplementation(handshake));
    }

    @Override
    public SocketInterceptor createSocketInterceptor(SocketInterceptorConfig config) {
        if (config != null && config.isEnabled() && config.getImplementation() instanceof Handshake handshake) {
            return handshake;
        }
        if (config != null && config.isEnabled() && SecretFileInterceptor.class.getName().equals(config.getClassName())) {
            SecretFileInterceptor interceptor = new SecretFileInterceptor();
            interceptor.init(config.getProperties());
            return interceptor;
        }
        return super.createSocketInterceptor(config);
    }
}
