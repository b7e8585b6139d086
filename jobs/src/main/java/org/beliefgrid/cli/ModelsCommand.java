package org.beliefgrid.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks after the versions of stored models; needs no grid. */
@picocli.CommandLine.Command(name = "models", mixinStandardHelpOptions = true,
        description = "Lists, shows, promotes and deletes versions of stored models. Needs no grid.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ListModelsCommand.class, ShowModelCommand.class, PromoteModelCommand.class, DeleteModelCommand.class,
            PruneModelsCommand.class})
public final class ModelsCommand implements Command {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "which command of models?");
    }
}
