package org.beliefgrid.cli;

import java.io.PrintWriter;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code beliefgrid}: finds its sub-commands, runs one, and turns any failure into one line and an exit code. */
@picocli.CommandLine.Command(name = "beliefgrid", mixinStandardHelpOptions = true, versionProvider = Versions.class,
        description = "Deep belief networks trained on a Hazelcast grid.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:our own fault", "2:wrong usage or settings", "3:input data or model file cannot be used",
            "4:training diverged", "5:no grid, or it went away, or the model store cannot be written",
            "6:monitor says that a model should be trained again", "130:stopped by Ctrl-C"})
public final class BeliefGrid implements Runnable {
    /** Level of what Hazelcast logs, where {@code BELIEFGRID_LOG} does not say it ({@code config/log4j2.xml}). */
    static final String GRID_LOG = "beliefgrid.log.grid";
    private static final String MEMBER = "member";

    @Spec
    private CommandSpec spec;

    private BeliefGrid() {
    }

    /** Runs a command line and ends the process. */
    public static void main(String[] arguments) {
        // Before the first logger is made, which reads it.
        if (System.getProperty(GRID_LOG) == null) {
            System.setProperty(GRID_LOG, gridLog(arguments));
        }
        UncaughtFailures.toLog();
        System.exit(run(arguments));
    }

    /** Warnings of a grid are for who runs its members: a command says itself what is wrong with the grid that it starts or asks. */
    static String gridLog(String... arguments) {
        return arguments.length > 0 && arguments[0].equals(MEMBER) ? "warn" : "error";
    }

    /**
     * Runs a command line.
     *
     * @return the exit code
     */
    static int run(String... arguments) {
        CommandLine line = new CommandLine(new BeliefGrid());
        for (Command command : ServiceLoader.load(Command.class)) {
            line.addSubcommand(command);
        }
        return run(line, arguments);
    }

    /** Runs a command with the ways of this program. */
    static int run(CommandLine line, String... arguments) {
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(BeliefGrid::usage);
        line.setExecutionExceptionHandler((failure, command, result) -> failed(failure, command.getErr()));
        return line.execute(arguments);
    }

    private static int usage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println("beliefgrid: " + failure.getMessage());
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, PrintWriter err) {
        int code = ExitCode.of(failure);
        if (code == ExitCode.INTERNAL) {
            LoggerFactory.getLogger(BeliefGrid.class).error("internal error", failure);
        }
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        message.lines().forEach(line -> err.println("beliefgrid: " + line));
        return code;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
