package org.beliefgrid.reproduction;

/**
 * A row with one seed when it is done.
 *
 * @param row its name
 * @param seed its seed
 * @param training from the stack, or from random weights
 * @param stack the pre-trained stack's name and hash; empty if there is none
 * @param stackSeconds time of its pre-training; 0 if there is none
 * @param stackResumed whether that was stopped and gone on with: {@code stackSeconds} begin there
 * @param errors test cases that the model put into a wrong class
 * @param cases test cases; 0 if training diverged
 */
public record RowResult(String row, long seed, TrainingResult training, String stack, double stackSeconds, boolean stackResumed,
                        long errors, long cases) {
    /** Whether exactly this was tried, and its stack left the finite numbers, and so has no name to compare. */
    boolean diverged(TrainingTask wanted) {
        return training.diverged() && wanted.planText().equals(training.task().planText()) && training.task().isOn(
                wanted.setting()) && TrainingResult.nameIn(stack).isEmpty();
    }

    /** Share of the test cases that were put into a wrong class, in percent; NaN if training diverged. */
    public double errorPercent() {
        return cases == 0 ? Double.NaN : 100.0 * errors / cases;
    }
}
