package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.OtherVersionException;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.beliefgrid.store.RunStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs that a store knows of. Needs no grid. */
@picocli.CommandLine.Command(name = "runs", mixinStandardHelpOptions = true,
        subcommands = {RunsCommand.Delete.class, PruneRunsCommand.class},
        description = "Lists the runs that a store knows of, with their state. Needs no grid: a run that says nothing any more "
                + "counts as stopped.")
public final class RunsCommand implements Command {
    /** A driver gives a sign of life every ten seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final String ROW = "%-28s  %-11s  %-32s  %-20s  %-20s  %s%n";

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOptions store;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the list as JSON")
    private String json;

    @Override
    public Integer call() throws Exception {
        RunStore runs = RunStore.at(store.location());
        PrintWriter out = spec.commandLine().getOut();
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        List<Map<String, Object>> all = new ArrayList<>();
        out.printf(ROW, "run", "state", "epoch", "started", "last checkpoint", "model");
        for (RunState run : readable(runs, out).values()) {
            print(out, run, now);
            all.add(asJson(run, now));
        }
        out.flush();
        if (json != null) {
            JsonReport report = new JsonReport();
            report.put("runs", all);
            report.write(json);
        }
        return ExitCode.DONE;
    }

    /** The runs of a store by their names; says what is wrong with those that cannot be read. */
    static Map<String, RunState> readable(RunStore runs, PrintWriter out) throws IOException {
        Map<String, RunState> found = new LinkedHashMap<>();
        for (String name : runs.names()) {
            try {
                runs.find(name).ifPresent(run -> found.put(name, run));
            } catch (BadInputException e) {
                out.println(e.getMessage());
            }
        }
        return found;
    }

    private static void print(PrintWriter out, RunState run, OffsetDateTime now) {
        RunDescription description = run.description();
        RunProgress progress = run.progress();
        String epoch = progress.phase().isEmpty() ? "" : "%s %d/%d".formatted(progress.phase(), progress.epoch(),
                progress.epochs());
        String checkpoint = progress.checkpointed().isEmpty() || progress.status() == RunProgress.Status.FINISHED ? ""
                : age(progress.checkpointed(), now);
        out.printf(ROW, description.run(), state(progress, now), epoch, description.started(), checkpoint, description.model());
        if (!progress.error().isEmpty()) {
            out.println("  " + progress.error());
        }
    }

    /** What is known: a run that was going on, and of which nothing was heard for long, has stopped, or cannot write. */
    static String state(RunProgress progress, OffsetDateTime now) {
        boolean silent = progress.status() == RunProgress.Status.RUNNING
                && since(progress.updated(), now).map(time -> time.compareTo(SILENCE) > 0).orElse(true);
        return silent ? "stopped" : progress.status().word();
    }

    static Optional<Duration> since(String time, OffsetDateTime now) {
        try {
            return Optional.of(Duration.between(OffsetDateTime.parse(time), now));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static String age(String time, OffsetDateTime now) {
        return since(time, now).map(RunsCommand::age).orElse("");
    }

    private static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + " s ago";
        }
        return seconds < 2 * 3600 ? seconds / 60 + " min ago" : seconds < 48 * 3600 ? seconds / 3600 + " h ago"
                : seconds / 86_400 + " days ago";
    }

    private static Map<String, Object> asJson(RunState run, OffsetDateTime now) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("run", run.description().run());
        values.put("state", state(run.progress(), now));
        values.put("phase", run.progress().phase());
        values.put("epoch", run.progress().epoch());
        values.put("epochs", run.progress().epochs());
        values.put("round", run.progress().round());
        values.put("error", run.progress().error());
        values.put("model", run.description().model());
        values.put("dataset", run.description().dataset());
        values.put("started", run.description().started());
        values.put("updated", run.progress().updated());
        values.put("checkpointed", run.progress().checkpointed());
        values.put("checkpointRound", run.progress().checkpointRound());
        return values;
    }

    /** Removes what a store has of runs. */
    @picocli.CommandLine.Command(name = "delete", mixinStandardHelpOptions = true,
            description = "Removes all that a store has of runs, checkpoints included; models stay. Refuses runs that go on.")
    static final class Delete implements Command {
        @Spec
        private CommandSpec spec;

        @Mixin
        private StoreOptions store;

        @Parameters(paramLabel = "RUN", arity = "1..*", description = "names of the runs")
        private List<String> names;

        @Override
        public Integer call() throws IOException {
            RunStore runs = RunStore.at(store.location());
            OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
            for (String name : names) {
                if (!runs.of(name).exists()) {
                    throw new BadInputException(runs.of(name) + ": no such run");
                }
                Optional<RunState> run = find(runs, name);
                if (run.isPresent() && state(run.get().progress(), now).equals(RunProgress.Status.RUNNING.word())) {
                    throw new InvalidConfigException(("runs delete %s: the run goes on; stop it first, or wait %d s if it "
                            + "was killed").formatted(name, SILENCE.toSeconds()));
                }
            }
            for (String name : names) {
                runs.delete(name);
                spec.commandLine().getOut().println("deleted " + name);
            }
            spec.commandLine().getOut().flush();
            return ExitCode.DONE;
        }

        /** What is damaged says of no run that it goes on: it may be removed as well. */
        private Optional<RunState> find(RunStore runs, String name) throws IOException {
            try {
                return runs.find(name);
            } catch (OtherVersionException e) {
                throw e;  // it is whole: another build knows whether the run goes on
            } catch (BadInputException e) {
                spec.commandLine().getOut().println(e.getMessage());
                return Optional.empty();
            }
        }
    }
}
