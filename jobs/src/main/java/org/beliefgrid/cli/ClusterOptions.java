package org.beliefgrid.cli;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.client.GridClient;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.security.GridSecret;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which standing grid, if one is meant. */
final class ClusterOptions {
    @Option(names = "--cluster", paramLabel = "HOST:PORT", split = ",",
            description = "work in a standing grid; addresses of some of its members")
    private List<String> cluster;

    @Option(names = "--cluster-name", paramLabel = "NAME",
            description = "name of the standing grid (default: as in config/hazelcast-client.yaml)")
    private String clusterName;

    @Mixin
    private SecretOptions secret;

    private LaunchedGrid launched;
    private HazelcastInstance there;

    /** Takes the place of all options: the grid is there. */
    void take(LaunchedGrid grid) {
        launched = grid;
        cluster = grid.addresses();
        clusterName = grid.clusterName();
    }

    /**
     * Takes a client that is there for the grid; its owner shuts it down.
     *
     * @throws InvalidConfigException if the options say which grid, too
     */
    void take(HazelcastInstance client) {
        if (cluster != null || clusterName != null || secret.given()) {
            throw new InvalidConfigException("--cluster, --cluster-name and --secret-file do not go with a grid that is there: "
                    + "Hazelcast's command line takes it by --targets and --config");
        }
        there = client;
        cluster = client.getCluster().getMembers().stream().map(member -> member.getAddress().getHost() + ":"
                + member.getAddress().getPort()).toList();
    }

    /** Whether a standing grid is meant. */
    boolean standing() {
        return cluster != null;
    }

    List<String> addresses() {
        return cluster;
    }

    /** Refuses what says more of a standing grid, if none is meant. */
    void check() {
        if (!standing() && clusterName != null) {
            throw new InvalidConfigException("--cluster-name goes with --cluster: a grid of its own needs no name");
        }
        if (!standing() && secret.given()) {
            throw new InvalidConfigException("--secret-file goes with --cluster: members of its own have a secret of their "
                    + "own");
        }
    }

    /** @throws InvalidConfigException if no standing grid is meant */
    void requireStanding(String command) {
        check();
        if (!standing()) {
            throw new InvalidConfigException(command + " goes with --cluster: a grid of its own would end with the command");
        }
    }

    /** The standing grid, to be closed. */
    TrainingGrid connect() throws IOException {
        if (there != null) {
            return new TrainingGrid(there, () -> { });
        }
        GridSecret proof = launched == null ? secret.secret() : launched.secret();
        HazelcastInstance client = GridClient.connect(cluster, proof, Optional.ofNullable(clusterName));
        return new TrainingGrid(client, client::shutdown);
    }
}
