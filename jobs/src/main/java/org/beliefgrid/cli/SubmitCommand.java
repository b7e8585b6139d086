package org.beliefgrid.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.beliefgrid.error.InvalidConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Submits the job of another command to a standing grid, and ends. */
@picocli.CommandLine.Command(name = "submit", mixinStandardHelpOptions = true,
        description = "Submits a training or a scoring to a standing grid as a Jet job, and ends: the grid goes on. A training's "
                + "data are loaded before; its model waits in the grid for train --resume RUN.")
public final class SubmitCommand implements Command {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "COMMAND", description = "train or score")
    private String name;

    @CommandLine.Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        return switch (name) {
            case "train" -> {
                TrainCommand train = new TrainCommand();
                train.detach();
                yield call(train);
            }
            case "score" -> {
                ScoreCommand score = new ScoreCommand();
                score.detach();
                yield call(score);
            }
            default -> throw new InvalidConfigException("submit takes train or score, was " + name);
        };
    }

    private <T extends Callable<Integer>> Integer call(T command) throws Exception {
        try {
            CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
            line.setOut(spec.commandLine().getOut()).setErr(spec.commandLine().getErr());
            line.parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new InvalidConfigException("submit " + name + ": " + e.getMessage());
        }
        return command.call();
    }
}
