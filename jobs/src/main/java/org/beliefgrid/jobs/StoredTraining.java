package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.StoredEvaluation;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;

/**
 * A training to its end: loads, trains, saves the model as a new version, leaves nothing in the grid, evaluates, and keeps the
 * evaluation. The command line and programs that embed the client train by this alone. All of it happens on the caller's
 * thread.
 */
public final class StoredTraining {
    private final HazelcastInstance grid;
    private final TrainRequest request;
    private final TrainTask task;
    private final ModelStore store;
    private final Optional<CaseSource> test;
    private final TrainSession session;
    private Optional<LastRound> lastRound = Optional.empty();

    /**
     * @param grid a member or a client
     * @param store that the model goes into
     * @param test cases to evaluate the model on, opened and scanned
     * @param watcher told of all that happens
     */
    public StoredTraining(HazelcastInstance grid, TrainRequest request, TrainTask task, ModelStore store,
            Optional<CaseSource> test, Watcher watcher) {
        this.grid = grid;
        this.request = request;
        this.task = task;
        this.store = store;
        this.test = test;
        session = new TrainSession(grid, request, task, watcher);
    }

    /**
     * What came of it. The model is safe whatever became of its evaluation.
     *
     * @param model as it was saved
     * @param saved its version
     * @param evaluation empty without test cases or without classes
     * @param kept whether the evaluation is
     * @param figures what the training was like
     */
    public record Result(Model model, ModelVersion saved, Optional<Evaluation> evaluation, Kept kept, TrainFigures figures) {
    }

    /**
     * What a training that was stopped had done.
     *
     * @param saved version of {@code NAME-interrupted}
     * @param rounds that were done
     */
    public record LastRound(ModelVersion saved, int rounds) {
    }

    /**
     * What became of an evaluation.
     *
     * @param number by which it is kept beside its version; empty if it is not
     * @param problem why it is not kept; empty if it is, or if there was none
     */
    public record Kept(OptionalInt number, Optional<String> problem) {
        private static final Kept NONE = new Kept(OptionalInt.empty(), Optional.empty());
    }

    /**
     * Trains.
     *
     * @throws org.beliefgrid.error.InvalidConfigException if members have different OpenBLAS kernels, or another than the plan
     *     pins, or the run cannot be gone on with as it was asked
     * @throws CancellationException after {@link #cancel}; {@link #lastRound} then has what was done
     * @throws IOException if data cannot be read or the model not be saved
     */
    public Result run() throws IOException {
        Model model;
        ModelVersion saved;
        try (session) {
            try {
                model = session.train(request.sources().training().isLocal() && !AllHere.areMembersOf(grid));
                saved = store.save(task.model(), model);
                session.saved();
            } catch (CancellationException e) {
                keepLastRound();
                throw e;
            }
        }
        if (test.isEmpty() || model.net().classes() == 0) {
            return new Result(model, saved, Optional.empty(), Kept.NONE, session.figures());
        }
        BlasKernel.prefer(model.plan().blasCore());  // a client has not loaded OpenBLAS, and may have another processor
        Evaluation evaluation = Evaluator.evaluate(model, test.get(), request.sources().name());
        Kept kept = keep(store.versions(task.model()), saved,
                stored(evaluation, model, request.sources().name(), test.get()));
        return new Result(model, saved, Optional.of(evaluation), kept, session.figures());
    }

    /**
     * Begins to train, and leaves the run to the grid: when it is at its end, its model waits there for whoever attaches to it.
     *
     * @throws org.beliefgrid.error.InvalidConfigException as {@link #run} does
     * @throws CancellationException after {@link #cancel}
     * @throws IOException if data cannot be read
     */
    public void submit() throws IOException {
        try (session) {
            session.submit(request.sources().training().isLocal() && !AllHere.areMembersOf(grid));
        }
    }

    private void keepLastRound() throws IOException {
        Optional<Model> last = session.lastRound();
        if (last.isPresent()) {
            lastRound = Optional.of(new LastRound(store.save(task.model() + "-interrupted", last.get()),
                    last.get().provenance().rounds()));
        }
    }

    /**
     * An evaluation that ended just now, as it is kept.
     *
     * @param name of the data, as the user named it
     * @param cases the test cases, after a complete scan
     */
    public static StoredEvaluation stored(Evaluation evaluation, Model model, String name, CaseSource cases) {
        return new StoredEvaluation(name, cases.fingerprint(), evaluation.cases(), evaluation.errors(),
                model.net().sha256(), Moment.now());
    }

    /** Keeps an evaluation beside its version, if the store can be written. */
    public static Kept keep(ModelVersions versions, ModelVersion version, StoredEvaluation stored) {
        try {
            return new Kept(OptionalInt.of(versions.addEvaluation(version.number(), stored)), Optional.empty());
        } catch (IOException e) {
            return new Kept(OptionalInt.empty(), Optional.of(e.getMessage()));
        }
    }

    /** Stops the training after the round that is running. */
    public void cancel() {
        session.cancel();
    }

    /** What was done before {@link #cancel}; empty if no layer was. */
    public Optional<LastRound> lastRound() {
        return lastRound;
    }

    /** Whether somebody could go on with the run: it has begun, or was lost before it could, and writes checkpoints. */
    public boolean resumable() {
        return session.resumable();
    }
}
