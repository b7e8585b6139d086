package org.beliefgrid.cli;

import java.io.PrintWriter;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.jobs.Evaluator;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.StoredTraining;
import org.beliefgrid.math.BlasCore;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Holds a stored model against test cases; needs no grid. */
@picocli.CommandLine.Command(name = "evaluate", mixinStandardHelpOptions = true,
        description = "Evaluates a stored model on the test cases of a dataset and keeps the result beside the model. Needs no "
                + "grid.")
public final class EvaluateCommand implements Command {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "MODEL", required = true,
            description = "model of the store: NAME (its promoted version, or the newest if none is), NAME@N or NAME@latest")
    private String name;

    @Mixin
    private StoreOptions store;

    @Mixin
    private DataOptions data;

    @Option(names = "--blas-core", paramLabel = "NAME",
            description = "OpenBLAS kernel to evaluate with; any: what OpenBLAS chooses (default: what the model's plan says)")
    private BlasCore blasCore;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the result as JSON")
    private String json;

    @Override
    public Integer call() throws Exception {
        ModelStore models = store.open();
        ModelVersion version = models.find(name);
        Model model = ModelVersions.load(version);
        if (model.net().classes() == 0) {
            throw new BadInputException("%s: the model was only pre-trained, it has no classes".formatted(
                    version.file()));
        }
        Sources sources = model.table().isPresent() ? data.rowsToEvaluate(model.table().get())
                : data.sources(model.net().classes());
        SourceSpec test = sources.test().orElseThrow(
                () -> new BadInputException(sources.name() + ": no test images with labels to evaluate on"));
        BlasKernel.pinned(blasCore == null ? model.plan().blasCore() : blasCore);
        CaseSource cases = test.open();
        Evaluation evaluation = Evaluator.evaluate(model, cases, sources.name());
        PrintWriter out = spec.commandLine().getOut();
        sources.notes().forEach(out::println);
        Summary.print(out, evaluation, model);
        Summary.printHash(out, model.net().sha256());
        VersionReport versions = new VersionReport(models.versions(version.name()), version, out);
        versions.keep(StoredTraining.stored(evaluation, model, sources.name(), cases));
        out.flush();
        if (json != null) {
            JsonReport report = new JsonReport();
            report.evaluation(evaluation, model);
            report.put("cases", evaluation.cases());
            report.put("modelSha256", model.net().sha256());
            report.put("modelPath", version.file().toString());
            versions.describe(report);
            report.write(json);
        }
        return ExitCode.DONE;
    }
}
