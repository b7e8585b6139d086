package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.beliefgrid.store.RunStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Removes what a store has of runs of long ago. */
@picocli.CommandLine.Command(name = "prune", mixinStandardHelpOptions = true,
        description = "Removes all that a store has of runs that ended some time ago, checkpoints included; models stay.")
final class PruneRunsCommand implements Command {
    private static final Pattern AGE = Pattern.compile("([1-9][0-9]{0,4})([dh])");

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOptions store;

    @Option(names = "--older-than", paramLabel = "AGE", required = true,
            description = "since their last sign: days or hours, such as 30d or 12h, at least 1h")
    private String olderThan;

    @Option(names = "--stopped", description = "those as well that have not ended, or that --resume could still go on with")
    private boolean stopped;

    @Option(names = "--dry-run", description = "only say what would be removed")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException {
        Duration age = age();
        RunStore runs = RunStore.at(store.location());
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        PrintWriter out = spec.commandLine().getOut();
        int removed = 0;
        for (Map.Entry<String, RunState> run : RunsCommand.readable(runs, out).entrySet()) {
            String name = run.getKey();
            RunProgress progress = run.getValue().progress();
            if (isSilent(progress, age, now) && (stopped || isOver(runs, name, progress))) {
                if (!dryRun) {
                    runs.delete(name);
                }
                removed++;
                out.printf("%s %s, %s, last heard of %s%n", dryRun ? "would delete" : "deleted", name,
                        RunsCommand.state(progress, now), progress.updated());
            }
        }
        if (removed == 0) {
            out.println("nothing to delete");
        }
        out.flush();
        return ExitCode.DONE;
    }

    private Duration age() {
        Matcher found = AGE.matcher(olderThan);
        if (!found.matches()) {
            throw new InvalidConfigException("--older-than must be days or hours, such as 30d or 12h, at least 1h, was \"%s\""
                    .formatted(olderThan));
        }
        long number = Long.parseLong(found.group(1));
        return found.group(2).equals("d") ? Duration.ofDays(number) : Duration.ofHours(number);
    }

    private static boolean isSilent(RunProgress progress, Duration age, OffsetDateTime now) {
        return RunsCommand.since(progress.updated(), now).map(silent -> silent.compareTo(age) > 0).orElse(false);
    }

    /** A run that has ended and left checkpoints can be gone on with: of one that has finished, nobody has saved the model. */
    private static boolean isOver(RunStore runs, String name, RunProgress progress) throws IOException {
        return switch (progress.status()) {
            case RUNNING, INTERRUPTED -> false;
            case DIVERGED -> true;
            case FINISHED, REFUSED, FAILED -> runs.rounds(name).isEmpty();
        };
    }
}
