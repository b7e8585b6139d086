package org.beliefgrid.model;

import java.util.List;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.math.BlasCore;

/**
 * All hyper-parameters of a run. Two runs with equal plans on equal data give the same model, bit for bit, on processors
 * with the same OpenBLAS kernel: members, threads and faults do not enter.
 *
 * @param hidden units of each hidden layer from the data upwards, at least one layer, each 1 to 65,536; default 500, 500
 * @param shards equal parts of the data that learn side by side between two averagings, 1 to 4,096; default 10
 * @param miniBatch cases a step, 1 to 10,000; default 100
 * @param seed of every random draw, any value; default 1
 * @param averageEvery what a shard learns between two averagings; default an epoch
 * @param heldOut fraction of the training cases that are not learned from but held out, in [0, 0.5]: of each class as many, by
 *     the seed; default 0. They choose and warn; what they are for, {@code patience} and the gap of free energies, needs them
 *     ({@link #requireComplete})
 * @param labels how many of the labelled training cases that are not held out keep their labels, of each class as many, by the
 *     seed: at least as many as there are classes, or {@link #ALL_LABELS}; the others are pre-trained on; default all
 * @param blasCore OpenBLAS kernel that all members must have, or any that all have in common; default any
 * @param updateBits bits of a number of a shard's update in the sums that travel between members: 32, the whole float, summed
 *     exactly; or 16, what the shard added to the round's start, rounded to a (32,767 less {@code shards})th of the largest, a
 *     quarter of the bytes; default 32
 * @param pretraining of each layer
 * @param fineTuning of the whole stack
 * @param algorithm that it trains by, with settings of its own; default a deep belief network, which all the others are of
 * @param promoteIf what a model must be like to be promoted when it is trained; empty if that is a person's to decide, the
 *     default. No bit of the model depends on it
 */
public record TrainingPlan(List<Integer> hidden, int shards, int miniBatch, long seed, AverageEvery averageEvery,
                           double heldOut, int labels, BlasCore blasCore, int updateBits, Pretraining pretraining,
                           FineTuning fineTuning, AlgorithmPlan algorithm, Optional<PromotionGate> promoteIf) {
    /** {@code labels} of all that there are. */
    public static final int ALL_LABELS = 0;
    /** {@code updateBits} of increments in sums of 16 bits. */
    public static final int NARROW_UPDATES = 16;
    /** {@code updateBits} of whole numbers in exact sums. */
    public static final int WHOLE_UPDATES = 32;

    /** The values that hold where a plan says nothing. */
    public static final TrainingPlan DEFAULTS = new TrainingPlan(List.of(500, 500), 10, 100, 1, AverageEvery.EPOCH, 0,
            ALL_LABELS, BlasCore.ANY, WHOLE_UPDATES, Pretraining.DEFAULTS, FineTuning.DEFAULTS, AlgorithmPlan.DEFAULT,
            Optional.empty());

    private static final int MOST_UNITS = 65_536;
    private static final int MOST_SHARDS = 4_096;
    private static final int LARGEST_MINI_BATCH = 10_000;
    private static final double MOST_HELD_OUT = 0.5;

    public TrainingPlan {
        hidden = List.copyOf(hidden);
        Check check = new Check().that(!hidden.isEmpty(), "hidden", "at least one layer", hidden);
        for (int units : hidden) {
            check.that(units >= 1 && units <= MOST_UNITS, "hidden", "1 to " + MOST_UNITS + " units a layer", units);
        }
        check.that(shards >= 1 && shards <= MOST_SHARDS, "shards", "1 to " + MOST_SHARDS, shards)
                .that(miniBatch >= 1 && miniBatch <= LARGEST_MINI_BATCH, "miniBatch", "1 to " + LARGEST_MINI_BATCH, miniBatch)
                .that(labels >= 0, "labels", "all, or 1 or more", labels)
                .that(heldOut >= 0 && heldOut <= MOST_HELD_OUT, "heldOut", "in [0, " + MOST_HELD_OUT + "]", heldOut)
                .that(updateBits == NARROW_UPDATES || updateBits == WHOLE_UPDATES, "updateBits", "16 or 32", updateBits)
                .that(fineTuning.dropout().hidden().size() == 1 || fineTuning.dropout().hidden().size() == hidden.size(),
                        "fineTuning.dropout.hidden", "a number or one for each of the " + hidden.size() + " hidden layers",
                        fineTuning.dropout().hidden())
                .orThrow();
    }

    /** A plan of a deep belief network whose models are promoted by hand. */
    public TrainingPlan(List<Integer> hidden, int shards, int miniBatch, long seed, AverageEvery averageEvery, double heldOut,
                        int labels, BlasCore blasCore, int updateBits, Pretraining pretraining, FineTuning fineTuning) {
        this(hidden, shards, miniBatch, seed, averageEvery, heldOut, labels, blasCore, updateBits, pretraining, fineTuning,
                AlgorithmPlan.DEFAULT, Optional.empty());
    }

    /**
     * Refuses settings that need others which are not there. Reading a whole plan ends with it; a plan that was changed part by
     * part is looked at when all of it is changed.
     *
     * @return this plan
     * @throws InvalidConfigException if {@code patience} has no held-out cases to go by, {@code averageLast} epochs after
     *         which nothing was averaged, or {@code warmUp} no epoch left behind it
     */
    public TrainingPlan requireComplete() {
        Check check = new Check().that(fineTuning.patience() == 0 || heldOut > 0, "fineTuning.patience",
                "0 unless heldOut is above 0", fineTuning.patience())
                .that(fineTuning.averageLast() <= 1 || !averageEvery.severalEpochs(), "fineTuning.averageLast",
                        "0 or 1 where averageEvery is " + averageEvery.setting(), fineTuning.averageLast());
        requireWarm(check, "pretraining", pretraining.descent(), pretraining.epochs());
        requireWarm(check, "fineTuning", fineTuning.descent(), fineTuning.epochs());
        check.orThrow();
        return this;
    }

    private static void requireWarm(Check check, String phase, Descent descent, int epochs) {
        int warmUp = descent.learningRate().warmUp();
        check.that(epochs == 0 || warmUp < epochs, phase + ".learningRate.warmUp", "below epochs, " + epochs, warmUp);
    }

    /**
     * Refuses what does not fit into arrays: all parameters with their velocities in one, a shard's cases in one.
     *
     * @param visible units of the data
     * @param cases number of training cases
     * @throws InvalidConfigException if a limit is passed; says which
     */
    public void requireFits(int visible, int cases) {
        long parameters = 0;
        long widest = visible;
        int below = visible;
        for (int units : hidden) {
            parameters += (long) below * units + below + units;
            widest = Math.max(widest, units);
            below = units;
        }
        if (2 * parameters >= Integer.MAX_VALUE) {
            throw new InvalidConfigException("hidden must give fewer than %,d parameters on %d visible units, was %s with %,d"
                    .formatted(Integer.MAX_VALUE / 2, visible, hidden, parameters));
        }
        long values = (cases + shards - 1L) / shards * widest;
        if (values >= Integer.MAX_VALUE) {
            throw new InvalidConfigException("shards must be at least %,d for %,d cases of up to %d units, was %d".formatted(
                    cases * widest / Integer.MAX_VALUE + 1, cases, widest, shards));
        }
    }

    /** The same with other hidden layers. */
    public TrainingPlan withHidden(List<Integer> newHidden) {
        return new TrainingPlan(newHidden, shards, miniBatch, seed, averageEvery, heldOut, labels, blasCore, updateBits,
                pretraining, fineTuning, algorithm, promoteIf);
    }

    /** The same with another number of shards. */
    public TrainingPlan withShards(int newShards) {
        return new TrainingPlan(hidden, newShards, miniBatch, seed, averageEvery, heldOut, labels, blasCore, updateBits,
                pretraining, fineTuning, algorithm, promoteIf);
    }

    /** The same with mini-batches of another size. */
    public TrainingPlan withMiniBatch(int newMiniBatch) {
        return new TrainingPlan(hidden, shards, newMiniBatch, seed, averageEvery, heldOut, labels, blasCore, updateBits,
                pretraining, fineTuning, algorithm, promoteIf);
    }

    /** The same with another seed. */
    public TrainingPlan withSeed(long newSeed) {
        return new TrainingPlan(hidden, shards, miniBatch, newSeed, averageEvery, heldOut, labels, blasCore, updateBits,
                pretraining, fineTuning, algorithm, promoteIf);
    }

    /** The same with other averagings. */
    public TrainingPlan withAverageEvery(AverageEvery newAverageEvery) {
        return new TrainingPlan(hidden, shards, miniBatch, seed, newAverageEvery, heldOut, labels, blasCore, updateBits,
                pretraining, fineTuning, algorithm, promoteIf);
    }

    /** The same with another fraction of held-out cases. */
    public TrainingPlan withHeldOut(double newHeldOut) {
        return new TrainingPlan(hidden, shards, miniBatch, seed, averageEvery, newHeldOut, labels, blasCore, updateBits,
                pretraining, fineTuning, algorithm, promoteIf);
    }

    /** The same with another number of labels. */
    public TrainingPlan withLabels(int newLabels) {
        return new TrainingPlan(hidden, shards, miniBatch, seed, averageEvery, heldOut, newLabels, blasCore, updateBits,
                pretraining, fineTuning, algorithm, promoteIf);
    }

    /** The same with another OpenBLAS kernel. */
    public TrainingPlan withBlasCore(BlasCore newBlasCore) {
        return new TrainingPlan(hidden, shards, miniBatch, seed, averageEvery, heldOut, labels, newBlasCore, updateBits,
                pretraining, fineTuning, algorithm, promoteIf);
    }

    /** The same with updates of another width. */
    public TrainingPlan withUpdateBits(int newUpdateBits) {
        return new TrainingPlan(hidden, shards, miniBatch, seed, averageEvery, heldOut, labels, blasCore, newUpdateBits,
                pretraining, fineTuning, algorithm, promoteIf);
    }

    /** The same with another pre-training. */
    public TrainingPlan withPretraining(Pretraining newPretraining) {
        return new TrainingPlan(hidden, shards, miniBatch, seed, averageEvery, heldOut, labels, blasCore, updateBits,
                newPretraining, fineTuning, algorithm, promoteIf);
    }

    /** The same with another fine-tuning. */
    public TrainingPlan withFineTuning(FineTuning newFineTuning) {
        return new TrainingPlan(hidden, shards, miniBatch, seed, averageEvery, heldOut, labels, blasCore, updateBits,
                pretraining, newFineTuning, algorithm, promoteIf);
    }

    /** The same by another algorithm. */
    public TrainingPlan withAlgorithm(AlgorithmPlan newAlgorithm) {
        return new TrainingPlan(hidden, shards, miniBatch, seed, averageEvery, heldOut, labels, blasCore, updateBits,
                pretraining, fineTuning, newAlgorithm, promoteIf);
    }

    /** The same with another gate to promotion. */
    public TrainingPlan withPromoteIf(Optional<PromotionGate> newPromoteIf) {
        return new TrainingPlan(hidden, shards, miniBatch, seed, averageEvery, heldOut, labels, blasCore, updateBits,
                pretraining, fineTuning, algorithm, newPromoteIf);
    }

    /**
     * The same for the comparison without pre-training: no epochs of it, initial weights of Glorot and Bengio's deviation
     * unless the plan has that of He and others, and no label units, which would be random without epochs and the start of the
     * softmax layer nevertheless.
     */
    public TrainingPlan withoutPretraining() {
        InitialDeviation deviation = pretraining.initialDeviation().equals(InitialDeviation.HE) ? InitialDeviation.HE
                : InitialDeviation.GLOROT;
        return withPretraining(pretraining.withEpochs(0).withLabelUnits(false).withInitialDeviation(deviation));
    }
}
