package org.beliefgrid.client;

import java.util.Objects;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.TrainingPlan;

/**
 * What to train. Immutable; the {@code with} methods give changed copies.
 *
 * @param data cases to learn from, and to evaluate on if there are test cases
 * @param plan training plan; its seed, shards and selection say how the cases are dealt
 * @param model name of the model in the store, of which the result is a new version
 * @param from model to start from: {@code NAME}, {@code NAME@N} or {@code NAME@latest} of the store, or with a slash in it a
 *     model file anywhere; empty to start from random weights
 * @param checkpointEvery epochs between two checkpoints in the members' store, 0 for none
 * @param mixedKernels whether members may have different OpenBLAS kernels, so that another run may give other last bits
 * @param loaded name of the dataset in the grid that has these cases already; empty to load them
 */
public record TrainingOrder(Data data, TrainingPlan plan, String model, Optional<String> from, int checkpointEvery,
                            boolean mixedKernels, Optional<String> loaded) {
    private static final int DEFAULT_CHECKPOINT_EVERY = 5;

    /** @throws InvalidConfigException if {@code checkpointEvery} is negative */
    public TrainingOrder {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(loaded, "loaded");
        if (checkpointEvery < 0) {
            throw new InvalidConfigException("checkpointEvery must be 0 or more, was " + checkpointEvery);
        }
    }

    /** A training from random weights, with a checkpoint every five epochs, on members of one kernel. */
    public static TrainingOrder of(Data data, TrainingPlan plan, String model) {
        return new TrainingOrder(data, plan, model, Optional.empty(), DEFAULT_CHECKPOINT_EVERY, false, Optional.empty());
    }

    /** The same, from a stored model instead of random weights. */
    public TrainingOrder startingFrom(String reference) {
        return new TrainingOrder(data, plan, model, Optional.of(reference), checkpointEvery, mixedKernels, loaded);
    }

    /** The same with so many epochs between two checkpoints; 0 for none, and then the run cannot be gone on with. */
    public TrainingOrder withCheckpointEvery(int epochs) {
        return new TrainingOrder(data, plan, model, from, epochs, mixedKernels, loaded);
    }

    /** The same on members that may have different OpenBLAS kernels. */
    public TrainingOrder withMixedKernels() {
        return new TrainingOrder(data, plan, model, from, checkpointEvery, true, loaded);
    }

    /**
     * The same on a dataset that is in the grid ({@link BeliefGridClient#load}): it must have been loaded from the same data by
     * a plan of the same seed, shards, labels and held-out cases.
     */
    public TrainingOrder onLoaded(String name) {
        return new TrainingOrder(data, plan, model, from, checkpointEvery, mixedKernels, Optional.of(name));
    }
}
