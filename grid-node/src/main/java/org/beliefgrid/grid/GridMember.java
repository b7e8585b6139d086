package org.beliefgrid.grid;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.config.YamlConfigBuilder;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.spi.properties.ClusterProperty;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.grid.monitoring.MemberMonitor;
import org.beliefgrid.grid.monitoring.MonitoringOptions;
import org.beliefgrid.grid.security.GuardedMembers;
import org.beliefgrid.grid.security.Handshake;
import org.beliefgrid.grid.security.ManagementReads;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.store.RunStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a member of the grid from {@code config/hazelcast.yaml} and its own options. */
public final class GridMember {
    private static final Logger LOGGER = LoggerFactory.getLogger(GridMember.class);
    private static final long SIGN_MILLIS = 100;
    private static final long NOTICE_SECONDS = 2;

    private GridMember() {
    }

    /**
     * Starts a member inside a process that stops it itself: signals are the process's business.
     *
     * @throws GridUnavailableException if it cannot bind
     */
    public static HazelcastInstance startEmbedded(MemberOptions options) throws IOException {
        return start(options, config -> { });
    }

    /**
     * The same with settings that a launcher decides, such as the grid's name and how members find each other.
     *
     * @param launcher changes the configuration
     * @throws GridUnavailableException if it cannot bind
     */
    public static HazelcastInstance start(MemberOptions options, Consumer<Config> launcher) throws IOException {
        BlasKernel.ofThisProcess();
        Elementwise.warmUp();
        RunStore store = RunStore.at(options.store());
        Config config = config(options);
        launcher.accept(config);
        Quorum quorum = new Quorum(options.heartbeatLimitSeconds());
        config.getUserContext().put(RunFence.CONTEXT_KEY, new StoreFence(store));
        config.getUserContext().put(Quorum.CONTEXT_KEY, quorum);
        config.getUserContext().put(Checkpoints.CONTEXT_KEY, store);
        try {
            Handshake handshake = new Handshake(options.secret(), config.getClusterName());
            HazelcastInstance member = requireOneSecret(GuardedMembers.start(config, handshake), handshake);
            count(member.getCluster(), quorum);
            sign(member, quorum);
            new SplitVerdict(member).watch();
            return watched(member, options.monitoring());
        } catch (GridUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new GridUnavailableException("member on %s, port %s: %s".formatted(options.address(),
                    options.port() == 0 ? "any" : options.port(), e.getMessage()), e);
        }
    }

    /** A member that only met others with another secret was meant to join them, not to be alone. */
    private static HazelcastInstance requireOneSecret(HazelcastInstance member, Handshake handshake) {
        Optional<String> stranger = handshake.stranger();
        if (stranger.isPresent() && member.getCluster().getMembers().size() == 1) {
            member.getLifecycleService().terminate();
            throw new GridUnavailableException("the member at %s has another secret: give both the same --secret-file"
                    .formatted(stranger.get()));
        }
        return member;
    }

    private static HazelcastInstance watched(HazelcastInstance member, MonitoringOptions monitoring) {
        try {
            MemberMonitor.start(member, monitoring);
            return member;
        } catch (RuntimeException e) {
            member.getLifecycleService().terminate();
            throw e;
        }
    }

    /** Tells the quorum who is there: those of now, and without a gap everybody who comes or goes from then on. */
    static void count(Cluster cluster, Quorum quorum) {
        cluster.addMembershipListener(new InitialMembershipListener() {
            @Override
            public void init(InitialMembershipEvent event) {
                see(event.getMembers());
            }

            @Override
            public void memberAdded(MembershipEvent event) {
                see(event.getMembers());
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                see(event.getMembers());
            }

            private void see(Set<Member> members) {
                quorum.see(members.stream().map(Member::getUuid).collect(Collectors.toSet()), System.nanoTime());
            }
        });
    }

    /** Tells the quorum from time to time that this member runs. */
    private static void sign(HazelcastInstance member, Quorum quorum) {
        Thread signs = new Thread(() -> {
            try {
                while (member.getLifecycleService().isRunning()) {
                    quorum.sign(System.nanoTime());
                    Thread.sleep(SIGN_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "beliefgrid-quorum");
        signs.setDaemon(true);
        signs.start();
    }

    /** Leaves the grid in good order: says so to the others, hands over partitions, and stops. */
    public static void leave(HazelcastInstance member) {
        if (!member.getLifecycleService().isRunning()) {
            return;
        }
        try {
            LeaveNotice notice = new LeaveNotice(member.getLocalEndpoint().getUuid().toString());
            List<Future<Boolean>> told = List.copyOf(new GridMaps(member).answers().submitToAllMembers(notice).values());
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(NOTICE_SECONDS);
            for (Future<Boolean> answer : told) {
                answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOGGER.info("not every member knows that this one leaves: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        member.shutdown();
    }

    static Config config(MemberOptions options) throws IOException {
        Config config;
        try (InputStream file = ConfigFiles.open("hazelcast.yaml")) {
            config = new YamlConfigBuilder(file).build();
        }
        UserCode.admit(config);
        NetworkConfig network = config.getNetworkConfig();
        network.setPort(options.port()).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).clear().addInterface(options.address());
        TcpIpConfig join = network.getJoin().getTcpIpConfig().setEnabled(true);
        join.clear();
        options.join().forEach(join::addMember);
        ManagementReads.allow(config, options.monitoring().managementCenter());
        config.getExecutorConfig(GridMaps.TRAINING).setPoolSize(options.trainingThreads());
        config.setProperty(ClusterProperty.MAX_NO_HEARTBEAT_SECONDS.getName(), String.valueOf(options.heartbeatLimitSeconds()));
        config.setProperty(ClusterProperty.HEARTBEAT_INTERVAL_SECONDS.getName(),
                String.valueOf(options.heartbeatIntervalSeconds()));
        // Whoever starts a member stops it: Hazelcast's own hook would not tell the others.
        config.setProperty(ClusterProperty.SHUTDOWNHOOK_ENABLED.getName(), "false");
        if (options.partitions() > 0) {
            config.setProperty(ClusterProperty.PARTITION_COUNT.getName(), String.valueOf(options.partitions()));
        }
        return config;
    }
}
