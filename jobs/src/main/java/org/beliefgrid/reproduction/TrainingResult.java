package org.beliefgrid.reproduction;

import java.util.List;

/**
 * What came of a training.
 *
 * @param task what was trained
 * @param problem why it diverged; empty if it went to its end, as all texts below are if it did not
 * @param model its version in the store, NAME@N
 * @param modelSha256 hash of its parameters
 * @param seconds that it took, loading and evaluation included
 * @param resumed whether it went on with a run that had been stopped: {@code seconds} and {@code curve} begin there
 * @param curve training error by epoch of fine-tuning; empty for a stack
 * @param where it was trained
 * @param ended ISO 8601 with zone
 */
public record TrainingResult(TrainingTask task, String problem, String model, String modelSha256, double seconds,
                             boolean resumed, Curve curve, Where where, String ended) {
    /**
     * A curve.
     *
     * @param epochs ascending, counted from 1
     * @param percent as many
     */
    public record Curve(List<Integer> epochs, List<Double> percent) {
        /** Nothing was measured. */
        public static final Curve NONE = new Curve(List.of(), List.of());

        public Curve {
            epochs = List.copyOf(epochs);
            percent = List.copyOf(percent);
        }
    }

    /**
     * Where something was trained.
     *
     * @param machine processor and cores, or the number of members of a standing grid
     * @param processor architecture and OpenBLAS kernel of the members
     * @param revision of the program; empty if it is not known
     * @param versions of what was used, one line
     * @param data options of the command line that name the data
     */
    public record Where(String machine, String processor, String revision, String versions, List<String> data) {
        /** Not known. */
        public static final Where NOWHERE = new Where("", "", "", "", List.of());

        public Where {
            data = List.copyOf(data);
        }
    }

    /** One that left the finite numbers. */
    static TrainingResult diverged(TrainingTask task, String problem, double seconds, String ended) {
        return new TrainingResult(task, problem, "", "", seconds, false, Curve.NONE, Where.NOWHERE, ended);
    }

    /** Whether it left the finite numbers. */
    public boolean diverged() {
        return !problem.isEmpty();
    }

    /** Name of the model without its version. */
    String modelName() {
        int at = model.indexOf('@');
        return at < 0 ? model : model.substring(0, at);
    }

    /** What stands in a task that starts from it: versions differ from store to store, the model does not. */
    String identity() {
        return modelName() + " " + modelSha256;
    }

    /** The model's name in an {@link #identity}; empty in an empty one. */
    static String nameIn(String identity) {
        return identity.split(" ", 2)[0];
    }
}
