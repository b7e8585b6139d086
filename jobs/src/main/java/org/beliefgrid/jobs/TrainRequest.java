package org.beliefgrid.jobs;

import java.util.Optional;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.learning.AlgorithmProvider;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.AlgorithmPlan;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;

/**
 * What to train.
 *
 * @param sources cases to learn from
 * @param plan training plan
 * @param from the model to start from, or empty to start anew
 * @param mixedKernels whether members may have different OpenBLAS kernels
 * @param loaded name of the dataset in the grid that has these cases already, or empty to load them
 */
public record TrainRequest(Sources sources, TrainingPlan plan, Optional<StartingModel> from, boolean mixedKernels,
                           Optional<String> loaded) {
    /** What to train, with cases that are loaded for it. */
    public TrainRequest(Sources sources, TrainingPlan plan, Optional<StartingModel> from, boolean mixedKernels) {
        this(sources, plan, from, mixedKernels, Optional.empty());
    }

    /**
     * Refuses what cannot be trained, before a grid is there.
     *
     * @param training the cases, opened
     */
    public void requireFits(CaseSource training) throws BadInputException {
        if (plan.shards() > training.cases()) {
            throw new InvalidConfigException("shards must be from 1 to the number of cases, %d, was %d".formatted(
                    training.cases(), plan.shards()));
        }
        requireAlgorithmFits(training);
        TableSources.classWeights(sources.training(), plan);  // which refuses names that are no classes
        requireUnitsFor(sources.training().table().map(TableInput::schema).orElse(TableSchema.DEFAULTS));
        if (mixedKernels && plan.updateBits() == TrainingPlan.NARROW_UPDATES) {
            // Largest increments and updates may come from two tasks of a shard, which must give the same bits.
            throw new InvalidConfigException("updateBits must be 32 with --mixed-kernels, was 16");
        }
        if (from.isPresent()) {
            from.get().requireFits(plan, training, sources.name());
        }
    }

    private void requireAlgorithmFits(CaseSource training) {
        AlgorithmProvider algorithm = AlgorithmProvider.of(plan);
        algorithm.check(plan);
        if (from.isPresent() && !plan.algorithm().isDefault()) {
            throw new InvalidConfigException("--from goes with algorithm %s alone, was %s".formatted(
                    AlgorithmPlan.DEEP_BELIEF_NETWORK, algorithm.name()));
        }
        if (!training.labelled()) {
            requireNoLabelsNeeded(algorithm, plan, sources.name());
        }
        int most = (int) ((training.cases() + plan.shards() - 1L) / plan.shards());
        algorithm.requireFits(plan, new TrainingData(training.visible(), training.labelled() ? sources.classes() : 0, most,
                most, plan.heldOut() > 0, new float[0]), training.cases());
    }

    /** For data without labels: with label units and no classes nothing would learn the labels, and nobody would say so. */
    static void requireNoLabelsNeeded(AlgorithmProvider algorithm, TrainingPlan plan, String data) {
        if (!algorithm.learnsWithoutLabels()) {
            throw new InvalidConfigException("algorithm %s learns from labelled cases, %s has none".formatted(algorithm.name(),
                    data));
        }
        if (plan.algorithm().isDefault() && plan.pretraining().labelUnits()) {
            throw new InvalidConfigException("pretraining.labelUnits must be false where no case has a label, as in %s, was true"
                    .formatted(data));
        }
    }

    /** Bernoulli units are between 0 and 1. */
    private void requireUnitsFor(TableSchema schema) {
        boolean bernoulli = AlgorithmProvider.of(plan).hasVisibleUnits()
                && plan.pretraining().units().visible() == Units.Visible.BERNOULLI;
        if (schema.scale() == TableSchema.Scale.STANDARDISE && plan.pretraining().epochs() > 0 && bernoulli) {
            throw new InvalidConfigException("pretraining.visibleUnits must be gaussian where the schema has scale "
                    + "standardise, "
                    + "was bernoulli");
        }
    }
}
