package org.beliefgrid.cli;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Submits the job of another command to a standing grid, and ends. It is also what Hazelcast's own command line starts, in the
 * grid that it was told: {@code submit -c org.beliefgrid.cli.SubmitCommand JAR COMMAND ...}.
 */
@picocli.CommandLine.Command(name = "submit", mixinStandardHelpOptions = true,
        description = "Submits a loading, a training, an evaluation or a scoring to a standing grid as a Jet job, and ends: "
                + "the grid goes on. A training's data are loaded before; its model waits in the grid for train --resume RUN.")
public final class SubmitCommand implements Command {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "COMMAND", description = "load, train, evaluate or score")
    private String name;

    @CommandLine.Unmatched
    private List<String> arguments = new ArrayList<>();

    private final Optional<HazelcastInstance> grid;

    /** A command whose options say which grid. */
    public SubmitCommand() {
        grid = Optional.empty();
    }

    private SubmitCommand(HazelcastInstance grid) {
        this.grid = Optional.of(grid);
    }

    /**
     * For Hazelcast's own command line. It would upload the jar with every job that its instance is given, which members
     * refuse; they have these classes, so jobs are given to the client behind that instance. Ends the process, with an exit
     * code of {@code ./beliefgrid}.
     *
     * @throws IllegalStateException elsewhere, as on a member, whose process is not to end
     */
    public static void main(String[] arguments) {
        HazelcastInstance bootstrapped = Hazelcast.bootstrappedInstance();
        HazelcastInstance client = HazelcastClient.getHazelcastClientByName(bootstrapped.getName());
        if (client == null) {
            throw new IllegalStateException("this is for HazelcastCommandLine submit; elsewhere use ./beliefgrid submit");
        }
        int code = BeliefGrid.run(new CommandLine(new SubmitCommand(client)), arguments);
        client.shutdown();
        System.exit(code);
    }

    @Override
    public Integer call() throws Exception {
        Submittable command = switch (name) {
            case "load" -> new LoadCommand();
            case "train" -> new TrainCommand();
            case "evaluate" -> new EvaluateCommand();
            case "score" -> new ScoreCommand();
            default -> throw new InvalidConfigException("submit takes load, train, evaluate or score, was " + name);
        };
        try {
            CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
            line.setOut(spec.commandLine().getOut()).setErr(spec.commandLine().getErr());
            line.parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new InvalidConfigException("submit " + name + ": " + e.getMessage());
        }
        command.detach(grid);
        return command.call();
    }
}
