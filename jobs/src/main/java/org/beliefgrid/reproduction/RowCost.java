package org.beliefgrid.reproduction;

import java.util.List;
import java.util.OptionalDouble;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;

/**
 * What trainings cost, roughly: products of matrices alone, on as many threads as a plan has shards for, and seconds as those
 * that were measured took for such work.
 *
 * @param visible units of the data
 * @param cases training cases
 * @param classes number of classes
 * @param threads that learn at a time
 */
public record RowCost(int visible, int cases, int classes, int threads) {
    private static final int PASSES_BACK = 3;
    private static final int PASSES_CD = 3;

    /** Multiplications a thread: those of all epochs, over the threads that a plan keeps busy. */
    public double work(TrainingPlan plan) {
        double pretraining = 0;
        double parameters = 0;
        int below = visible;
        int passes = PASSES_CD + 2 * plan.pretraining().sampling().cdSteps();
        for (int units : plan.hidden()) {
            pretraining += (double) passes * below * units + parameters;  // layers below give it its cases
            parameters += (double) below * units;
            below = units;
        }
        double labelled = plan.labels() == TrainingPlan.ALL_LABELS ? cases : Math.min(cases, plan.labels());
        double fineTuning = PASSES_BACK * (parameters + (double) below * classes) * labelled;
        return (pretraining * cases * plan.pretraining().epochs() + fineTuning * plan.fineTuning().epochs())
                / Math.min(threads, plan.shards());
    }

    /** Seconds that a multiplication a thread took in trainings that were measured from their start; empty without any. */
    public OptionalDouble secondsOfWork(List<TrainingResult> measured) {
        double seconds = 0;
        double work = 0;
        for (TrainingResult training : measured) {
            if (!training.diverged() && !training.resumed()) {
                seconds += training.seconds();
                work += work(PlanText.read(training.model(), training.task().planText()));
            }
        }
        return work > 0 ? OptionalDouble.of(seconds / work) : OptionalDouble.empty();
    }
}
