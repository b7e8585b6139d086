package org.beliefgrid.yarn.cli;

import org.beliefgrid.cli.Command;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The grid in containers of a Hadoop cluster. */
@CommandLine.Command(name = "yarn", mixinStandardHelpOptions = true,
        description = "Brings up a grid in containers of the Hadoop cluster that HADOOP_CONF_DIR names, and trains in it.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SubmitCommand.class, StatusCommand.class, LogsCommand.class, ScaleCommand.class, StopCommand.class,
            KillCommand.class, ListCommand.class, CleanCommand.class},
        exitCodeListHeading = "%nExit codes, beside those of all commands:%n",
        exitCodeList = {"20:the application failed", "21:the application was killed, or its time was over",
            "22:the cluster cannot give what was asked for, or refused it",
            "23:no container for the master, or not enough members, in time",
            "24:ResourceManager or application master does not answer, or the application does not end",
            "25:no such application"})
public final class YarnCommand implements Command {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
