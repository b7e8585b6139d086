package org.beliefgrid.scoring;

/**
 * What a model says of a case.
 *
 * @param model which version of which model said so, {@code NAME@VERSION}
 * @param label the most probable class, the lower of two that are equal; {@link #NO_CLASS} if the case could not be scored
 * @param className name of that class, its number if the model has no names; empty if the case could not be scored
 * @param probabilities [classes], of each class; empty if the case could not be scored; not modified
 * @param problem why the case could not be scored; empty if it was
 */
public record Score(String model, int label, String className, float[] probabilities, String problem) {
    /** The class of a case that could not be scored. */
    public static final int NO_CLASS = -1;

    /** The score of a case that could be scored. */
    public Score(String model, int label, String className, float[] probabilities) {
        this(model, label, className, probabilities, "");
    }

    /** Of a case that could not be scored. */
    public static Score none(String model, String problem) {
        return new Score(model, NO_CLASS, "", new float[0], problem);
    }

    /** Whether the case could be scored. */
    public boolean isScored() {
        return label != NO_CLASS;
    }

    /** The probability of the most probable class; only of a case that was scored. */
    public float probability() {
        return probabilities[label];
    }
}
