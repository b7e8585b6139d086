package org.beliefgrid.cli;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.GridMember;
import org.beliefgrid.grid.MemberOptions;
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

    @Option(names = "--blas-core", paramLabel = "NAME", defaultValue = "ANY",
            description = "OpenBLAS kernel to work with, such as HASWELL or SKYLAKEX (default: what OpenBLAS chooses)")
    private BlasCore blasCore;

    @Mixin
    private StoreOptions store;

    @Mixin
    private SecretOptions secret;

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > 65_535) {
            throw new InvalidConfigException("--port must be in 0 to 65535, was " + port);
        }
        if (threads < 0) {
            throw new InvalidConfigException("--threads must be 0 or more, was " + threads);
        }
        BlasKernel.pinned(blasCore);
        int trainingThreads = threads == 0 ? MemberOptions.trainingThreads(1) : threads;
        HazelcastInstance member = GridMember.start(new MemberOptions(address, port, join, 0, trainingThreads,
                store.location(), secret.secret()));
        PrintWriter out = spec.commandLine().getOut();
        Address own = member.getCluster().getLocalMember().getAddress();
        out.printf("member %s of %d, %d training threads%n", own, member.getCluster().getMembers().size(), trainingThreads);
        if (!join.isEmpty() && member.getCluster().getMembers().size() == 1) {
            spec.commandLine().getErr().printf("beliefgrid: no member answers at %s so far: this one is alone%n",
                    String.join(", ", join));
        }
        out.flush();
        CountDownLatch stopped = new CountDownLatch(1);
        member.getLifecycleService().addLifecycleListener(event -> {
            if (!member.getLifecycleService().isRunning()) {
                stopped.countDown();
            }
        });
        if (!member.getLifecycleService().isRunning()) {
            stopped.countDown();
        }
        stopped.await();
        // A signal ends the process before anyone sees this.
        throw new GridUnavailableException("member %s has left the grid by itself".formatted(own));
    }
}
