package org.beliefgrid.cli;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.OptionalInt;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.EvaluateJob;
import org.beliefgrid.jobs.EvaluateJob.Kept;
import org.beliefgrid.jobs.Evaluator;
import org.beliefgrid.jobs.JobEnd;
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

/** Holds a stored model against test cases; needs no grid, and can be given one. */
@picocli.CommandLine.Command(name = "evaluate", mixinStandardHelpOptions = true,
        description = "Evaluates a stored model on the test cases of a dataset and keeps the result beside the model. Needs no "
                + "grid; with --cluster the members of a standing grid do it, as a Jet job, from data and store that all of "
                + "them reach.")
public final class EvaluateCommand implements Submittable {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "MODEL", required = true,
            description = "model of the store: NAME (its promoted version, or the newest if none is), NAME@N or NAME@latest")
    private String name;

    @Mixin
    private StoreOptions store;

    @Mixin
    private DataOptions data;

    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--blas-core", paramLabel = "NAME",
            description = "OpenBLAS kernel to evaluate with; any: what OpenBLAS chooses (default: what the model's plan says; "
                    + "in a grid that of its members)")
    private BlasCore blasCore;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the result as JSON")
    private String json;

    private boolean detached;

    @Override
    public void detach(Optional<HazelcastInstance> grid) {
        detached = true;
        grid.ifPresent(cluster::take);
    }

    @Override
    public Integer call() throws Exception {
        check();
        OutputFile.requireWritable("--json", json);
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
        PrintWriter out = spec.commandLine().getOut();
        sources.notes().forEach(out::println);
        VersionReport versions = new VersionReport(models.versions(version.name()), version, out);
        if (!cluster.standing()) {
            BlasKernel.pinned(blasCore == null ? model.plan().blasCore() : blasCore);
            CaseSource cases = test.open();
            Evaluation evaluation = Evaluator.evaluate(model, cases, sources.name());
            tell(out, evaluation, model);
            versions.keep(StoredTraining.stored(evaluation, model, sources.name(), cases));
            report(evaluation, model, versions);
            return ExitCode.DONE;
        }
        EvaluateJob job = EvaluateJob.of(store.location(), version, test, sources.name());
        Optional<Kept> kept = inGrid(job, out);
        if (kept.isPresent()) {
            tell(out, kept.get().evaluation(), model);
            versions.tell(new StoredTraining.Kept(OptionalInt.of(kept.get().number()), Optional.empty()));
            report(kept.get().evaluation(), model, versions);
        }
        return ExitCode.DONE;
    }

    private void check() {
        cluster.check();
        if (detached) {
            cluster.requireStanding("submit");
        }
        if (cluster.standing() && blasCore != null) {
            throw new InvalidConfigException("--blas-core and --cluster exclude each other: members have their kernel");
        }
        if (detached && json != null) {
            throw new InvalidConfigException("--json does not go with submit: it ends before there is a result");
        }
    }

    /** @return empty if nobody waits for it */
    private Optional<Kept> inGrid(EvaluateJob evaluation, PrintWriter out) throws IOException {
        try (CtrlC signals = new CtrlC(); TrainingGrid grid = cluster.connect()) {
            if (detached) {
                tell(out, evaluation.submit(grid.access()));
                return Optional.empty();
            }
            return Optional.of(evaluation.run(grid.access(), job -> {
                signals.onSignal(() -> JobEnd.cancel(job));
                tell(out, job);
            }));
        }
    }

    private static void tell(PrintWriter out, Job job) {
        out.println("job " + job.getName());
        out.flush();
    }

    private static void tell(PrintWriter out, Evaluation evaluation, Model model) {
        Summary.print(out, evaluation, model);
        Summary.printHash(out, model.net().sha256());
    }

    private void report(Evaluation evaluation, Model model, VersionReport versions) throws IOException {
        spec.commandLine().getOut().flush();
        if (json != null) {
            JsonReport report = new JsonReport();
            report.evaluation(evaluation, model);
            report.put("cases", evaluation.cases());
            report.put("modelSha256", model.net().sha256());
            report.put("modelPath", versions.saved().file().toString());
            versions.describe(report);
            report.write(json);
        }
    }
}
