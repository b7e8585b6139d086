package org.beliefgrid.client;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.YamlClientConfigBuilder;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.grid.ConfigFiles;

/** Connects to a standing grid as {@code config/hazelcast-client.yaml} says. */
public final class GridClient {
    private GridClient() {
    }

    /**
     * Connects.
     *
     * @param addresses of some members, host:port; at least one
     * @throws GridUnavailableException if none of them answers in time
     */
    public static HazelcastInstance connect(List<String> addresses) throws IOException {
        return connect(addresses, null);
    }

    /**
     * Connects to a grid of another name than the file's.
     *
     * @param addresses of some members, host:port; at least one
     * @param clusterName of the grid; null for the file's
     * @throws GridUnavailableException if none of them answers in time
     */
    public static HazelcastInstance connect(List<String> addresses, String clusterName) throws IOException {
        ClientConfig config;
        try (InputStream file = ConfigFiles.open("hazelcast-client.yaml")) {
            config = new YamlClientConfigBuilder(file).build();
        }
        config.getNetworkConfig().setAddresses(addresses);
        if (clusterName != null) {
            config.setClusterName(clusterName);
        }
        try {
            return HazelcastClient.newHazelcastClient(config);
        } catch (RuntimeException e) {
            throw new GridUnavailableException("no member answers at " + String.join(", ", addresses) + ": " + e.getMessage(), e);
        }
    }
}
