package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.beliefgrid.bench.Benchmark;
import org.beliefgrid.bench.Row;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.Sources;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast this machine is at it, beside how fast it could be. */
@picocli.CommandLine.Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures the kernels, the grid, loading, scoring and whole runs against the bare matrix products on "
                + "this "
                + "machine. Everything takes about as long as two trainings with mnist-2015; leave the machine alone "
                + "meanwhile.")
public final class BenchCommand implements Command {
    @Spec
    private CommandSpec spec;

    @Option(names = "--only", paramLabel = "ROW", split = ",",
            description = "measure these rows only: load, load-csv, rbm-784x500, rbm-500x2000, finetune, rbm-epoch, "
                    + "grid-784x500, grid-500x2000, grid-finetune, metrics-cpu, score-batch, score-one, score-jet, round-trip, "
                    + "live-page, memory, run, run-memory")
    private List<String> only = List.of();

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "20",
            description = "turns of kernels and their products, and of grid epoch and kernels (default: ${DEFAULT-VALUE})")
    private int pairs;

    @Mixin
    private DataOptions data;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the result as JSON")
    private String json;

    @Override
    public Integer call() throws Exception {
        if (pairs < 1) {
            throw new InvalidConfigException("--pairs must be at least 1, was " + pairs);
        }
        Set<String> unknown = new TreeSet<>(only);
        unknown.removeAll(Benchmark.ROWS);
        if (!unknown.isEmpty()) {
            throw new InvalidConfigException("--only: no row is called %s; there are %s".formatted(String.join(", ", unknown),
                    String.join(", ", Benchmark.ROWS)));
        }
        data.useByDefault("mnist");
        if (!data.namedDataset().equals("mnist")) {
            data.sources();  // refuses what is no dataset; MNIST is looked for when it is needed
        }
        OutputFile.requireWritable("--json", json);
        WorkFolder folder = WorkFolder.create("beliefgrid-bench-");
        try (CtrlC interrupt = new CtrlC()) {
            interrupt.onSignal(Thread.currentThread()::interrupt);
            try {
                measure(new Benchmark(new Named(), folder.path(), pairs));
            } finally {
                Thread.interrupted();  // files are removed all the same
                folder.remove();
            }
            return ExitCode.DONE;
        } catch (InterruptedException | CancellationException e) {
            return ExitCode.INTERRUPTED;
        }
    }

    /** The dataset of the options; that it could not be had says what to do without it. */
    private final class Named implements Benchmark.Dataset {
        @Override
        public String name() {
            return data.namedDataset();
        }

        @Override
        public SourceSpec locate() throws IOException {
            return sources().training();
        }

        @Override
        public SourceSpec locateTest() throws IOException {
            return sources().test().orElseThrow();  // whatever has a name has test images
        }

        private Sources sources() throws IOException {
            try {
                return data.sources();
            } catch (BadInputException e) {
                throw new BadInputException(e.getMessage() + "; bench measures on MNIST, and on drawn digits with --dataset "
                        + "digits");
            }
        }
    }

    private void measure(Benchmark benchmark) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        List<Row> rows = new ArrayList<>();
        out.println("revision " + benchmark.revision());
        out.println(benchmark.machine());
        out.printf("%-14s %-62s %9s %9s%n", "row", "what", "measured", "target");
        benchmark.measure(only.isEmpty() ? Benchmark.ROWS : only, row -> {
            rows.add(row);
            print(out, row);
        });
        if (json != null) {
            write(benchmark, rows);
        }
    }

    private static void print(PrintWriter out, Row row) {
        Row.Bound bound = row.bound();
        out.printf(Locale.ROOT, "%-14s %-62s %9.3g %s%8.4g %s%s%n", row.name(), row.what(), row.value(),
                bound.atLeast() ? "\u2265" : "\u2264", bound.target(), bound.unit(), row.reached() ? "" : "  not reached");
        row.details().forEach((key, value) -> out.printf(Locale.ROOT, "%-14s   %s %s%n", "", key,
                value instanceof Double number ? String.format(Locale.ROOT, "%.4g", number) : value));
        out.flush();
    }

    private void write(Benchmark benchmark, List<Row> rows) throws IOException {
        JsonReport report = new JsonReport();
        report.put("revision", benchmark.revision());
        report.put("machine", benchmark.machine());
        List<Map<String, Object>> written = new ArrayList<>();
        for (Row row : rows) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("name", row.name());
            values.put("what", row.what());
            values.put("value", row.value());
            values.put("target", row.bound().target());
            values.put("atLeast", row.bound().atLeast());
            values.put("unit", row.bound().unit());
            values.put("reached", row.reached());
            values.putAll(row.details());
            written.add(values);
        }
        report.put("rows", written);
        report.write(json);
    }
}
