package org.beliefgrid.grid.security;

import com.hazelcast.nio.SocketInterceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Properties;
import org.beliefgrid.error.InvalidConfigException;

/**
 * The handshake for a client that is not ours and is set up by a file, such as Management Center's
 * ({@code config/monitoring/management-center-client.yaml}): a socket interceptor by its class name, with the path of the
 * secret and the cluster's name as properties.
 */
public final class SecretFileInterceptor implements SocketInterceptor {
    /** Path of the file with the grid's secret. */
    public static final String SECRET_FILE = "secret-file";
    /** Name of the cluster. */
    public static final String CLUSTER_NAME = "cluster-name";

    private Handshake handshake;

    /** Hazelcast calls this, and then {@link #init}. */
    public SecretFileInterceptor() {
        // Set up by its properties.
    }

    /**
     * Reads the secret.
     *
     * @throws InvalidConfigException if a property is missing, or the file has no secret or is open to others
     */
    @Override
    public void init(Properties properties) {
        Path file = Path.of(required(properties, SECRET_FILE));
        try {
            handshake = new Handshake(SecretFile.read(file), required(properties, CLUSTER_NAME));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": the secret cannot be read: " + e.getMessage(), e);
        }
    }

    private static String required(Properties properties, String name) {
        String value = properties.getProperty(name, "");
        if (value.isBlank()) {
            throw new InvalidConfigException("socket interceptor: property " + name + " is missing");
        }
        return value;
    }

    @Override
    public void onConnect(Socket connected) throws IOException {
        handshake.onConnect(connected);
    }
}
