package org.beliefgrid.cli;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalInt;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.LastingMember;
import org.beliefgrid.grid.MemberOptions;
import org.beliefgrid.grid.monitoring.MemberMonitor;
import org.beliefgrid.grid.monitoring.MonitoringOptions;
import org.beliefgrid.math.BlasCore;
import org.beliefgrid.math.BlasKernel;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One stand-alone member of a grid, until it is stopped. */
@picocli.CommandLine.Command(name = "member", mixinStandardHelpOptions = true,
        description = "Starts one member of a grid and stays until it is stopped (Ctrl-C or SIGTERM).")
public final class MemberCommand implements Command {
    private static final int DEFAULT_PORT = 5701;

    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "N", defaultValue = "" + DEFAULT_PORT,
            description = "port to listen on, 0 for any free one (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(names = "--join", paramLabel = "HOST:PORT", split = ",", description = "addresses of other members")
    private List<String> join = List.of();

    @Option(names = "--interface", paramLabel = "ADDRESS", defaultValue = "127.0.0.1",
            description = "address of the interface to bind to (default: ${DEFAULT-VALUE})")
    private String address;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
            description = "shard epochs at a time (default: all cores; give less where members share a host)")
    private int threads;

    @Option(names = "--heartbeat-limit", paramLabel = "SECONDS", defaultValue = "" + MemberOptions.DEFAULT_LIMIT,
            description = "silence after which the others give this member up, and it them; the same for all "
                    + "(default: ${DEFAULT-VALUE})")
    private int heartbeatLimit;

    @Option(names = "--blas-core", paramLabel = "NAME", defaultValue = "ANY",
            description = "OpenBLAS kernel to work with, such as HASWELL or SKYLAKEX (default: what OpenBLAS chooses)")
    private BlasCore blasCore;

    @Option(names = "--metrics-port", paramLabel = "N",
            description = "port of a page of metrics for Prometheus, 0 for any free one (default: no page)")
    private Integer metricsPort;

    @Option(names = "--metrics-interface", paramLabel = "ADDRESS", defaultValue = "127.0.0.1",
            description = "address that the page is bound to; everybody who reaches it may read (default: ${DEFAULT-VALUE})")
    private String metricsInterface;

    @Option(names = "--management-center", paramLabel = "ADDRESS", split = ",",
            description = "addresses that Hazelcast's Management Center, which needs the secret as well, may look from, such "
                    + "as "
                    + "10.8.0.7 or 10.8.0.*; it may change nothing (default: none)")
    private List<String> managementCenter = List.of();

    @Mixin
    private LibOptions lib;

    @Mixin
    private StoreOptions store;

    @Mixin
    private SecretOptions secret;

    @Override
    public Integer call() throws Exception {
        lib.check();
        if (port < 0 || port > 65_535) {
            throw new InvalidConfigException("--port must be in 0 to 65535, was " + port);
        }
        if (threads < 0) {
            throw new InvalidConfigException("--threads must be 0 or more, was " + threads);
        }
        if (heartbeatLimit < MemberOptions.LEAST_LIMIT) {
            throw new InvalidConfigException("--heartbeat-limit must be at least %d, was %d"
                    .formatted(MemberOptions.LEAST_LIMIT, heartbeatLimit));
        }
        MonitoringOptions monitoring = new MonitoringOptions(managementCenter,
                metricsPort == null ? OptionalInt.empty() : OptionalInt.of(metricsPort), metricsInterface);
        BlasKernel.pinned(blasCore);
        int trainingThreads = threads == 0 ? MemberOptions.trainingThreads(1) : threads;
        LastingMember lasting = LastingMember.start(new MemberOptions(address, port, join, 0, trainingThreads, store.location(),
                secret.secret()).withHeartbeatLimit(heartbeatLimit).withMonitoring(monitoring));
        HazelcastInstance member = lasting.instance();
        PrintWriter out = spec.commandLine().getOut();
        Address own = member.getCluster().getLocalMember().getAddress();
        out.printf("member %s of %d, %d training threads%n", own, member.getCluster().getMembers().size(), trainingThreads);
        MemberMonitor.url(member).ifPresent(url -> out.println("metrics at " + url));
        if (!join.isEmpty() && member.getCluster().getMembers().size() == 1) {
            spec.commandLine().getErr().printf("beliefgrid: no member answers at %s so far: this one is alone%n",
                    String.join(", ", join));
        }
        out.flush();
        lasting.stay(line -> {
            spec.commandLine().getErr().println("beliefgrid: " + line);
            spec.commandLine().getErr().flush();
        });
        return ExitCode.DONE;
    }
}
