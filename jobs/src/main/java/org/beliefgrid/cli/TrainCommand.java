package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.jobs.Evaluator;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job: load, pre-train layer by layer, fine-tune, evaluate, save. */
@picocli.CommandLine.Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Trains a deep belief network over a grid, evaluates it and stores it. Without --cluster the grid is started "
                + "inside this process, on loopback, and stopped at the end.")
public final class TrainCommand implements Command {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOptions data;

    @Mixin
    private PlanOptions planOptions;

    @Mixin
    private GridOptions gridOptions;

    @Mixin
    private StoreOptions storeOptions;

    @Option(names = "--from", paramLabel = "MODEL",
            description = "start from a model of the store, or from a model file (with a slash in its name), instead of random "
                    + "weights; layers and units must be those of the model, and are if neither --hidden nor --preset is given")
    private String from;

    @Option(names = "--model", paramLabel = "NAME", description = "name of the model in the store (default: DATASET-PRESET)")
    private String modelName;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the result as JSON")
    private String json;

    private volatile CtrlC interrupt;

    /** Stops the training as Ctrl-C does, from another thread; nothing happens before the grid is looked for. */
    public void cancel() {
        CtrlC running = interrupt;
        if (running != null) {
            running.stop();
        }
    }

    @Override
    public Integer call() throws Exception {
        long start = System.nanoTime();
        gridOptions.check();
        Optional<StartingModel> startingModel = StartingModel.load(Optional.ofNullable(from), storeOptions);
        TrainingPlan plan = planOptions.plan(startingModel);
        DataOptions.Sources sources = data.sources();
        CaseSource training = sources.training().open();
        TrainSession.Request request = new TrainSession.Request(sources, plan, startingModel, gridOptions.mixedKernels());
        request.requireFits(training);
        CaseSelection selection = CaseSelection.of(plan, training, sources.classes());
        Optional<CaseSource> test = openTest(sources, training);
        String name = modelName == null ? sources.defaultModelName(planOptions.preset()) : modelName;
        ModelStore store = storeOptions.openForWriting(name);
        PrintWriter out = spec.commandLine().getOut();
        describe(out, sources, training, selection, plan);
        startingModel.ifPresent(model -> out.println(model.description(plan, sources.classes())));
        try (CtrlC signals = new CtrlC();
                TrainingGrid grid = TrainingGrid.open(gridOptions, storeOptions.location(), plan)) {
            interrupt = signals;
            TrainSession session = new TrainSession(grid.access(), request, out);
            signals.onSignal(session::cancel);
            Model model;
            try {
                model = session.train(gridOptions.standing() && sources.training().isLocal());
            } catch (CancellationException e) {
                return keepLastRound(session, store, name, out);
            }
            Location saved = store.save(name, model);
            JsonReport report = new JsonReport();
            if (test.isPresent() && model.net().classes() > 0) {
                BlasKernel.prefer(plan.blasCore());  // a client has not loaded OpenBLAS so far, and may have another processor
                Evaluation evaluation = Evaluator.evaluate(model, test.get(), sources.name());
                Summary.print(out, evaluation);
                report.evaluation(evaluation);
            }
            Summary.printHash(out, model.net().sha256());
            out.println("model " + saved);
            out.flush();
            if (json != null) {
                session.describe(report, model, saved, (System.nanoTime() - start) / 1e9);
                report.write(json);
            }
            return ExitCode.DONE;
        }
    }

    /** What the training would be: looked at as {@link #call} does, but nothing is begun. */
    TrainingPreview preview() throws IOException {
        gridOptions.check();
        Optional<StartingModel> startingModel = StartingModel.load(Optional.ofNullable(from), storeOptions);
        TrainingPlan plan = planOptions.plan(startingModel);
        DataOptions.Sources sources = data.sources();
        CaseSource training = sources.training().open();
        new TrainSession.Request(sources, plan, startingModel, gridOptions.mixedKernels()).requireFits(training);
        String name = modelName == null ? sources.defaultModelName(planOptions.preset()) : modelName;
        storeOptions.openForWriting(name);
        return new TrainingPreview(plan, sources.name(), training.cases(), training.visible(), sources.classes(),
                sources.training().isLocal(), name, storeOptions.location());
    }

    /** The test cases, read once now: what is wrong with them is better known before the training than after it. */
    private static Optional<CaseSource> openTest(DataOptions.Sources sources, CaseSource training) throws IOException {
        Optional<SourceSpec> spec = sources.test();
        if (spec.isEmpty()) {
            return Optional.empty();
        }
        CaseSource test = spec.get().open();
        if (test.height() != training.height() || test.width() != training.width()) {
            throw new BadInputException("%s: test images of %dx%d, expected %dx%d as the training images are".formatted(
                    sources.name(), test.height(), test.width(), training.height(), training.width()));
        }
        test.scan(row -> false, (row, pixels, label) -> { });
        return Optional.of(test);
    }

    private static void describe(PrintWriter out, DataOptions.Sources sources, CaseSource training, CaseSelection selection,
            TrainingPlan plan) {
        String heldOut = selection.heldOut() == 0 ? "" : ", %,d of them held out,".formatted(selection.heldOut());
        String labels = plan.labels() == TrainingPlan.ALL_LABELS ? "" : "; labels of %,d".formatted(plan.labels());
        out.printf("%s: %,d cases of %dx%d%s in %d shards%s; hidden layers %s; seed %d%n", sources.name(), training.cases(),
                training.height(), training.width(), heldOut, plan.shards(), labels, plan.hidden(), plan.seed());
        if (!training.labelled()) {
            out.println("no label file: pre-training only");
        } else if (sources.test().isEmpty()) {
            out.println("no labelled test images: the model will not be evaluated");
        }
        out.flush();
    }

    private static int keepLastRound(TrainSession session, ModelStore store, String name, PrintWriter out) throws IOException {
        Optional<Model> last = session.lastRound();
        if (last.isPresent()) {
            Location saved = store.save(name + "-interrupted", last.get());
            out.printf("stopped; the %d rounds that were done are kept in %s%n", last.get().provenance().rounds(), saved);
        } else {
            out.println("stopped before the first round was done");
        }
        out.flush();
        return ExitCode.INTERRUPTED;
    }
}
