package org.beliefgrid.yarn.cli;

import java.io.PrintWriter;
import org.beliefgrid.cli.Command;
import org.beliefgrid.cli.ExitCode;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.MasterStatus;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** More or fewer members. */
@CommandLine.Command(name = "scale", mixinStandardHelpOptions = true,
        description = "Changes the number of members while the application runs. Members that leave hand over what they hold; "
                + "the model stays the same.")
final class ScaleCommand implements Command {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "N", description = "members from now on")
    private int members;

    @Parameters(index = "1", arity = "0..1", paramLabel = "APPLICATION",
            description = "id of the application (default: the only one that you have)")
    private String id;

    @Override
    public Integer call() throws Exception {
        if (members < 1 || members > ApplicationSpec.MOST_MEMBERS) {
            throw new InvalidConfigException("N must be in 1 to %d, was %d".formatted(ApplicationSpec.MOST_MEMBERS, members));
        }
        try (Session session = Session.open()) {
            MasterStatus status = session.applications().scale(session.applications().resolve(id), members);
            PrintWriter out = spec.commandLine().getOut();
            out.printf("%s: %d members wanted%n", status.application(), status.members().wanted());
            out.flush();
            return ExitCode.DONE;
        }
    }
}
