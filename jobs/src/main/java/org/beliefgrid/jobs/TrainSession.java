package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.grid.RunCleaner;
import org.beliefgrid.grid.RunRecord;
import org.beliefgrid.grid.SettledPartitions;
import org.beliefgrid.grid.ShardHomes;
import org.beliefgrid.grid.StateStore;
import org.beliefgrid.learning.AlgorithmProvider;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.State;
import org.beliefgrid.model.Learned;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.report.Samples;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training, from the source to the model, in a grid that is there; a new one, or one that is gone on with. Closing it
 * leaves nothing in the grid; what the members' store has of the run stays unless the model was saved.
 */
public final class TrainSession implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(TrainSession.class);

    private final HazelcastInstance grid;
    private final Sources sources;
    private final TrainingPlan plan;
    private final AlgorithmProvider algorithm;
    private final Optional<StartingModel> from;
    private final boolean mixedKernels;
    private final Watcher watcher;
    private final CaseLoading loading;
    private final TrainTask task;
    private final String name;
    private boolean cancelled;
    private boolean over;
    private boolean inGrid;
    private boolean announced;
    private boolean lost;
    private boolean watching;
    private boolean submitting;
    private TrainingRun run;
    /** Null before this has the result. */
    private RunLock result;
    private Dataset dataset;
    private String kernel = RunRecord.ANY_KERNEL;
    private int members;
    /** Null before the end. */
    private TrainFigures figures;
    private Samples samples = Samples.NONE;
    private Optional<Learned> lastRound = Optional.empty();

    /**
     * @param grid a member or a client
     * @param watcher told of all that happens
     */
    public TrainSession(HazelcastInstance grid, TrainRequest request, TrainTask task, Watcher watcher) {
        this.grid = grid;
        sources = request.sources();
        plan = request.plan();
        algorithm = AlgorithmProvider.of(plan);
        from = request.from();
        mixedKernels = request.mixedKernels();
        this.task = task;
        name = task.run();
        this.watcher = watcher;
        loading = new CaseLoading(grid, request, name, watcher);
    }

    /**
     * Loads and trains.
     *
     * @param readByCaller whether the members cannot read the source
     * @throws InvalidConfigException if members have different OpenBLAS kernels, or another than the plan pins
     * @throws CancellationException after {@link #cancel}; {@link #lastRound} then has what was done
     */
    public Learned train(boolean readByCaller) throws IOException {
        members = grid.getCluster().getMembers().size();
        requireNotCancelled();
        if (!task.begun()) {
            return begin(readByCaller);
        }
        try (RunLock lock = RunLock.toResume(grid, name)) {
            boolean there = TrainingRun.isIn(grid, name);
            if (!there && task.presence() == TrainTask.Presence.THERE) {
                throw new InvalidConfigException("run %s is not in this grid".formatted(name));
            }
            inGrid = true;  // nobody else is at it
            if (there) {
                return watch(lock);
            }
            RunCleaner cleaner = new RunCleaner(new GridMaps(grid));
            if (task.resumed().isPresent()) {
                cleaner.leaveRun(name);
            } else {
                cleaner.forgetRun(name);
            }
            loading.endLeft();
            cleaner.forgetDataset(name);
            return task.resumed().isPresent() ? resume(readByCaller, lock) : begin(readByCaller);
        }
    }

    /**
     * Loads, begins to train, and leaves the run to the grid and to whoever attaches to it.
     *
     * @param readByCaller whether the members cannot read the source
     * @throws InvalidConfigException as {@link #train} does
     * @throws CancellationException after {@link #cancel}
     */
    public void submit(boolean readByCaller) throws IOException {
        submitting = true;
        train(readByCaller);
    }

    private Learned begin(boolean readByCaller) throws IOException {
        kernel = mixedKernels ? RunRecord.ANY_KERNEL : MemberKernels.in(grid).onlyOne(plan.blasCore());
        inGrid = true;
        RunDescription description = new RunDescription(name, task.model(), sources.name(),
                TableWords.training(sources.training(), from), TableWords.test(sources), sources.classes(), "",
                PlanText.write(plan), kernel, fromIdentity(), Moment.now(), task.checkpointEvery());
        try {
            return begin(description, readByCaller);
        } catch (CancellationException | InvalidConfigException e) {
            throw e;  // it would be refused again
        } catch (RuntimeException e) {
            lost = announced && run == null;
            throw e;
        }
    }

    private Learned begin(RunDescription description, boolean readByCaller) throws IOException {
        loadAnnounced(description, readByCaller);
        from.flatMap(model -> model.learnedHeldOutCases(plan, dataset.fingerprint()))
                .ifPresent(warning -> watcher.says("errors on held-out cases will be too low: " + warning));
        if (dataset.totalLabelled() == 0 && sources.training().open().labelled() && plan.algorithm().isDefault()) {
            watcher.says("no case has a label: pre-training only");
        }
        List<IterativeAlgorithm> algorithms = cases().algorithms(grid, algorithm, plan);
        RunRecord first = RunRecord.first(name, dataset.name(), description.plan(), kernel, plan.updateBits(),
                algorithms.size());
        return learn(algorithms, first, reports -> TrainingRun.start(grid, first, algorithms, initial(),
                description.read(dataset.fingerprint()), reports));
    }

    /** Loads a run that can be gone on with even if the grid is lost meanwhile. */
    private void loadAnnounced(RunDescription description, boolean readByCaller) throws IOException {
        if (!description.hasCheckpoints()) {
            watcher.begun();
            dataset = loading.load(readByCaller);
            return;
        }
        announced = true;
        Announcement announcement = Announcement.of(grid, description);
        try {
            watcher.begun();
            dataset = loading.load(readByCaller);
        } finally {
            announcement.close();
        }
    }

    private Learned resume(boolean readByCaller, RunLock lock) throws IOException {
        watcher.begun();
        Resumption resumed = task.resumed().orElseThrow();
        kernel = resumed.kernel(mixedKernels ? RunRecord.ANY_KERNEL : MemberKernels.in(grid).onlyOne(plan.blasCore()));
        dataset = loading.load(readByCaller);
        resumed.requireSameData(sources.name(), dataset.fingerprint());
        List<IterativeAlgorithm> algorithms = cases().algorithms(grid, algorithm, plan);
        RunRecord record = resumed.record(dataset.name(), kernel, plan, algorithms.size());
        RunDescription description = resumed.description().resumed(dataset.fingerprint(), task.model(), kernel,
                task.checkpointEvery());
        return learn(algorithms, record, reports -> {
            TrainingRun begun = resumed.checkpoint().isPresent()
                    ? TrainingRun.resume(grid, record, algorithms, resumed.checkpoint().get(), description, reports)
                    : TrainingRun.start(grid, record, algorithms, initial(), description, reports);
            lock.close();
            return begun;
        });
    }

    private Learned watch(RunLock lock) throws IOException {
        watcher.begun();
        watching = true;
        watcher.says("run %s is in this grid: watching it".formatted(name));
        GridMaps maps = new GridMaps(grid);
        RunRecord record = maps.runs().get(name);
        kernel = record.kernel();
        dataset = maps.datasets().get(record.dataset());
        cases().requireSameRows(name);
        return learn(TrainingRun.algorithms(grid, name), RunRecord.first(name, record.dataset(), record.plan(), kernel,
                record.updateBits(), record.algorithms()), reports -> {
                    TrainingRun attached = TrainingRun.attach(grid, name, reports);
                    lock.close();
                    return attached;
                });
    }

    /** The model is in its place: nobody will go on with the run. */
    public void saved() {
        over = true;
    }

    /** Whether somebody could go on with the run: it has begun, or was lost before it could, and writes checkpoints. */
    public boolean resumable() {
        boolean resumed = task.resumed().isPresent() && task.presence() != TrainTask.Presence.THERE;
        return !over && (lost || resumed || (run != null || task.begun()) && task.checkpointEvery() > 0);
    }

    /** Leaves nothing in the grid. What went wrong before is what counts, so a failure here is only logged. */
    @Override
    public void close() {
        try {
            if (inGrid && isForOthers()) {
                run.stopWatching();
            } else if (inGrid) {
                cleanUp();
            }
        } catch (RuntimeException e) {
            LOGGER.warn("the run may have left something in the grid: {}", e.toString());
        } finally {
            if (result != null) {
                letOthersTakeIt();
            }
        }
    }

    private void letOthersTakeIt() {
        try {
            result.close();
        } catch (RuntimeException e) {
            LOGGER.warn("the lock of the run's result goes with this process: {}", e.toString());
        }
    }

    /**
     * A result that was not saved waits in the grid for whoever attaches to it; a run that others began goes on without this.
     */
    private boolean isForOthers() {
        return run != null && !over && !cancelled && (result != null || watching && TrainingRun.isIn(grid, name));
    }

    private void cleanUp() {
        RunCleaner cleaner = new RunCleaner(new GridMaps(grid));
        boolean leave = resumable();
        if (run != null && leave) {
            run.leave();
        } else if (run != null) {
            run.forget();
        } else if (leave) {
            cleaner.leaveRun(name);
        } else {
            cleaner.forgetRun(name);
        }
        cleaner.forgetDataset(name);
        if (announced && run == null && !leave) {
            Announcement.takeBack(grid, name);
        }
    }

    /**
     * @param first where the rounds begin that are still to be done
     * @return null if the run is left to the grid
     */
    private Learned learn(List<IterativeAlgorithm> algorithms, RunRecord first,
            Function<Consumer<RoundReport>, TrainingRun> starting) {
        watcher.starts(algorithms, first.algorithm(), first.round() - first.firstRound());
        try {
            samples = new GridSamples(grid).of(dataset);
            SettledPartitions.await(grid);  // the job would wait for it in longer steps
            start(starting);
            if (submitting) {
                inGrid = false;  // for others to clean up
                return null;
            }
            run.await();
            takeResult();
            figures = TrainFigures.of(loading.seconds(), run, new ShardHomes(grid),
                    algorithm.choice(algorithms, run.state()));
            figures.choice().ifPresent(taken -> watcher.says("taken: " + taken));
            return learned(run.record(), run.state()).orElseThrow(() -> new IllegalStateException(
                    "run %s ended without a result".formatted(name)));
        } catch (CancellationException e) {
            if (run != null) {
                keepLastRound();
            }
            throw e;
        } catch (TrainingDivergedException e) {
            over = true;  // it would diverge again
            throw e;
        } finally {
            watcher.ends();
        }
    }

    /** Of several who watch a run, one saves its model and forgets it. */
    private void takeResult() {
        try {
            result = RunLock.toTakeResult(grid, name);
        } catch (InvalidConfigException e) {
            inGrid = false;  // it is not for this one to clean up
            run.stopWatching();
            throw e;
        }
        if (!new GridMaps(grid).runs().containsKey(name)) {
            over = true;
            throw new InvalidConfigException("run %s has finished, and another process has saved its model".formatted(name));
        }
    }

    private void keepLastRound() {
        run.sayInterrupted();
        run.statistics();  // which members there were: the model says so
        RunRecord record = run.record();
        lastRound = record.round() > 0 ? learned(record, run.state()) : Optional.empty();
    }

    private synchronized void start(Function<Consumer<RoundReport>, TrainingRun> starting) {
        requireNotCancelled();
        run = starting.apply(watcher::round);
    }

    private State initial() {
        if (watching) {
            return new StateStore(new GridMaps(grid), name).startingPoint();
        }
        return task.resumed().flatMap(Resumption::checkpoint).map(TrainingRun::startingPoint)
                .orElseGet(() -> from.map(model -> model.state(plan, dataset.classes())).orElse(State.EMPTY));
    }

    private String fromIdentity() {
        return task.resumed().map(resumed -> resumed.description().from())
                .orElseGet(() -> from.map(StartingModel::identity).orElse(""));
    }

    private synchronized void requireNotCancelled() {
        if (cancelled) {
            throw new CancellationException("stopped");
        }
    }

    /** Stops the training after the round that is running. */
    public void cancel() {
        TrainingRun running;
        synchronized (this) {
            cancelled = true;
            running = run;
        }
        loading.cancel();
        if (running != null) {
            running.cancel();
        }
    }

    /** The model of the last round that was done before {@link #cancel}. */
    public Optional<Learned> lastRound() {
        return lastRound;
    }

    private Optional<Learned> learned(RunRecord record, State last) {
        // Where nothing was learned, all of the model that it started from still holds, its softmax layer, too.
        State state = record.round() == 0 ? last.completedBy(initial()) : last;
        String processors = run.processors().stream().sorted().collect(Collectors.joining("; "));
        Provenance provenance = new Provenance(sources.name(), dataset.fingerprint(), dataset.totalCases(),
                dataset.totalLabelled(), dataset.totalHeldOut(), members, record.round(),
                Moment.now(), BuildVersions.all(), processors, mixedKernels, fromIdentity());
        return cases().learned(algorithm, plan, state, provenance);
    }

    private LoadedCases cases() {
        return new LoadedCases(sources, dataset);
    }

    /** Some of the cases that it learns from. */
    Samples samples() {
        return samples;
    }

    /** What the training was like; only after {@link #train}. */
    public TrainFigures figures() {
        return figures;
    }
}
