package org.beliefgrid.yarn.cli;

import java.io.PrintWriter;
import org.beliefgrid.cli.Command;
import org.beliefgrid.cli.ExitCode;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.yarn.spec.MasterStatus;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** More or fewer members. */
@CommandLine.Command(name = "scale", mixinStandardHelpOptions = true,
        description = "Changes the number of members while the application runs. Members that leave hand over what they hold; the model "
                + "stays the same.")
final class ScaleCommand implements Command {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ApplicationParameter application;

    @Option(names = "--members", required = true, paramLabel = "N", description = "members from now on")
    private int members;

    @Override
    public Integer call() throws Exception {
        if (members < 1) {
            throw new InvalidConfigException("--members must be at least 1, was " + members);
        }
        try (Session session = Session.open()) {
            MasterStatus status = session.applications().scale(application.resolve(session), members);
            PrintWriter out = spec.commandLine().getOut();
            out.printf("%s: %d members wanted%n", status.application(), status.wantedMembers());
            out.flush();
            return ExitCode.DONE;
        }
    }
}
