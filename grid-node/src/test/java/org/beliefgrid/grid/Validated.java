package org.beliefgrid.grid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.beliefgrid.data.RowPlacement;
import org.beliefgrid.learning.Averaging;
import org.beliefgrid.learning.BackPropagation;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.AverageEvery;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.InitialDeviation;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.TrainingPlan;

/**
 * Small trainings with held-out cases: a pre-training of one epoch and fine-tuning with steps so large that epochs are better
 * and worse by turns.
 *
 * @param source all cases
 * @param seed of the run
 * @param shards how many
 */
record Validated(BinaryCases source, long seed, int shards) {
    /** One case in so many is held out. */
    static final int SHARE = 3;

    /** Fine-tuning of so many epochs. */
    static FineTuning settings(int epochs) {
        return FineTuning.of(epochs, Descent.of(1.5, Momentum.constant(0.5), 0), 0.3, Dropout.NONE);
    }

    /**
     * Pre-training and fine-tuning.
     *
     * @param every mini-batches between two averagings, or 0 for an epoch
     * @param judge whether there are held-out cases to look at: they are not learned from in any case
     */
    List<IterativeAlgorithm> algorithms(FineTuning settings, int every, boolean judge) {
        return algorithms(settings, new AverageEvery(every, 1), judge);
    }

    /** The same with anything between two averagings of fine-tuning. */
    List<IterativeAlgorithm> algorithms(FineTuning settings, AverageEvery every, boolean judge) {
        TrainingPlan plan = TrainingPlan.DEFAULTS.withHidden(List.of(12, 9)).withShards(shards).withMiniBatch(5)
                .withSeed(seed).withHeldOut(1.0 / SHARE).withFineTuning(settings)
                .withPretraining(Pretraining.DEFAULTS.withEpochs(1).withInitialDeviation(InitialDeviation.of(0.1)));
        List<IterativeAlgorithm> algorithms = new ArrayList<>(DeepBeliefTraining.algorithms(plan,
                TrainingData.of(source.visible(), BinaryCases.CLASSES)));
        BackPropagation fineTuning = (BackPropagation) algorithms.remove(algorithms.size() - 1);
        int most = Math.max(1, Arrays.stream(labelled()).max().orElseThrow());
        algorithms.add(new HoldingOut(new BackPropagation(fineTuning.units(), fineTuning.classes(),
                new Averaging(plan.miniBatch(), every.miniBatches(), most, every.epochs()), seed, judge,
                fineTuning.pretraining(), settings), SHARE));
        return algorithms;
    }

    /** The fine-tuning among the algorithms. */
    static HoldingOut fineTuning(List<IterativeAlgorithm> algorithms) {
        return (HoldingOut) algorithms.get(algorithms.size() - 1);
    }

    /** The cases of all shards, the last of each held out. */
    List<ShardCases> cases() {
        RowPlacement placement = new RowPlacement(seed, source.cases(), shards);
        return IntStream.range(0, shards).mapToObj(shard -> source.shard(placement, shard))
                .map(cases -> cases.withHeldOut(cases.all() / SHARE)).toList();
    }

    /** Labelled cases to learn from of each shard. */
    int[] labelled() {
        return cases().stream().mapToInt(cases -> cases.labelled().length).toArray();
    }

    /** Labelled cases held out, of all shards. */
    int labelledHeldOut() {
        return cases().stream().mapToInt(cases -> cases.labelledHeldOut().length).sum();
    }
}
