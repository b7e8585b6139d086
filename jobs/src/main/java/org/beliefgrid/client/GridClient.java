package org.beliefgrid.client;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.YamlClientConfigBuilder;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.grid.ConfigFiles;
import org.beliefgrid.grid.UserCode;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.grid.security.GuardedClientExtension;
import org.beliefgrid.grid.security.Handshake;
import org.beliefgrid.grid.security.SecretFile;

/**
 * Connects to a standing grid as {@code config/hazelcast-client.yaml} says, or its copy in the jar. A client that Hazelcast
 * makes by itself gets no connection unless its property {@code beliefgrid.secret.file} names the secret, as it does in that
 * file: members want it to be proved first.
 */
public final class GridClient {
    private GridClient() {
    }

    /**
     * Connects with the user's secret, {@code ~/.beliefgrid/secret}.
     *
     * @param addresses of some members, host:port; at least one
     * @return to be shut down by the caller
     * @throws GridUnavailableException if none of them answers in time, or they have another secret
     * @throws IOException if the secret cannot be read
     */
    public static HazelcastInstance connect(List<String> addresses) throws IOException {
        return connect(addresses, SecretFile.readOrMake(SecretFile.ofUser()));
    }

    /**
     * Connects with the secret of a file.
     *
     * @param addresses of some members, host:port; at least one
     * @param secretFile with the secret that the members have, too
     * @return to be shut down by the caller
     * @throws GridUnavailableException if none of them answers in time, or they have another secret
     * @throws IOException if the secret cannot be read, or is readable by others
     */
    public static HazelcastInstance connect(List<String> addresses, Path secretFile) throws IOException {
        return connect(addresses, SecretFile.read(secretFile));
    }

    /**
     * Connects.
     *
     * @param addresses of some members, host:port; at least one
     * @param secret that the members have, too
     * @throws GridUnavailableException if none of them answers in time, or they have another secret
     */
    public static HazelcastInstance connect(List<String> addresses, GridSecret secret) throws IOException {
        return connect(addresses, secret, Optional.empty());
    }

    /**
     * Connects to a grid of another name than the file's.
     *
     * @param addresses of some members, host:port; at least one
     * @param secret that the members have, too
     * @param clusterName of the grid; empty for the file's
     * @throws GridUnavailableException if none of them answers in time, or they have another secret
     */
    public static HazelcastInstance connect(List<String> addresses, GridSecret secret, Optional<String> clusterName)
            throws IOException {
        ClientConfig config;
        try (InputStream file = ConfigFiles.open("hazelcast-client.yaml")) {
            config = new YamlClientConfigBuilder(file).build();
        }
        config.getNetworkConfig().setAddresses(addresses);
        clusterName.ifPresent(config::setClusterName);
        UserCode.admit(config);
        Handshake handshake = new Handshake(secret, config.getClusterName());
        GuardedClientExtension.guard(config, handshake);
        try {
            return HazelcastClient.newHazelcastClient(config);
        } catch (RuntimeException e) {
            String reason = handshake.stranger()
                    .map(where -> "the member at " + where + " has another secret: give its --secret-file")
                            .orElse(e.getMessage());
            throw new GridUnavailableException("no member answers at " + String.join(", ", addresses) + ": " + reason, e);
        }
    }
}
