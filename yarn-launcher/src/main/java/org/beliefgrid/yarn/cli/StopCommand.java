package org.beliefgrid.yarn.cli;

import java.io.PrintWriter;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.beliefgrid.cli.Command;
import org.beliefgrid.cli.ExitCode;
import org.beliefgrid.yarn.client.Applications;
import org.beliefgrid.yarn.client.Durations;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ends an application in good order. */
@CommandLine.Command(name = "stop", mixinStandardHelpOptions = true,
        description = "Ends an application in good order: the training stops after its round and can be "
                + "resumed, then members and master end. One that does not end in time is killed.")
final class StopCommand implements Command {
    private static final int KILL_SECONDS = 30;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ApplicationParameter application;

    @Option(names = "--grace", paramLabel = "TIME", defaultValue = "60s",
            description = "how long to ask and wait before YARN kills the application (default: ${DEFAULT-VALUE}); in any "
                    + "case the master gives the training's round 15 s")
    private String grace;

    @Override
    public Integer call() throws Exception {
        int seconds = Durations.seconds("--grace", grace);
        try (Session session = Session.open()) {
            ApplicationId id = application.resolve(session);
            Applications applications = session.applications();
            Optional<ApplicationReport> ended = applications.stop(id, "stopped by yarn stop", seconds);
            ApplicationReport report = ended.isPresent() ? ended.get() : applications.kill(id, "not stopped in time",
                    KILL_SECONDS);
            applications.tidy(id);
            PrintWriter out = spec.commandLine().getOut();
            out.printf("%s has ended: %s%n", id, report.getFinalApplicationStatus());
            out.flush();
            return ExitCode.DONE;
        }
    }
}
