package org.beliefgrid.grid.security;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.impl.clientside.DefaultClientExtension;
import com.hazelcast.client.impl.clientside.HazelcastClientInstanceImpl;
import com.hazelcast.config.SocketInterceptorConfig;
import com.hazelcast.nio.SocketInterceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Has clients begin each of their connections with the handshake that {@link #guard} has put into their configuration, or with
 * one for the file that {@link #SECRET_FILE} names, as Hazelcast's own command line does with {@code
 * config/hazelcast-client.yaml}; others connect as ever. Hazelcast finds this class through {@code META-INF/services} and
 * prefers it to its own.
 */
public final class GuardedClientExtension extends DefaultClientExtension {
    /** Property of a client, or of the JVM, which is asked first: path of the file with the grid's secret. */
    public static final String SECRET_FILE = "beliefgrid.secret.file";

    /** Has a client's connections begin with the handshake. */
    public static void guard(ClientConfig config, Handshake handshake) {
        config.getNetworkConfig().setSocketInterceptorConfig(new SocketInterceptorConfig().setEnabled(true)
                .setImplementation(handshake));
    }

    /** Before the client looks into its configuration for what is to be called on connections. */
    @Override
    public void beforeStart(HazelcastClientInstanceImpl starting) {
        ClientConfig config = starting.getClientConfig();
        String file = System.getProperty(SECRET_FILE, config.getProperty(SECRET_FILE));
        SocketInterceptorConfig given = config.getNetworkConfig().getSocketInterceptorConfig();
        if (file != null && !file.isBlank() && (given == null || !given.isEnabled())) {
            try {
                guard(config, new Handshake(SecretFile.read(Path.of(file)), config.getClusterName()));
            } catch (IOException e) {
                throw new UncheckedIOException(file + ": the secret cannot be read: " + e.getMessage(), e);
            }
        }
        super.beforeStart(starting);
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
