package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.TableSources;
import org.beliefgrid.jobs.backtest.Distribution;
import org.beliefgrid.jobs.backtest.Distribution.Part;
import org.beliefgrid.jobs.backtest.DistributionSurvey;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.metrics.Drift;
import org.beliefgrid.model.Model;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares what a model scores with what it learned from. */
@picocli.CommandLine.Command(name = "monitor", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Compares the distributions of rows and of their scores with those of the rows that a model learned "
                + "from, by "
                + "population stability index, and says when to train again. Needs no grid. Exit code 0 if all is stable or "
                + "to be "
                + "watched, 6 if an index is above 0.25.")
public final class MonitorCommand implements Command {
    /** Below so many rows tenths are mostly noise. */
    private static final long FEW_ROWS = 1_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "MODEL", required = true,
            description = "model of the store: NAME (its promoted version, or the newest if none is), NAME@N or NAME@latest")
    private String name;

    @Option(names = "--data", paramLabel = "URI", required = true,
            description = "rows that the model scores now, with or without label: a file, a folder or a pattern, of the "
                    + "format that it "
                    + "was trained on; for a model of images a folder of IDX files")
    private String data;

    @Option(names = "--reference", paramLabel = "URI",
            description = "rows to compare with, instead of those that the model learned from, whose distribution is kept "
                    + "beside it")
    private String reference;

    @Mixin
    private StoreOptions store;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the result as JSON")
    private String json;

    /**
     * A comparison.
     *
     * @param kind column or score
     * @param part of the rows that are compared with
     * @param index population stability index
     * @param byChance what it would be about if nothing had changed
     */
    private record Compared(String kind, Part part, double index, double byChance) {
        Drift drift() {
            return Drift.of(index);
        }
    }

    @Override
    public Integer call() throws IOException {
        OutputFile.requireWritable("--json", json);
        ModelStore models = store.open();
        ModelVersion version = models.find(name);
        Model model = ModelVersions.load(version);
        BlasKernel.prefer(model.plan().blasCore());
        Distribution before = before(models.versions(version.name()), version, model);
        Distribution now = DistributionSurvey.of(model, source(model, data).open(), data, before);
        List<Compared> compared = new ArrayList<>(compared("score", before.scores(), now.scores()));
        compared.addAll(compared("column", before.columns(), now.columns()));
        Drift worst = compared.stream().map(Compared::drift).max(Drift::compareTo).orElseThrow(
                () -> new InvalidConfigException(version + " has neither columns nor classes to compare"));
        tell(version, before, now, compared, worst);
        if (json != null) {
            write(version, before, now, compared, worst);
        }
        return worst == Drift.RETRAIN ? ExitCode.RETRAIN : ExitCode.DONE;
    }

    private Distribution before(ModelVersions versions, ModelVersion version, Model model) throws IOException {
        if (reference != null) {
            return DistributionSurvey.of(model, source(model, reference).open(), reference);
        }
        Location kept = versions.distribution(version.number());
        if (!kept.exists()) {
            throw new InvalidConfigException(("%s has no distribution beside it: it was trained on images, or before there "
                    + "were such; "
                    + "--reference names rows to compare with").formatted(version));
        }
        return Distribution.read(kept);
    }

    private static SourceSpec source(Model model, String rows) throws IOException {
        return model.table().isPresent() ? TableSources.of(rows, Optional.empty(), model.table().get(), null).training()
                : Sources.folder(rows, Math.max(2, model.net().classes())).training();
    }

    private static List<Compared> compared(String kind, List<Part> before, List<Part> now) {
        List<Compared> found = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            found.add(new Compared(kind, before.get(i), before.get(i).shares().stability(now.get(i).shares()),
                    before.get(i).shares().byChance(now.get(i).shares())));
        }
        return found;
    }

    private void tell(ModelVersion version, Distribution before, Distribution now, List<Compared> compared, Drift worst) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%s: %,d rows of %s, compared with %,d of %s%n", version, now.rows(), now.data(), before.rows(),
                before.data());
        Table table = new Table("", "name", "index", "by chance", "");
        compared.forEach(one -> table.add(List.of(one.kind(), one.part().name()), List.of(
                String.format(Locale.ROOT, "%.4f", one.index()), String.format(Locale.ROOT, "%.4f", one.byChance()),
                one.drift().toString())));
        table.print(out);
        if (Math.min(before.rows(), now.rows()) < FEW_ROWS) {
            out.printf("below %,d rows an index is mostly chance%n", FEW_ROWS);
        }
        out.println(switch (worst) {
            case STABLE -> "stable: nothing has changed that matters";
            case WATCH -> "watch: something has changed";
            case RETRAIN -> "retrain: this is not what the model learned from";
        });
        out.flush();
    }

    private void write(ModelVersion version, Distribution before, Distribution now, List<Compared> compared, Drift worst)
            throws IOException {
        JsonReport report = new JsonReport();
        report.put("model", version.toString());
        report.put("data", now.data());
        report.put("rows", now.rows());
        report.put("reference", before.data());
        report.put("referenceRows", before.rows());
        report.put("verdict", worst.toString());
        for (String kind : List.of("score", "column")) {
            Map<String, Object> parts = new LinkedHashMap<>();
            compared.stream().filter(one -> one.kind().equals(kind)).forEach(one -> parts.put(one.part().name(),
                    Map.of("index", one.index(), "byChance", one.byChance(), "verdict", one.drift().toString())));
            report.put(kind + "s", parts);
        }
        report.write(json);
    }
}
