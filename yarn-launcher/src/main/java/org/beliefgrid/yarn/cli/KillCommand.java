package org.beliefgrid.yarn.cli;

import java.io.PrintWriter;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.beliefgrid.cli.Command;
import org.beliefgrid.cli.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Ends an application at once. */
@CommandLine.Command(name = "kill", mixinStandardHelpOptions = true,
        description = "Has YARN end an application at once, and removes its staging folder. Models and checkpoints stay.")
final class KillCommand implements Command {
    private static final int PATIENCE_SECONDS = 30;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ApplicationParameter application;

    @Override
    public Integer call() throws Exception {
        try (Session session = Session.open()) {
            ApplicationId id = application.resolve(session);
            session.applications().kill(id, "killed by yarn kill", PATIENCE_SECONDS);
            PrintWriter out = spec.commandLine().getOut();
            out.println(id + " was killed");
            out.flush();
            return ExitCode.DONE;
        }
    }
}
