package org.beliefgrid.model;

import java.util.List;

/**
 * What a run was asked to do: all that another process needs to go on with it, besides its numbers.
 *
 * @param run name of the run
 * @param model name that the model is saved under
 * @param dataset the data, as the user named it
 * @param training where the cases come from: the kind of the source and what names it
 * @param test the same of the cases to evaluate on; empty if there are none
 * @param classes number of classes of the labels
 * @param dataHash fingerprint of the training data; empty before they have been read
 * @param plan training plan, as text
 * @param kernel OpenBLAS kernel that members must have; empty if they may differ
 * @param from name and {@code modelSha256} of the model that training started from; empty if it started anew
 * @param started when the run began, ISO 8601 with zone
 * @param checkpointEvery epochs between two checkpoints; 0 for none
 */
public record RunDescription(String run, String model, String dataset, List<String> training, List<String> test, int classes,
                             String dataHash, String plan, String kernel, String from, String started, int checkpointEvery) {
    public RunDescription {
        training = List.copyOf(training);
        test = List.copyOf(test);
    }

    /** Whether checkpoints are written. */
    public boolean hasCheckpoints() {
        return checkpointEvery > 0;
    }

    /** The same run when its data have been read. */
    public RunDescription read(String hash) {
        return resumed(hash, model, kernel, checkpointEvery);
    }

    /**
     * The same run when it is gone on with.
     *
     * @param hash fingerprint of the data
     * @param newModel name that the model is saved under now
     * @param newKernel kernel of the members now, or empty
     * @param newEvery epochs between two checkpoints from now on
     */
    public RunDescription resumed(String hash, String newModel, String newKernel, int newEvery) {
        return new RunDescription(run, newModel, dataset, training, test, classes, hash, plan, newKernel, from, started,
                newEvery);
    }
}
