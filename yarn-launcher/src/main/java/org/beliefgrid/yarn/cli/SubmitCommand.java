package org.beliefgrid.yarn.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.beliefgrid.cli.Command;
import org.beliefgrid.cli.CommandFailure;
import org.beliefgrid.cli.CtrlC;
import org.beliefgrid.cli.ExitCode;
import org.beliefgrid.yarn.client.Durations;
import org.beliefgrid.yarn.client.Ending;
import org.beliefgrid.yarn.client.Submission;
import org.beliefgrid.yarn.client.SubmitRequest;
import org.beliefgrid.yarn.client.Watch;
import org.beliefgrid.yarn.spec.MetricsPage;
import org.beliefgrid.yarn.spec.Placement;
import org.beliefgrid.yarn.spec.Spread;
import org.beliefgrid.yarn.spec.Times;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Submits an application and follows it to its end. */
@CommandLine.Command(name = "submit", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Brings up members in YARN containers and trains there; waits for the end and shows the progress. "
                + "Everything is looked at before anything is uploaded. Ctrl-C stops the application.")
final class SubmitCommand implements Command {
    /** 18 s for the master, 8 s for YARN, and a question that was asked just before. */
    private static final int CTRL_C_SECONDS = 45;

    @Spec
    private CommandSpec spec;

    @Option(names = "--members", paramLabel = "N", defaultValue = "2",
            description = "members, a container each (default: ${DEFAULT-VALUE})")
    private int members;

    @Option(names = "--min-members", paramLabel = "N",
            description = "begin with so many if the others have no room in time (default: all)")
    private Integer minMembers;

    @Option(names = "--memory", paramLabel = "SIZE",
            description = "largest container of a member, such as 1536m or 2g; it takes what the plan needs (default: the "
                    + "cluster's largest)")
    private String memory;

    @Option(names = "--master-memory", paramLabel = "SIZE", description = "largest container of the application master")
    private String masterMemory;

    @Option(names = "--vcores", paramLabel = "N", defaultValue = "1",
            description = "cores of a member: shard epochs at a time (default: ${DEFAULT-VALUE})")
    private int vcores;

    @Option(names = "--metrics", paramLabel = "WHERE", defaultValue = "NONE",
            description = "loopback, node: each member has a page of metrics for Prometheus, on a free port of its node's "
                    + "loopback or own address; yarn status says where (default: none)")
    private MetricsPage metrics;

    @Option(names = "--queue", paramLabel = "QUEUE", defaultValue = "default",
            description = "queue (default: ${DEFAULT-VALUE})")
    private String queue;

    @Option(names = "--node-label", paramLabel = "LABEL", defaultValue = "", description = "take nodes with this label only")
    private String nodeLabel;

    @Option(names = "--priority", paramLabel = "N", defaultValue = "0",
            description = "in the queue; larger goes first (default: the queue's)")
    private int priority;

    @Option(names = "--spread", paramLabel = "HOW", defaultValue = "SOFT",
            description = "soft: members on different nodes where they are free; strict: on different nodes, or not at all; "
                    + "none: anywhere (default: soft)")
    private Spread spread;

    @Option(names = "--allocation-timeout", paramLabel = "TIME", defaultValue = "10m",
            description = "give up if there is no room for so long, such as 90s, 10m, 2h (default: ${DEFAULT-VALUE})")
    private String allocationTimeout;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "0",
            description = "stop the application after this time (default: none)")
    private String timeout;

    @Option(names = "--java-home", paramLabel = "PATH", defaultValue = "",
            description = "JDK 17 or later on the nodes (default: the nodes' JAVA_HOME)")
    private String javaHome;

    @Option(names = "--name", paramLabel = "NAME", defaultValue = "", description = "name of the application")
    private String name;

    @Option(names = "--jars", paramLabel = "FILE", split = ",",
            description = "jars with algorithms of your own, for the class path of all containers")
    private List<Path> jars = List.of();

    @Option(names = "--detach", description = "print the application's id and do not wait")
    private boolean detach;

    @Option(names = "--dry-run", description = "print all that would be submitted, and submit nothing")
    private boolean dryRun;

    @Parameters(arity = "0..*", paramLabel = "-- train ... | -- grid",
            description = "after --: the train command with its options, or grid for a grid without training, until yarn stop")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        SubmitRequest request = request();
        PrintWriter out = spec.commandLine().getOut();
        try (CtrlC interrupt = new CtrlC(CTRL_C_SECONDS); Session session = Session.open()) {
            Submission submission = session.submission(out);
            interrupt.onSignal(submission::stop);
            Optional<ApplicationId> submitted = submission.submit(request, dryRun);
            if (submitted.isEmpty()) {
                return ExitCode.DONE;
            }
            out.println("application " + submitted.get());
            out.flush();
            if (detach) {
                return ExitCode.DONE;
            }
            Watch watch = session.watch(submitted.get(), request.times().allocationSeconds(), out);
            interrupt.onSignal(watch::stop);
            Ending ending = watch.toEnd();
            if (ending.exitCode() != ExitCode.DONE) {
                throw new CommandFailure(ending.exitCode(), ending.text());
            }
            out.println(ending.text());
            out.flush();
            return ExitCode.DONE;
        }
    }

    private SubmitRequest request() {
        return new SubmitRequest(name, arguments,
                new SubmitRequest.Members(members, minMembers == null ? members : minMembers, spread, size("--memory", memory),
                        vcores, metrics),
                new Placement(queue, priority, nodeLabel, javaHome),
                new Times(Durations.seconds("--allocation-timeout", allocationTimeout),
                        Durations.seconds("--timeout", timeout)),
                size("--master-memory", masterMemory), jars);
    }

    private static OptionalInt size(String option, String text) {
        return text == null ? OptionalInt.empty() : OptionalInt.of(Durations.megabytes(option, text));
    }
}
