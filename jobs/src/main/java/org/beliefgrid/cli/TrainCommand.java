package org.beliefgrid.cli;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.monitoring.MemberMonitor;
import org.beliefgrid.jobs.Resumption;
import org.beliefgrid.jobs.SavedRun;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.StartingModel;
import org.beliefgrid.jobs.StoredTraining;
import org.beliefgrid.jobs.StoredTraining.Result;
import org.beliefgrid.jobs.TrainRequest;
import org.beliefgrid.jobs.TrainTask;
import org.beliefgrid.jobs.TrainTask.Presence;
import org.beliefgrid.live.LiveRun.About;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.RunStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job: load, pre-train layer by layer and fine-tune, or whatever another algorithm does, evaluate, save. */
@picocli.CommandLine.Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Trains a deep belief network, or by another algorithm, over a grid, evaluates it and stores it. Without "
                + "--cluster the grid is started inside this process, on loopback, and stopped at the end.")
public final class TrainCommand implements Submittable {
    private static final int DEFAULT_CHECKPOINT_EVERY = 5;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOptions data;

    @Mixin
    private PlanOptions planOptions;

    @Mixin
    private LibOptions libOptions;

    @Mixin
    private GridOptions gridOptions;

    @Mixin
    private StoreOptions storeOptions;

    @Option(names = "--from", paramLabel = "MODEL",
            description = "start from a model of the store (NAME, NAME@N or NAME@latest), or from a model file (with a slash "
                    + "in its name), instead of random weights; layers and units must be those of the model, and are if "
                    + "neither --hidden nor --preset is given")
    private String from;

    @Option(names = "--model", paramLabel = "NAME",
            description = "name of the model in the store, of which this is a new version "
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

    @Option(names = "--loaded", paramLabel = "NAME",
            description = "learn from the dataset of that name in the standing grid (load --name), which has the same data, "
                    + "seed, shards, labels and held-out cases, instead of loading them again")
    private String loaded;

    @Option(names = "--positive", paramLabel = "NAME",
            description = "class that the measures of the plan's promoteIf are about (default: of two classes the second, or "
                    + "the one called 1, yes or true)")
    private String positive;

    @Mixin
    private PageOptions pageOptions;

    private final long start = System.nanoTime();
    private final Optional<LaunchedGrid> launched;
    private CtrlC interrupt;
    private boolean cancelled;
    private boolean detached;

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

    @Override
    public void detach(Optional<HazelcastInstance> grid) {
        detached = true;
        grid.ifPresent(gridOptions::take);
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
        OutputFile.requireWritable("--json", json);
        launched.ifPresent(gridOptions::take);
        boolean again = launched.isPresent() && launched.get().again();
        String run = resume == null && again ? launched.get().run() : resume;
        RunStore runs = RunStore.at(storeOptions.location());
        try (CtrlC signals = interruptible()) {
            signals.endAtOnce();
            Optional<SavedRun> saved = again ? SavedRun.find(runs, storeOptions.open(), run) : Optional.empty();
            if (saved.isPresent() || again && Resumption.isSaved(runs, run)) {
                return endSaved(runs, run, saved, signals);
            }
            return resume != null || again && Resumption.isPossible(runs, run) ? resume(run, signals) : begin(signals);
        } catch (CancellationException e) {
            spec.commandLine().getOut().println("stopped before the training began");
            spec.commandLine().getOut().flush();
            return ExitCode.INTERRUPTED;
        }
    }

    /** Does what whoever saved the model of a run has not come to. */
    private int endSaved(RunStore runs, String run, Optional<SavedRun> saved, CtrlC signals) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("run %s was at its end before: its model is saved%s%n", run, saved.map(there -> " as " + there.version())
                .orElse(""));
        try {
            if (saved.isPresent()) {
                try (TableReading reading = TableReading.of(gridOptions, signals)) {
                    new SavedRunEnd(storeOptions.open(), saved.get(), results(), out)
                            .run(reading.members(), Optional.ofNullable(positive));
                }
            }
        } finally {
            runs.release(run);  // which may have been left to do, too
            out.flush();
        }
        return ExitCode.DONE;
    }

    private TrainResults results() {
        return new TrainResults(spec.commandLine().getOut(), start, Optional.ofNullable(json));
    }

    private void checkOptions() throws IOException {
        libOptions.check();
        gridOptions.check();
        pageOptions.check(detached || launched.isPresent());
        gridOptions.requireStanding(detached);
        if (detached && checkpointEvery != null && checkpointEvery == 0) {
            throw new InvalidConfigException("--checkpoint-every must be 1 or more to submit, or nobody could go on with the "
                    + "run");
        }
        if (checkpointEvery != null && checkpointEvery < 0) {
            throw new InvalidConfigException("--checkpoint-every must be 0 or more, was " + checkpointEvery);
        }
        if (loaded != null && !gridOptions.standing() && launched.isEmpty()) {
            throw new InvalidConfigException("--loaded goes with --cluster: a grid of its own has nothing loaded");
        }
        if (resume != null && loaded != null) {
            throw new InvalidConfigException("--resume and --loaded exclude each other: the run has its data");
        }
        if (resume != null) {
            requireNoOptionOf("planOptions", "it has its training plan");
            requireNoOptionOf("data", "it has its data");
            if (from != null) {
                throw new InvalidConfigException("--resume and --from exclude each other: the run has its start");
            }
        }
    }

    private int begin(CtrlC signals) throws Exception {
        Optional<StartingModel> startingModel = StartingModel.load(Optional.ofNullable(from), storeOptions.open());
        TrainingPlan plan = planOptions.plan(startingModel);
        Sources sources = sources(startingModel, Optional.of(plan), signals);
        CaseSource training = sources.training().open();
        TrainRequest request = new TrainRequest(sources, plan, startingModel, gridOptions.mixedKernels(),
                Optional.ofNullable(loaded));
        request.requireFits(training);
        CaseSelection selection = CaseSelection.of(plan, training, sources.classes());
        Optional<CaseSource> test = sources.openTest(training);
        String name = modelName == null ? defaultModelName(sources, plan) : modelName;
        ModelStore store = storeOptions.openForWriting(name);
        PrintWriter out = spec.commandLine().getOut();
        TrainView.describe(out, sources, training, selection, plan);
        planOptions.unsaid(plan, startingModel).ifPresent(out::println);
        planOptions.shortened(plan).ifPresent(out::println);
        startingModel.ifPresent(model -> out.println(model.description(plan, sources.classes())));
        int every = checkpointEvery == null ? DEFAULT_CHECKPOINT_EVERY : checkpointEvery;
        TrainTask task = launched.map(grid -> new TrainTask(grid.run(), name, every, Optional.empty(),
                        grid.again() ? Presence.PERHAPS : Presence.NEW))
                .orElseGet(() -> TrainTask.begin(name, every));
        return train(request, task, new Output(store, test, signals));
    }

    private String defaultModelName(Sources sources, TrainingPlan plan) {
        return sources.defaultModelName(plan.algorithm().isDefault() ? planOptions.preset() : plan.algorithm().name());
    }

    /** @param plan what is held out, if scales shall be found without it */
    private Sources sources(Optional<StartingModel> startingModel, Optional<TrainingPlan> plan, CtrlC signals)
            throws IOException {
        try (TableReading reading = TableReading.of(gridOptions, signals)) {
            Sources sources = data.sources(startingModel.flatMap(start -> start.model().table()), reading.members());
            return plan.isPresent() ? sources.fitted(plan.get(), reading.members()) : sources;
        }
    }

    private Sources sources(Resumption resumed, TrainingPlan plan, CtrlC signals) throws IOException {
        try (TableReading reading = TableReading.of(gridOptions, signals)) {
            return resumed.sources(storeOptions.open(), reading.members()).fitted(plan, reading.members());
        }
    }

    private int resume(String run, CtrlC signals) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Resumption resumed = Resumption.read(RunStore.at(storeOptions.location()), run, out::println);
        RunDescription described = resumed.description();
        TrainingPlan plan = resumed.plan();
        Sources sources = sources(resumed, plan, signals);
        CaseSource training = sources.training().open();
        TrainRequest request = new TrainRequest(sources, plan, resumed.startingModel(storeOptions.open()),
                gridOptions.mixedKernels() || described.kernel().isEmpty());
        request.requireFits(training);
        CaseSelection selection = CaseSelection.of(plan, training, sources.classes());
        Optional<CaseSource> test = sources.openTest(training);
        String name = modelName == null ? described.model() : modelName;
        ModelStore store = storeOptions.openForWriting(name);
        TrainView.describe(out, sources, training, selection, plan);
        out.println(resumed.where());
        return train(request, new TrainTask(run, name, checkpointEvery == null ? described.checkpointEvery() : checkpointEvery,
                Optional.of(resumed), Presence.PERHAPS), new Output(store, test, signals));
    }

    private void requireNoOptionOf(String mixin, String why) {
        CommandSpec options = spec.mixins().get(mixin);
        spec.commandLine().getParseResult().matchedOptions().stream().filter(option -> options.optionsMap()
                .containsKey(option.longestName())).findFirst().ifPresent(option -> {
                    throw new InvalidConfigException("--resume and %s exclude each other: the run goes on as it began, %s"
                            .formatted(option.longestName(), why));
                });
    }

    /** Where a training's results go, and what stops it. */
    private record Output(ModelStore store, Optional<CaseSource> test, CtrlC signals) {
    }

    private int train(TrainRequest request, TrainTask task, Output output) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Optional<TrainGate> gate = TrainGate.of(request.plan(), request.sources(), output.test(),
                Optional.ofNullable(positive), output.store().versions(task.model()), out);
        // A launcher's page is seen by others than who may read the store.
        About about = new About(task.run(), task.model(), request.sources().name(), request.plan(), storeOptions.location(),
                launched.isEmpty());
        CtrlC signals = output.signals();
        signals.onSignal(() -> { });  // what is begun from now on is stopped as soon as it can be
        try (TrainPage page = launched.isPresent() ? TrainPage.handTo(launched.get(), about, out)
                : TrainPage.open(pageOptions, about, out)) {
            int code;
            try {
                code = train(request, task, output, page, gate);
            } catch (IOException | RuntimeException e) {
                page.ended(false, e.getMessage());
                throw e;
            }
            page.stay(signals);
            return code;
        }
    }

    private int train(TrainRequest request, TrainTask task, Output output, TrainPage page, Optional<TrainGate> gate)
            throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (TrainingGrid grid = TrainingGrid.open(gridOptions, storeOptions.location(), request.plan())) {
            MemberMonitor.url(grid.access()).ifPresent(url -> out.println("metrics at " + url));
            TrainView view = new TrainView(out, () -> {
                out.println("run " + task.run());
                out.flush();
            });
            page.in(grid.access());
            StoredTraining training = new StoredTraining(grid.access(), request, task, output.store(), output.test(),
                    page.beside(view));
            output.signals().onSignal(training::cancel);
            TrainAdvice advice = new TrainAdvice(out, storeOptions, gridOptions, launched.isPresent());
            try {
                if (detached) {
                    training.submit();
                    out.printf("to get its model: ./beliefgrid train --resume %s --cluster %s%s%n", task.run(),
                            String.join(",", gridOptions.addresses()), storeOptions.asGiven());
                    return ExitCode.DONE;
                }
                Result result = training.run();
                results().tell(task.run(), result, output.store(), gate);
                page.done(result);
                return ExitCode.DONE;
            } catch (CancellationException e) {
                page.ended(true, "stopped");
                advice.tellLastRound(training);
                advice.toResume(training, task.run());
                return ExitCode.INTERRUPTED;
            } catch (IOException | RuntimeException e) {
                advice.toResume(training, task.run());
                throw e;
            }
        }
    }

    /** What the training would be: looked at as {@link #call} does, but nothing is begun. */
    TrainingPreview preview() throws IOException {
        checkOptions();
        if (resume != null) {
            Resumption resumed = Resumption.read(RunStore.at(storeOptions.location()), resume,
                    spec.commandLine().getOut()::println);
            String model = modelName == null ? resumed.description().model() : modelName;
            return preview(resumed.plan(), resumed.sources(storeOptions.open(), null), model);
        }
        Optional<StartingModel> startingModel = StartingModel.load(Optional.ofNullable(from), storeOptions.open());
        TrainingPlan plan = planOptions.plan(startingModel);
        Sources sources = sources(startingModel, Optional.empty(), CtrlC.withoutSignals());
        new TrainRequest(sources, plan, startingModel, gridOptions.mixedKernels())
                .requireFits(sources.training().open());
        return preview(plan, sources, modelName == null ? defaultModelName(sources, plan) : modelName);
    }

    private TrainingPreview preview(TrainingPlan plan, Sources sources, String name) throws IOException {
        CaseSource training = sources.training().open();
        sources.openTest(training);
        storeOptions.openForWriting(name);
        return new TrainingPreview(plan, sources.name(), training.cases(), training.visible(),
                training.encoding().bytes(), sources.classes(), sources.training().isLocal(), name, storeOptions.location());
    }
}
