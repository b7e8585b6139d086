package org.beliefgrid.learning;

/**
 * What a plan is carried out on, as far as its algorithms depend on it.
 *
 * @param visible units of the data
 * @param classes number of classes of the labels; 0 where no case is labelled: then there is no fine-tuning
 * @param mostCases cases to learn from of the shard that has most of them
 * @param mostLabelled labelled ones of them of the shard that has most of those
 * @param heldOut whether cases are held out
 * @param classWeights how much a case of each class counts in fine-tuning; empty if all count 1
 */
public record TrainingData(int visible, int classes, int mostCases, int mostLabelled, boolean heldOut, float[] classWeights) {
    /** Data all of whose cases count the same. */
    public TrainingData(int visible, int classes, int mostCases, int mostLabelled, boolean heldOut) {
        this(visible, classes, mostCases, mostLabelled, heldOut, new float[0]);
    }

    /** Data with nothing held out, for plans that average once an epoch. */
    public static TrainingData of(int visible, int classes) {
        return new TrainingData(visible, classes, 1, 1, false);
    }
}
