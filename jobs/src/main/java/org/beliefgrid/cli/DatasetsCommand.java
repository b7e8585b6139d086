package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.grid.NamedDatasets;
import org.beliefgrid.grid.NamedDatasets.Loaded;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Datasets that are in a standing grid. */
@picocli.CommandLine.Command(name = "datasets", mixinStandardHelpOptions = true, subcommands = DatasetsCommand.Delete.class,
        description = "Lists the datasets that are in a standing grid: those of load, and those of runs.")
public final class DatasetsCommand implements Command {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Override
    public Integer call() throws IOException {
        cluster.requireStanding("datasets");
        try (TrainingGrid grid = cluster.connect()) {
            Table table = new Table("dataset", "cases", "values", "shards", "seed", "held out", "runs", "source");
            for (Loaded loaded : new NamedDatasets(grid.access()).all()) {
                Dataset dataset = loaded.dataset();
                String runs = loaded.runs().isEmpty() ? "-" : String.join(",", loaded.runs());
                table.add(List.of(dataset.name(), number(dataset.totalCases()), number(dataset.units()),
                        number(dataset.shards())), List.of(String.valueOf(loaded.seed()), number(dataset.totalHeldOut()), runs,
                                String.join(" ", loaded.source())));
            }
            PrintWriter out = spec.commandLine().getOut();
            table.print(out);
            out.flush();
            return ExitCode.DONE;
        }
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Removes datasets. */
    @picocli.CommandLine.Command(name = "delete", mixinStandardHelpOptions = true,
            description = "Removes datasets from a standing grid. Refuses those that a run learns from.")
    static final class Delete implements Command {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ClusterOptions cluster;

        @Parameters(paramLabel = "NAME", arity = "1..*", description = "names of the datasets")
        private List<String> names;

        @Override
        public Integer call() throws IOException {
            cluster.requireStanding("datasets delete");
            try (TrainingGrid grid = cluster.connect()) {
                NamedDatasets datasets = new NamedDatasets(grid.access());
                for (String name : names) {
                    datasets.delete(name);
                    spec.commandLine().getOut().println("deleted " + name);
                }
                spec.commandLine().getOut().flush();
                return ExitCode.DONE;
            }
        }
    }
}
