package org.beliefgrid.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.beliefgrid.jobs.StoredTraining;

/**
 * A training that is under way, begun here or attached to. The rounds are turned by the grid; a daemon thread of this process
 * waits for their end, saves the model and evaluates it. If this process ends before, or its connection is closed, the grid
 * goes on, and whoever attaches to the run by its name gets the result ({@link BeliefGridClient#attach}). Thread-safe.
 */
public final class Training {
    private final String run;
    private final StoredTraining training;
    private final CompletableFuture<TrainedModel> result = new CompletableFuture<>();

    Training(String run, StoredTraining training) {
        this.run = run;
        this.training = training;
    }

    void start() {
        Thread thread = new Thread(this::work, "beliefgrid-training-" + run);
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        try {
            result.complete(TrainedModel.of(run, training.run()));
        } catch (Throwable e) {
            result.completeExceptionally(e);  // errors, too: somebody waits for this
        }
    }

    /** Name of the run, by which it is listed, attached to and resumed. */
    public String run() {
        return run;
    }

    /**
     * The result. It fails with {@link java.util.concurrent.CancellationException} after {@link #cancel},
     * {@link org.beliefgrid.error.TrainingDivergedException} if a smaller learning rate is needed,
     * {@link org.beliefgrid.error.BadInputException} if data cannot be used,
     * {@link org.beliefgrid.error.InvalidConfigException} if the members have different OpenBLAS kernels, and
     * {@link org.beliefgrid.error.GridUnavailableException} if the grid went away. Cancelling the future changes nothing in
     * the grid.
     *
     * @return a copy of its own for each caller
     */
    public CompletableFuture<TrainedModel> result() {
        return result.copy();
    }

    /**
     * Stops the run after the round that it is in, for everybody. What was done is kept in the store as a version of
     * {@code NAME-interrupted} ({@link #lastRound}), and with checkpoints the run can be gone on with
     * ({@link BeliefGridClient#resume}). Returns when the grid has stopped; the result then fails by and by.
     */
    public void cancel() {
        training.cancel();
    }

    /**
     * The rounds that were done before {@link #cancel}; empty before the result has failed, or if no layer had been learned.
     */
    public Optional<SavedModel> lastRound() {
        return result.isDone() ? training.lastRound().map(last -> SavedModel.of(last.saved())) : Optional.empty();
    }

    /**
     * Whether the run can be gone on with ({@link BeliefGridClient#resume}): it has begun, is not at its end, and writes
     * checkpoints.
     */
    public boolean isResumable() {
        return training.resumable();
    }
}
