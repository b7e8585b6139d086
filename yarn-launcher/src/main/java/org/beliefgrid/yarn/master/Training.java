package org.beliefgrid.yarn.master;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.beliefgrid.cli.ExitCode;
import org.beliefgrid.cli.TrainCommand;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The command {@code train} of the submission, in this process, as a client of the grid that the members form. */
final class Training implements Work {
    private static final Logger LOGGER = LoggerFactory.getLogger(Training.class);

    private final ApplicationSpec spec;
    private final TrainingOutput output = new TrainingOutput();
    private final TrainCommand command = new TrainCommand();

    Training(ApplicationSpec spec) {
        this.spec = spec;
    }

    @Override
    public void start(List<String> addresses, boolean again, Consumer<Outcome> ended) {
        Thread thread = new Thread(() -> ended.accept(train(addresses)), "training");
        thread.setDaemon(true);
        thread.start();
    }

    /** The user's arguments, and those that say which grid; the user's store is the spec's. */
    private List<String> arguments(List<String> addresses) {
        List<String> arguments = new ArrayList<>(spec.arguments().subList(1, spec.arguments().size()));
        arguments.addAll(List.of("--cluster", String.join(",", addresses), "--cluster-name", spec.clusterName()));
        if (arguments.stream().noneMatch(argument -> argument.equals("--store") || argument.startsWith("--store="))) {
            arguments.addAll(List.of("--store", spec.store()));
        }
        return arguments;
    }

    private Outcome train(List<String> addresses) {
        AtomicReference<Exception> thrown = new AtomicReference<>();
        CommandLine line = new CommandLine(command);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(output, true));
        line.setParameterExceptionHandler((failure, arguments) -> {
            thrown.set(failure);
            return ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((failure, failed, result) -> {
            thrown.set(failure);
            return ExitCode.of(failure);
        });
        int code;
        try {
            code = line.execute(arguments(addresses).toArray(String[]::new));
        } catch (Error e) {
            LOGGER.error("the training cannot go on", e);
            return new Outcome(Outcome.End.FAILED, e.toString());
        }
        if (thrown.get() != null) {
            LOGGER.warn("the training fails", thrown.get());
            return new Outcome(Outcome.End.FAILED, "train ends with exit code %d: %s".formatted(code, thrown.get().getMessage()));
        }
        return new Outcome(code == ExitCode.DONE ? Outcome.End.SUCCEEDED : Outcome.End.KILLED, output.result());
    }

    @Override
    public void cancel() {
        Thread thread = new Thread(command::cancel, "training-stop");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Progress progress() {
        return output.progress();
    }
}
