package org.beliefgrid.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.security.GridSecret;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which grid: members of its own, or a standing one. */
final class GridOptions {
    private static final int DEFAULT_MEMBERS = 2;
    private static final int MOST_MEMBERS = 64;
    private static final int MOST_PORT = 65_535;

    @Option(names = "--members", paramLabel = "N",
            description = "embedded members, joined over TCP on loopback and stopped at the end (default: " + DEFAULT_MEMBERS + ")")
    private Integer members;

    @Option(names = "--threads", paramLabel = "N",
            description = "shard epochs at a time on each embedded member (default: the cores, evenly)")
    private Integer threads;

    @Option(names = "--cluster", paramLabel = "HOST:PORT", split = ",",
            description = "train in a standing grid instead; addresses of some of its members")
    private List<String> cluster;

    @Option(names = "--cluster-name", paramLabel = "NAME",
            description = "name of the standing grid (default: as in config/hazelcast-client.yaml)")
    private String clusterName;

    @Option(names = "--metrics-port", paramLabel = "N",
            description = "port on loopback of a page of metrics of the first embedded member, the next ones' follow; 0 for any "
                    + "free ones (default: no pages)")
    private Integer metricsPort;

    @Option(names = "--mixed-kernels",
            description = "train although members have different OpenBLAS kernels: another run may give other last bits")
    private boolean mixedKernels;

    @Mixin
    private SecretOptions secret;

    private LaunchedGrid launched;

    /** Takes the place of all options: the grid is there. */
    void take(LaunchedGrid grid) {
        launched = grid;
        members = null;
        threads = null;
        metricsPort = null;
        cluster = grid.addresses();
        clusterName = grid.clusterName();
    }

    /** Whether a standing grid is meant. */
    boolean standing() {
        return cluster != null;
    }

    List<String> addresses() {
        return cluster;
    }

    /** The standing grid's name; empty for the one in the file. */
    Optional<String> clusterName() {
        return Optional.ofNullable(clusterName);
    }

    /** The standing grid's secret. */
    GridSecret secret() throws IOException {
        return launched == null ? secret.secret() : launched.secret();
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
        if (detached && !standing()) {
            throw new InvalidConfigException("submit goes with --cluster: a grid of its own would end with the command");
        }
    }

    void check() {
        if (standing() && members != null) {
            throw new InvalidConfigException("--members and --cluster exclude each other: a standing grid has its members");
        }
        if (standing() && threads != null) {
            throw new InvalidConfigException("--threads and --cluster exclude each other: give --threads to the members");
        }
        if (!standing() && clusterName != null) {
            throw new InvalidConfigException("--cluster-name goes with --cluster: a grid of its own needs no name");
        }
        if (!standing() && secret.given()) {
            throw new InvalidConfigException("--secret-file goes with --cluster: members of its own have a secret of their own");
        }
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
