package org.beliefgrid.yarn.master;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.beliefgrid.cli.ExitCode;
import org.beliefgrid.cli.LaunchedGrid;
import org.beliefgrid.cli.TrainCommand;
import org.beliefgrid.error.UnwritableStoreException;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.live.PageSource;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.MasterStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The command {@code train} of the submission, in this process, as a client of the grid that the members form. */
final class Training implements Work {
    private static final Logger LOGGER = LoggerFactory.getLogger(Training.class);

    private final ApplicationSpec spec;
    private final String run;
    private final GridSecret secret;
    private final TrainingOutput output = new TrainingOutput();
    private volatile TrainCommand command;
    /** Null before the training knows its data. */
    private volatile PageSource page;

    /**
     * Not yet begun.
     *
     * @param run name of the run, unless the arguments name one
     * @param secret of the grid
     */
    Training(ApplicationSpec spec, String run, GridSecret secret) {
        this.spec = spec;
        this.run = run;
        this.secret = secret;
    }

    @Override
    public void start(List<String> addresses, boolean again, Consumer<Outcome> ended) {
        TrainCommand fresh = new TrainCommand(new LaunchedGrid(addresses, spec.grid().name(), secret, run, again,
                source -> page = source));
        command = fresh;
        Thread thread = new Thread(() -> ended.accept(train(fresh)), "training");
        thread.setDaemon(true);
        thread.start();
    }

    private Outcome train(TrainCommand fresh) {
        AtomicReference<Exception> thrown = new AtomicReference<>();
        CommandLine line = new CommandLine(fresh);
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
            code = line.execute(spec.arguments().stream().skip(1).toArray(String[]::new));
        } catch (Error e) {
            LOGGER.error("the training cannot go on", e);
            return new Outcome(Outcome.End.FAILED, e.toString());
        }
        if (thrown.get() != null) {
            LOGGER.warn("the training fails", thrown.get());
            // Another grid would not find more room in the store.
            boolean gridLost = code == ExitCode.GRID_UNAVAILABLE && !isFullStore(thrown.get());
            return new Outcome(gridLost ? Outcome.End.GRID_LOST : Outcome.End.FAILED,
                    "train ends with exit code %d: %s%s".formatted(code, thrown.get().getMessage(), advice(thrown.get())));
        }
        return new Outcome(code == ExitCode.DONE ? Outcome.End.SUCCEEDED : Outcome.End.KILLED, output.result());
    }

    private static boolean isFullStore(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnwritableStoreException) {
                return true;
            }
        }
        return false;
    }

    /** What the training has to say of memory is said in its own terms, not in those of who submitted it. */
    private static String advice(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("OutOfMemoryError") || cause instanceof OutOfMemoryError) {
                return "; raise --memory of yarn submit, or have more --members";
            }
        }
        return "";
    }

    @Override
    public void cancel() {
        Thread thread = new Thread(command::cancel, "training-stop");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public MasterStatus.Training progress() {
        return output.progress();
    }

    @Override
    public Optional<PageSource> page() {
        return Optional.ofNullable(page);
    }
}
