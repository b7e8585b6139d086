package org.beliefgrid.client;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.data.table.SplitReading;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.NamedDatasets;
import org.beliefgrid.jobs.AllHere;
import org.beliefgrid.jobs.EvaluateJob;
import org.beliefgrid.jobs.LoadJob;
import org.beliefgrid.jobs.NamedLoad;
import org.beliefgrid.jobs.Resumption;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.StartingModel;
import org.beliefgrid.jobs.StoredTraining;
import org.beliefgrid.jobs.SurveyJob;
import org.beliefgrid.jobs.TrainRequest;
import org.beliefgrid.jobs.TrainTask;
import org.beliefgrid.jobs.TrainTask.Presence;
import org.beliefgrid.jobs.TrainingRun;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunState;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;
import org.beliefgrid.store.RunStore;

/**
 * BeliefGrid for programs: trains models in a grid, and opens those of a store. It is made from any {@link HazelcastInstance}
 * of a grid of BeliefGrid's members, a client ({@link GridClient}) or a member; whoever made that instance shuts it down.
 * Thread-safe.
 *
 * <p>A store is a folder, local or on any file system that Hadoop knows, by default {@code ~/.beliefgrid/models}. Models are
 * saved there by this process; what runs are gone on with from is written by the members, to theirs. Give both the same place
 * ({@code member --store}).
 */
public final class BeliefGridClient {
    private final HazelcastInstance grid;
    private final Location folder;
    private final ModelStore store;

    private BeliefGridClient(HazelcastInstance grid, Location folder) {
        this.grid = grid;
        this.folder = folder;
        store = ModelStore.at(folder);
    }

    /** A client with the user's own store, {@code ~/.beliefgrid/models}. */
    public static BeliefGridClient connect(HazelcastInstance grid) {
        return connect(grid, Path.of(System.getProperty("user.home"), ".beliefgrid", "models").toString());
    }

    /**
     * A client with a store.
     *
     * @param store folder, a local path or a URI; need not exist yet
     */
    public static BeliefGridClient connect(HazelcastInstance grid, String store) {
        return new BeliefGridClient(grid, Location.of(store));
    }

    /** Trains a model and saves it, without anybody who follows; see {@link #train(TrainingOrder, TrainingListener)}. */
    public Training train(Data data, TrainingPlan plan, String model) throws IOException {
        return train(TrainingOrder.of(data, plan, model), TrainingListener.silent());
    }

    /**
     * Begins a training: loads the data into the grid, trains, saves the model as a new version, evaluates it on the test
     * cases if there are any, and leaves nothing in the grid. Returns as soon as it is known that data, plan and store fit
     * together.
     *
     * @param listener follows it
     * @throws InvalidConfigException if plan, data and model to start from do not fit, or the store cannot be written
     * @throws org.beliefgrid.error.BadInputException if the data or the model to start from cannot be used
     * @throws IOException if they cannot be read now
     */
    public Training train(TrainingOrder order, TrainingListener listener) throws IOException {
        TrainTask task = TrainTask.begin(order.model(), order.checkpointEvery());
        Optional<StartingModel> from = StartingModel.load(order.from(), store);
        TrainingPlan plan = order.plan().requireComplete();
        SplitReading members = new SurveyJob(grid);
        Sources sources = order.data().sources(from.flatMap(start -> start.model().table()), members).fitted(plan, members);
        sources.notes().forEach(listener::notice);
        return start(new TrainRequest(sources, plan, from, order.mixedKernels(),
                order.loaded()), task, listener);
    }

    /**
     * Attaches to a run that is in this grid, whoever began it: after a restart of this program, say. When it is at its end its
     * model is saved here, in this client's store, under the name that it was begun with. If several are attached, or the one
     * who began it is still there, one of them saves the model, and the result of the others fails.
     *
     * @param run its name
     * @param listener follows it from now on
     * @throws InvalidConfigException if there is no such run in this grid ({@link #runs})
     * @throws IOException if its test cases or the store cannot be reached
     */
    public Training attach(String run, TrainingListener listener) throws IOException {
        String text = new GridMaps(grid).descriptions().get(run);
        if (text == null || !TrainingRun.isIn(grid, run)) {
            throw new InvalidConfigException("run %s is not in this grid; there are %s".formatted(run, runs()));
        }
        RunDescription description = RunState.read("run " + run, text).description();
        Resumption resumed = new Resumption(description, Optional.empty(), 0);
        TrainTask task = new TrainTask(run, description.model(), description.checkpointEvery(), Optional.of(resumed),
                Presence.THERE);
        TrainRequest request = new TrainRequest(resumed.sources(new GridMaps(grid), store), resumed.plan(), Optional.empty(),
                description.kernel().isEmpty());
        store.versions(task.model());
        store.requireWritable();
        return start(request, task, testCases(request.sources(), listener), listener);
    }

    /**
     * Goes on with a run from its last checkpoint in this client's store, with the same bits as if it had not been interrupted;
     * if it is in this grid, attaches to it.
     *
     * @param run its name
     * @param listener follows it from now on
     * @throws InvalidConfigException if it has ended, or members have another OpenBLAS kernel than it began with
     * @throws org.beliefgrid.error.BadInputException if there is no such run, or its data are others now
     * @throws IOException if store or data cannot be read now
     */
    public Training resume(String run, TrainingListener listener) throws IOException {
        Resumption resumed = Resumption.read(RunStore.at(folder), run, listener::notice);
        RunDescription description = resumed.description();
        TrainTask task = new TrainTask(run, description.model(), description.checkpointEvery(), Optional.of(resumed),
                Presence.PERHAPS);
        SplitReading members = new SurveyJob(grid);
        Sources sources = resumed.sources(store, members).fitted(resumed.plan(), members);
        return start(new TrainRequest(sources, resumed.plan(), resumed.startingModel(store), description.kernel().isEmpty()),
                task, listener);
    }

    /** The test cases of a run that somebody else began, perhaps where there are other files. */
    private static Optional<CaseSource> testCases(Sources sources, TrainingListener listener) throws IOException {
        if (sources.test().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(sources.test().get().open());
        } catch (BadInputException e) {
            listener.notice("the model will not be evaluated here: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Training start(TrainRequest request, TrainTask task, TrainingListener listener) throws IOException {
        CaseSource training = request.sources().training().open();
        request.requireFits(training);
        CaseSelection.of(request.plan(), training, request.sources().classes());  // refuses what the labels do not give
        store.versions(task.model());
        store.requireWritable();
        return start(request, task, request.sources().openTest(training), listener);
    }

    private Training start(TrainRequest request, TrainTask task, Optional<CaseSource> test, TrainingListener listener) {
        Training training = new Training(task.run(), new StoredTraining(grid, request, task, store, test,
                new Reports(task.run(), listener)));
        training.start();
        return training;
    }

    /**
     * Loads the training cases into the grid under a name, and waits until they are there. They stay until {@link #unload}; any
     * number of trainings can learn from them ({@link TrainingOrder#onLoaded}).
     *
     * @param name of the dataset, not in the grid yet
     * @param plan whose seed, shards, labels and held-out cases say how cases are dealt
     * @throws InvalidConfigException if there is a dataset of that name, or somebody is loading one, or the data have not the
     *     cases that the plan asks for
     * @throws BadInputException if the data cannot be used
     * @throws IOException if they cannot be read now
     */
    public void load(Data data, TrainingPlan plan, String name) throws IOException {
        NamedLoad.requireFree(grid, name);
        Sources sources = data.toLoad();
        if (sources.training().isLocal() && !AllHere.areMembersOf(grid)) {
            NamedLoad.byCaller(grid, new LoadJob(grid), name, sources, plan);
        } else {
            NamedLoad.run(grid, name, sources, plan, job -> { });
        }
    }

    /**
     * Removes a dataset that was loaded.
     *
     * @throws InvalidConfigException if there is none of that name, or a run learns from it
     */
    public void unload(String name) {
        new NamedDatasets(grid).delete(name);
    }

    /**
     * Classifies the test cases on all members, as a Jet job, and keeps the evaluation beside the version of the model. Members
     * read data and store, so both must be where all of them reach them.
     *
     * @param reference {@code NAME} (the promoted version, or the newest if none is), {@code NAME@N} or {@code NAME@latest}
     * @throws BadInputException if there is no such model, or the data have no test cases or cannot be used
     * @throws IOException if the store cannot be read
     */
    public Evaluation evaluate(String reference, Data data) throws IOException {
        ModelVersion version = store.find(reference);
        SourceSpec test = data.test(ModelVersions.load(version).table());
        return EvaluateJob.of(folder, version, test, data.name()).run(grid, job -> { }).evaluation();
    }

    /** Names of the runs in this grid that are going on, or whose model nobody has fetched yet; sorted. */
    public List<String> runs() {
        return new GridMaps(grid).runs().keySet().stream().filter(run -> TrainingRun.isIn(grid, run)).sorted().toList();
    }

    /**
     * Names of the models in the store, sorted.
     *
     * @throws IOException if it cannot be read
     */
    public List<String> models() throws IOException {
        return store.names();
    }

    /**
     * The versions of a model, ascending; none if there is no such model.
     *
     * @throws InvalidConfigException if it is no name for a model
     * @throws IOException if the store cannot be read
     */
    public List<SavedModel> versions(String model) throws IOException {
        return store.versions(model).all().stream().map(SavedModel::of).toList();
    }

    /**
     * Opens a model to predict with. No grid is needed for that.
     *
     * @param reference {@code NAME} (the promoted version, or the newest if none is), {@code NAME@N} or {@code NAME@latest}
     * @return to be closed
     * @throws InvalidConfigException if the reference is none
     * @throws org.beliefgrid.error.BadInputException if there is no such model, or its file is damaged
     * @throws IOException if the store cannot be read
     */
    public Predictor open(String reference) throws IOException {
        ModelVersion version = store.find(reference);
        Model model = ModelVersions.load(version);
        BlasKernel.prefer(model.plan().blasCore());
        return new Predictor(SavedModel.of(version), model);
    }
}
