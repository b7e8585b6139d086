package org.beliefgrid.yarn.cli;

import org.beliefgrid.cli.Command;
import org.beliefgrid.cli.ExitCode;
import org.beliefgrid.yarn.client.YarnExit;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the containers wrote. */
@CommandLine.Command(name = "logs", mixinStandardHelpOptions = true,
        description = "Prints the logs of an application: of one that runs, from its nodes; of one that has ended, as the "
                + "cluster collected them.")
final class LogsCommand implements Command {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ApplicationParameter application;

    @Option(names = "--bytes", paramLabel = "N", defaultValue = "0",
            description = "the last N bytes of each file only (default: all)")
    private long bytes;

    @Override
    public Integer call() throws Exception {
        try (Session session = Session.open()) {
            return session.logs().print(application.resolve(session), Math.max(0, bytes), spec.commandLine().getOut())
                    ? ExitCode.DONE
                    : YarnExit.NOT_REACHED;
        }
    }
}
