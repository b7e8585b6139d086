package org.beliefgrid.yarn.cli;

import java.io.PrintWriter;
import java.time.Instant;
import org.beliefgrid.cli.Command;
import org.beliefgrid.cli.ExitCode;
import org.beliefgrid.yarn.client.Applications;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Removes what killed applications left. */
@CommandLine.Command(name = "clean", mixinStandardHelpOptions = true,
        description = "Removes staging folders of applications that have ended. Models and checkpoints stay.")
final class CleanCommand implements Command {
    @Spec
    private CommandSpec spec;

    @Option(names = "--cache", description = "also remove the uploaded program files; the next submission uploads them again")
    private boolean cache;

    @Override
    public Integer call() throws Exception {
        try (Session session = Session.open()) {
            PrintWriter out = spec.commandLine().getOut();
            Applications.Cleaning cleaning = session.applications().clean(Instant.now());
            cleaning.removed().forEach(id -> out.println("removed the staging folder of " + id));
            cleaning.spared().forEach(id -> out.println("kept the staging folder of " + id
                    + " for an hour: YARN does not know it, but it may be about to be submitted"));
            if (cache) {
                session.applications().forgetUploads();
                out.println("removed the cache of uploads");
            }
            out.flush();
            return ExitCode.DONE;
        }
    }
}
