package org.beliefgrid.grid;

import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.config.YamlConfigBuilder;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.spi.properties.ClusterProperty;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.store.ModelStore;

/** Starts a member of the grid from {@code config/hazelcast.yaml} and its own options. */
public final class GridMember {
    private GridMember() {
    }

    /**
     * Starts a member that is a process of its own, and waits until it has joined those that answer; it is alone if none does.
     * A signal that ends the process makes it leave in good order.
     *
     * @throws GridUnavailableException if it cannot bind
     */
    public static HazelcastInstance start(MemberOptions options) throws IOException {
        return start(options, config(options));
    }

    /**
     * Starts a member that is a process of its own, with settings that a launcher decides, such as how it finds others.
     *
     * @param launcher changes the configuration
     * @throws GridUnavailableException if it cannot bind
     */
    public static HazelcastInstance start(MemberOptions options, Consumer<Config> launcher) throws IOException {
        Config config = config(options);
        launcher.accept(config);
        return start(options, config);
    }

    /**
     * Starts a member inside a process that stops it itself: signals are the process's business.
     *
     * @throws GridUnavailableException if it cannot bind
     */
    public static HazelcastInstance startEmbedded(MemberOptions options) throws IOException {
        return start(options, config(options).setProperty(ClusterProperty.SHUTDOWNHOOK_ENABLED.getName(), "false"));
    }

    private static HazelcastInstance start(MemberOptions options, Config config) {
        BlasKernel.ofThisProcess();
        ModelStore store = ModelStore.at(options.store());
        config.getUserContext().put(RunFence.CONTEXT_KEY, new StoreFence(store));
        try {
            return Hazelcast.newHazelcastInstance(config);
        } catch (RuntimeException e) {
            throw new GridUnavailableException("member on %s, port %s: %s".formatted(options.address(),
                    options.port() == 0 ? "any" : options.port(), e.getMessage()), e);
        }
    }

    private static Config config(MemberOptions options) throws IOException {
        Config config;
        try (InputStream file = ConfigFiles.open("hazelcast.yaml")) {
            config = new YamlConfigBuilder(file).build();
        }
        NetworkConfig network = config.getNetworkConfig();
        network.setPort(options.port()).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).clear().addInterface(options.address());
        TcpIpConfig join = network.getJoin().getTcpIpConfig().setEnabled(true);
        join.clear();
        options.join().forEach(join::addMember);
        config.getExecutorConfig(GridMaps.TRAINING).setPoolSize(options.trainingThreads());
        if (options.partitions() > 0) {
            config.setProperty(ClusterProperty.PARTITION_COUNT.getName(), String.valueOf(options.partitions()));
        }
        return config;
    }
}
