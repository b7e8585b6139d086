package org.beliefgrid.cli;

import com.hazelcast.core.HazelcastInstance;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.beliefgrid.error.InvalidConfigException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which grid: members of its own, or a standing one. */
final class GridOptions {
    private static final int DEFAULT_MEMBERS = 2;
    private static final int MOST_MEMBERS = 64;
    private static final int MOST_PORT = 65_535;

    @Option(names = "--members", paramLabel = "N",
            description = "embedded members, joined over TCP on loopback and stopped at the end (default: " + DEFAULT_MEMBERS
                    + ")")
    private Integer members;

    @Option(names = "--threads", paramLabel = "N",
            description = "shard epochs at a time on each embedded member (default: the cores, evenly)")
    private Integer threads;

    @Option(names = "--metrics-port", paramLabel = "N",
            description = "port on loopback of a page of metrics of the first embedded member, the next ones' follow; 0 for "
                    + "any "
                    + "free ones (default: no pages)")
    private Integer metricsPort;

    @Option(names = "--mixed-kernels",
            description = "train although members have different OpenBLAS kernels: another run may give other last bits")
    private boolean mixedKernels;

    @Mixin
    private ClusterOptions cluster;

    /** Takes the place of all options: the grid is there. */
    void take(LaunchedGrid grid) {
        members = null;
        threads = null;
        metricsPort = null;
        cluster.take(grid);
    }

    /**
     * Takes a client that is there for the grid; its owner shuts it down.
     *
     * @throws InvalidConfigException if the options say which grid, too
     */
    void take(HazelcastInstance client) {
        cluster.take(client);
    }

    /** Which standing grid. */
    ClusterOptions cluster() {
        return cluster;
    }

    /** Whether a standing grid is meant. */
    boolean standing() {
        return cluster.standing();
    }

    List<String> addresses() {
        return cluster.addresses();
    }

    int members() {
        return members == null ? DEFAULT_MEMBERS : members;
    }

    /** Training threads of each embedded member, 0 for the cores, evenly. */
    int threads() {
        return threads == null ? 0 : threads;
    }

    /** Port of the first embedded member's page of metrics, 0 for any free ones; empty for no pages. */
    OptionalInt metricsPort() {
        return metricsPort == null ? OptionalInt.empty() : OptionalInt.of(metricsPort);
    }

    boolean mixedKernels() {
        return mixedKernels;
    }

    /** @param detached whether the command ends before its work in the grid does */
    void requireStanding(boolean detached) {
        if (detached) {
            cluster.requireStanding("submit");
        }
    }

    void check() {
        if (standing() && members != null) {
            throw new InvalidConfigException("--members and --cluster exclude each other: a standing grid has its members");
        }
        if (standing() && threads != null) {
            throw new InvalidConfigException("--threads and --cluster exclude each other: give --threads to the members");
        }
        cluster.check();
        if (standing() && metricsPort != null) {
            throw new InvalidConfigException("--metrics-port and --cluster exclude each other: give it to the members");
        }
        if (metricsPort != null && (metricsPort < 0 || metricsPort > MOST_PORT - members())) {
            throw new InvalidConfigException("--metrics-port must be in 0 to %d with %d members, was %d".formatted(
                    MOST_PORT - members(), members(), metricsPort));
        }
        if (members() < 1 || members() > MOST_MEMBERS) {
            throw new InvalidConfigException("--members must be in 1 to %d, was %d".formatted(MOST_MEMBERS, members()));
        }
        if (threads != null && threads < 1) {
            throw new InvalidConfigException("--threads must be at least 1, was " + threads);
        }
    }
}
