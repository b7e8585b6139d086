package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.soak.Fault;
import org.beliefgrid.soak.RunResult;
import org.beliefgrid.soak.Soak;
import org.beliefgrid.soak.SoakResults;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether anything is lost when members go away, on this machine. */
@picocli.CommandLine.Command(name = "soak", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Trains a small plan again and again in grids of real member processes on loopback, strikes members at "
                + "random moments, and compares every model with that of an undisturbed run. The exit code is 0 only if some "
                + "were struck in time, all are the same and every kill was made up for soon enough.")
public final class SoakCommand implements Command {
    private static final int DEFAULT_MINUTES = 10;
    private static final int TABLE_MINUTES = 90;
    private static final String DEFAULT_MOST_OVER = "5";
    private static final String FAULTS = "kill, freeze, pause, disconnect, join, leave, two-kills, restart, all-killed, mixed";

    @Spec
    private CommandSpec spec;

    @Option(names = "--minutes", paramLabel = "N",
            description = "begin no further run after so many minutes (default: " + DEFAULT_MINUTES + "; with --table "
                    + TABLE_MINUTES + ")")
    private Integer minutes;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "of all moments and of the members that are struck (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--runs", paramLabel = "N", description = "runs of each fault (default: until the time is over)")
    private Integer runs;

    @Option(names = "--only", paramLabel = "FAULT", split = ",", description = "these faults only: " + FAULTS)
    private List<String> only = List.of();

    @Option(names = "--table", description = "the runs that docs/reliability.md reports: 50 of kill, 20 of freeze, 20 of join, "
            + "10 of two-kills, 10 of all-killed")
    private boolean table;

    @Option(names = "--most-over", paramLabel = "SECONDS", defaultValue = DEFAULT_MOST_OVER,
            description = "that the first epoch after a kill may take above a normal one (default: ${DEFAULT-VALUE})")
    private double mostOver;

    @Mixin
    private DataOptions data;

    @Option(names = "--preset", paramLabel = "NAME", defaultValue = "soak",
            description = "training plan: a name in config/presets, or a YAML file (default: ${DEFAULT-VALUE})")
    private String preset;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the result as JSON")
    private String json;

    @Override
    public Integer call() throws Exception {
        Map<Fault, Integer> wanted = wanted();
        data.sources();
        Presets.read(preset, "--preset");
        OutputFile.requireWritable("--json", json);
        WorkFolder folder = WorkFolder.create("beliefgrid-soak-");
        SoakResults results = new SoakResults();
        boolean keep = true;
        try (CtrlC interrupt = new CtrlC()) {
            interrupt.onSignal(Thread.currentThread()::interrupt);
            try {
                boolean all;
                try (Soak soak = new Soak(seed, plan(), folder.path(), mostOver)) {
                    all = strike(soak, wanted, results);
                }
                keep = !results.allGood();
                report(results, all);
                return exitCode(all, results);
            } catch (InterruptedException | CancellationException e) {
                keep = !results.allGood();
                return ExitCode.INTERRUPTED;
            } finally {
                Thread.interrupted();  // files are removed all the same
                if (keep) {
                    spec.commandLine().getErr().println("beliefgrid: what members and trainings wrote is in " + folder.path());
                } else {
                    folder.remove();
                }
            }
        }
    }

    /** Runs of each fault; {@link Integer#MAX_VALUE} for as many as there is time for. */
    private Map<Fault, Integer> wanted() {
        if (minutes != null && minutes < 1) {
            throw new InvalidConfigException("--minutes must be at least 1, was " + minutes);
        }
        if (runs != null && runs < 1) {
            throw new InvalidConfigException("--runs must be at least 1, was " + runs);
        }
        if (!(mostOver > 0)) {
            throw new InvalidConfigException("--most-over must be above 0, was " + mostOver);
        }
        if (table && (runs != null || !only.isEmpty())) {
            throw new InvalidConfigException("--table says which runs: it excludes --runs and --only");
        }
        if (table) {
            return new EnumMap<>(SoakResults.TABLE);
        }
        List<Fault> faults = only.isEmpty() ? Arrays.asList(Fault.values()) : only.stream().map(SoakCommand::fault).toList();
        Map<Fault, Integer> each = new EnumMap<>(Fault.class);
        faults.forEach(fault -> each.put(fault, runs == null ? Integer.MAX_VALUE : runs));
        return each;
    }

    static int exitCode(boolean all, SoakResults results) {
        return all && results.someCount() && results.allGood() ? ExitCode.DONE : ExitCode.INTERNAL;
    }

    private static Fault fault(String label) {
        return Fault.of(label).orElseThrow(() -> new InvalidConfigException(
                "--only: no fault is called %s; there are %s".formatted(label, FAULTS)));
    }

    private List<String> plan() {
        List<String> plan = new ArrayList<>(data.arguments());
        plan.addAll(List.of("--preset", preset));
        return plan;
    }

    /**
     * Strikes until all wanted runs are done or the time is over: with a number of runs fault by fault, else by turns.
     *
     * @return whether all wanted runs were done
     */
    private boolean strike(Soak soak, Map<Fault, Integer> wanted, SoakResults results)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        int bound = minutes != null ? minutes : table ? TABLE_MINUTES : DEFAULT_MINUTES;
        out.printf("seed %d; %s%n", seed, wanted.keySet().stream().map(Fault::label).collect(Collectors.joining(", ")));
        out.flush();
        out.println(soak.measureUndisturbed());
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(bound);  // of strikes: they are what is asked for
        out.printf("%4s  %-11s %-48s %-6s %-34s %8s %8s  %s%n", "run", "fault", "struck", "driver", "last seen before", "over",
                "seconds", "ended");
        int number = 0;
        boolean byTurns = wanted.containsValue(Integer.MAX_VALUE);
        while (System.nanoTime() < end) {
            List<Fault> open = wanted.keySet().stream().filter(fault -> results.count(fault) < wanted.get(fault)).toList();
            if (open.isEmpty()) {
                return true;
            }
            RunResult result = soak.run(++number, open.get(byTurns ? (number - 1) % open.size() : 0));
            results.add(result);
            print(out, result);
        }
        return byTurns;
    }

    private static void print(PrintWriter out, RunResult run) {
        out.printf(Locale.ROOT, "%4d  %-11s %-48s %-6s %-34s %8s %8.1f  %s%s%n", run.number(), run.fault().label(),
                run.struck(), run.driver(), run.when(), Double.isNaN(run.secondsOver()) ? "-" : String.format(Locale.ROOT,
                "%.1f", run.secondsOver()), run.seconds(), run.ended(), run.detail().isEmpty() ? "" : ": " + run.detail());
        out.flush();
    }

    private void report(SoakResults results, boolean all) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        results.markdown().forEach(out::println);
        if (!all) {
            out.println("the time was over before all runs were done");
        }
        if (!results.someCount()) {
            out.println("no run was struck in time: nothing is shown");
        }
        out.flush();
        if (json != null) {
            JsonReport report = new JsonReport();
            report.put("seed", seed);
            report.put("complete", all);
            report.put("allTheSame", results.allTheSame());
            report.put("mostOver", mostOver);
            report.put("runs", results.values());
            report.write(json);
        }
    }
}
