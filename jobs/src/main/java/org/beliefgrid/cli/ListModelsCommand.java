package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One line a model, or one line a version. */
@picocli.CommandLine.Command(name = "list", mixinStandardHelpOptions = true,
        description = "Lists the models of the store with their newest version, or all versions of one model.")
final class ListModelsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "the model whose versions are listed")
    private String name;

    @Mixin
    private StoreOptions store;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the list as JSON")
    private String json;

    @Override
    public Integer call() throws IOException {
        ModelStore models = store.open();
        JsonReport report = new JsonReport();
        PrintWriter out = spec.commandLine().getOut();
        if (name == null) {
            Table table = new Table("model", "versions", "promoted", "newest", "trained", "size", "network", "test error");
            List<Map<String, Object>> values = new ArrayList<>();
            for (String model : models.names()) {
                addModel(models.versions(model), table, values);
            }
            table.print(out);
            for (Location old : models.withoutVersion()) {
                out.println(old + ": from before there were versions; move it into a folder of its own, as 1.dbn");
            }
            report.put("models", values);
        } else {
            listVersions(models.versions(models.find(name + "@latest").name()), out, report);
        }
        out.flush();
        if (json != null) {
            report.write(json);
        }
        return ExitCode.DONE;
    }

    private static void addModel(ModelVersions versions, Table table, List<Map<String, Object>> values) throws IOException {
        List<ModelVersion> all = versions.all();
        if (all.isEmpty()) {
            return;  // the last one was deleted since the names were listed
        }
        ModelVersion newest = all.get(all.size() - 1);
        VersionSummary summary = VersionSummary.of(versions, newest);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", versions.name());
        model.put("versions", all.size());
        String promoted;
        try {
            Optional<ModelVersion> found = versions.promoted();
            promoted = found.map(version -> String.valueOf(version.number())).orElse("-");
            found.ifPresent(version -> model.put("promoted", version.number()));
        } catch (BadInputException e) {
            promoted = e.getMessage();
            model.put("problem", promoted);
        }
        model.put("newest", summary.asJson());
        table.add(List.of(versions.name(), String.valueOf(all.size()), promoted, String.valueOf(newest.number())),
                summary.columns());
        values.add(model);
    }

    private static void listVersions(ModelVersions versions, PrintWriter out, JsonReport report) throws IOException {
        Optional<ModelVersion> promoted = versions.promoted();
        Table table = new Table("version", "promoted", "trained", "size", "network", "test error");
        List<Map<String, Object>> values = new ArrayList<>();
        for (ModelVersion version : versions.all()) {
            VersionSummary summary = VersionSummary.of(versions, version);
            table.add(List.of(version.toString(), promoted.equals(Optional.of(version)) ? "yes" : "-"), summary.columns());
            values.add(summary.asJson());
        }
        table.print(out);
        report.put("name", versions.name());
        promoted.ifPresent(version -> report.put("promoted", version.number()));
        report.put("versions", values);
    }
}
