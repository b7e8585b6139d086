package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.Evaluator;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.RunStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job: load, pre-train layer by layer, fine-tune, evaluate, save. */
@picocli.CommandLine.Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Trains a deep belief network over a grid, evaluates it and stores it. Without --cluster the grid is started "
                + "inside this process, on loopback, and stopped at the end.")
public final class TrainCommand implements Command {
    private static final int DEFAULT_CHECKPOINT_EVERY = 5;

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
            description = "start from a model of the store (NAME, NAME@N or NAME@latest), or from a model file (with a slash in "
                    + "its name), instead of random weights; layers and units must be those of the model, and are if neither "
                    + "--hidden nor --preset is given")
    private String from;

    @Option(names = "--model", paramLabel = "NAME", description = "name of the model in the store, of which this is a new version "
            + "(default: DATASET-PRESET)")
    private String modelName;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the result as JSON")
    private String json;

    @Option(names = "--checkpoint-every", paramLabel = "N",
            description = "epochs between two checkpoints in the store, from which --resume goes on; 0: none (default: "
                    + DEFAULT_CHECKPOINT_EVERY + ", with --resume what the run had)")
    private Integer checkpointEvery;

    @Option(names = "--resume", paramLabel = "RUN",
            description = "go on with a run from its last checkpoint, in any grid; --store is that of the members it ran on. "
                    + "It has its plan and its data already, so of the options above only those of the grid go with it")
    private String resume;

    private final long start = System.nanoTime();
    private final Optional<LaunchedGrid> launched;
    private CtrlC interrupt;
    private boolean cancelled;

    /** A command whose options say which grid. */
    public TrainCommand() {
        launched = Optional.empty();
    }

    /** A command in a grid that is there, for one run: without options that say which grid. */
    public TrainCommand(LaunchedGrid launched) {
        this.launched = Optional.of(launched);
    }

    /** Stops the training as Ctrl-C does, from another thread. */
    public synchronized void cancel() {
        cancelled = true;
        if (interrupt != null) {
            interrupt.stop();
        }
    }

    /** A launched run outlives its launcher's process: the next one goes on watching it. */
    synchronized CtrlC interruptible() {
        interrupt = launched.isPresent() ? CtrlC.withoutSignals() : new CtrlC();
        if (cancelled) {
            interrupt.stop();
        }
        return interrupt;
    }

    @Override
    public Integer call() throws Exception {
        checkOptions();
        launched.ifPresent(gridOptions::take);
        boolean again = launched.isPresent() && launched.get().again();
        String run = resume == null && again ? launched.get().run() : resume;
        RunStore runs = RunStore.at(storeOptions.location());
        if (again && Resumption.isSaved(runs, run)) {
            spec.commandLine().getOut().printf("run %s was at its end before: its model is saved%n", run);
            return ExitCode.DONE;
        }
        return resume != null || again && Resumption.isPossible(runs, run) ? resume(run) : begin();
    }

    private void checkOptions() {
        gridOptions.check();
        if (checkpointEvery != null && checkpointEvery < 0) {
            throw new InvalidConfigException("--checkpoint-every must be 0 or more, was " + checkpointEvery);
        }
        if (resume != null) {
            requireNoOptionOf("planOptions", "it has its training plan");
            requireNoOptionOf("data", "it has its data");
            if (from != null) {
                throw new InvalidConfigException("--resume and --from exclude each other: the run has its start");
            }
        }
    }

    private int begin() throws Exception {
        Optional<StartingModel> startingModel = StartingModel.load(Optional.ofNullable(from), storeOptions);
        TrainingPlan plan = planOptions.plan(startingModel);
        DataOptions.Sources sources = sources(startingModel).fitted(plan);
        CaseSource training = sources.training().open();
        TrainRequest request = new TrainRequest(sources, plan, startingModel, gridOptions.mixedKernels());
        request.requireFits(training);
        CaseSelection selection = CaseSelection.of(plan, training, sources.classes());
        Optional<CaseSource> test = openTest(sources, training);
        String name = modelName == null ? sources.defaultModelName(planOptions.preset()) : modelName;
        ModelStore store = storeOptions.openForWriting(name);
        PrintWriter out = spec.commandLine().getOut();
        describe(out, sources, training, selection, plan);
        planOptions.unsaid(plan, startingModel).ifPresent(out::println);
        startingModel.ifPresent(model -> out.println(model.description(plan, sources.classes())));
        int every = checkpointEvery == null ? DEFAULT_CHECKPOINT_EVERY : checkpointEvery;
        TrainTask task = launched.map(grid -> new TrainTask(grid.run(), name, every, Optional.empty(), grid.again()))
                .orElseGet(() -> TrainTask.begin(name, every));
        return train(request, task, store, test);
    }

    private DataOptions.Sources sources(Optional<StartingModel> startingModel) throws IOException {
        return data.sources(startingModel.flatMap(start -> start.model().table()));
    }

    private int resume(String run) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Resumption resumed = Resumption.read(RunStore.at(storeOptions.location()), run, out);
        RunDescription described = resumed.description();
        TrainingPlan plan = resumed.plan();
        DataOptions.Sources sources = resumed.sources(storeOptions).fitted(plan);
        CaseSource training = sources.training().open();
        TrainRequest request = new TrainRequest(sources, plan, resumed.startingModel(storeOptions),
                gridOptions.mixedKernels() || described.kernel().isEmpty());
        request.requireFits(training);
        CaseSelection selection = CaseSelection.of(plan, training, sources.classes());
        Optional<CaseSource> test = openTest(sources, training);
        String name = modelName == null ? described.model() : modelName;
        ModelStore store = storeOptions.openForWriting(name);
        describe(out, sources, training, selection, plan);
        out.println(resumed.where());
        return train(request, new TrainTask(run, name, checkpointEvery == null ? described.checkpointEvery() : checkpointEvery,
                Optional.of(resumed), true), store, test);
    }

    private void requireNoOptionOf(String mixin, String why) {
        CommandSpec options = spec.mixins().get(mixin);
        spec.commandLine().getParseResult().matchedOptions().stream().filter(option -> options.optionsMap()
                .containsKey(option.longestName())).findFirst().ifPresent(option -> {
                    throw new InvalidConfigException("--resume and %s exclude each other: the run goes on as it began, %s"
                            .formatted(option.longestName(), why));
                });
    }

    private int train(TrainRequest request, TrainTask task, ModelStore store, Optional<CaseSource> test) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (CtrlC signals = interruptible();
                TrainingGrid grid = TrainingGrid.open(gridOptions, storeOptions.location(), request.plan());
                TrainSession session = new TrainSession(grid.access(), request, task, out)) {
            signals.onSignal(session::cancel);
            session.whenBegun(() -> {
                out.println("run " + task.run());
                out.flush();
            });
            Model model;
            ModelVersion saved;
            try {
                model = session.train(gridOptions.standing() && request.sources().training().isLocal());
                saved = store.save(task.model(), model);
            } catch (CancellationException e) {
                int code = keepLastRound(session, store, task.model(), out);
                adviseToResume(session, task.run(), out);
                return code;
            } catch (IOException | RuntimeException e) {
                adviseToResume(session, task.run(), out);
                throw e;
            }
            session.saved();
            report(session, model, new VersionReport(store.versions(task.model()), saved, out), request.sources(), test);
            return ExitCode.DONE;
        }
    }

    /** Evaluates the model, which is stored already, and says what there is to say. */
    private void report(TrainSession session, Model model, VersionReport versions, DataOptions.Sources sources,
            Optional<CaseSource> test) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        JsonReport report = new JsonReport();
        if (test.isPresent() && model.net().classes() > 0) {
            BlasKernel.prefer(model.plan().blasCore());  // a client has not loaded OpenBLAS, and may have another processor
            Evaluation evaluation = Evaluator.evaluate(model, test.get(), sources.name());
            Summary.print(out, evaluation, model);
            report.evaluation(evaluation, model);
            versions.keep(VersionReport.stored(evaluation, model, sources.name(), test.get()));
        }
        Summary.printHash(out, model.net().sha256());
        out.println("model " + versions.saved() + ": " + versions.saved().file());
        versions.tellPromoted();
        out.flush();
        if (json != null) {
            session.describe(report, model, versions.saved().file(), (System.nanoTime() - start) / 1e9);
            versions.describe(report);
            report.write(json);
        }
    }

    /** What the training would be: looked at as {@link #call} does, but nothing is begun. */
    TrainingPreview preview() throws IOException {
        checkOptions();
        if (resume != null) {
            Resumption resumed = Resumption.read(RunStore.at(storeOptions.location()), resume, spec.commandLine().getOut());
            String model = modelName == null ? resumed.description().model() : modelName;
            return preview(resumed.plan(), resumed.sources(storeOptions), model);
        }
        Optional<StartingModel> startingModel = StartingModel.load(Optional.ofNullable(from), storeOptions);
        TrainingPlan plan = planOptions.plan(startingModel);
        DataOptions.Sources sources = sources(startingModel);
        new TrainRequest(sources, plan, startingModel, gridOptions.mixedKernels())
                .requireFits(sources.training().open());
        return preview(plan, sources, modelName == null ? sources.defaultModelName(planOptions.preset()) : modelName);
    }

    private TrainingPreview preview(TrainingPlan plan, DataOptions.Sources sources, String name) throws IOException {
        CaseSource training = sources.training().open();
        openTest(sources, training);
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
            throw new BadInputException("%s: test images of %s, expected %s as the training images are".formatted(
                    sources.name(), test.size(), training.size()));
        }
        test.scan(row -> false, (row, pixels, label) -> { });
        return Optional.of(test);
    }

    private static void describe(PrintWriter out, DataOptions.Sources sources, CaseSource training, CaseSelection selection,
            TrainingPlan plan) {
        String heldOut = selection.heldOut() == 0 ? "" : ", %,d of them held out,".formatted(selection.heldOut());
        String labels = plan.labels() == TrainingPlan.ALL_LABELS ? "" : "; labels of %,d".formatted(plan.labels());
        sources.notes().forEach(out::println);
        out.printf("%s: %,d cases of %s%s in %d shards%s; hidden layers %s; seed %d%n", sources.name(), training.cases(),
                training.size(), heldOut, plan.shards(), labels, plan.hidden(), plan.seed());
        if (!training.labelled()) {
            out.println(sources.training().table().isPresent() ? "no label: pre-training only"
                    : "no label file: pre-training only");
        } else if (sources.test().isEmpty()) {
            out.println(sources.training().table().isPresent() ? "no --test: the model will not be evaluated"
                    : "no labelled test images: the model will not be evaluated");
        }
        out.flush();
    }

    /** How to go on with a run that did not come to its end. */
    private void adviseToResume(TrainSession session, String run, PrintWriter out) {
        if (!session.resumable()) {
            return;
        }
        boolean here;
        try {
            here = RunStore.at(storeOptions.location()).find(run).isPresent();
        } catch (IOException e) {
            here = false;
        }
        if (here) {
            String command = launched.isPresent() ? "yarn submit -- train" : "train";
            out.println("to go on: ./beliefgrid " + command + " --resume " + run + storeOptions.asGiven());
        } else if (gridOptions.standing()) {
            out.println("to go on: ./beliefgrid train --resume " + run + " --store URI, with the store of the members");
        }
        out.flush();
    }

    private static int keepLastRound(TrainSession session, ModelStore store, String name, PrintWriter out) throws IOException {
        Optional<Model> last = session.lastRound();
        if (last.isPresent()) {
            ModelVersion saved = store.save(name + "-interrupted", last.get());
            out.printf("stopped; the %d rounds that were done are kept as %s: %s%n", last.get().provenance().rounds(), saved,
                    saved.file());
        } else {
            out.println("stopped before the first round was done");
        }
        out.flush();
        return ExitCode.INTERRUPTED;
    }
}
