package org.beliefgrid.cli;

import java.util.Optional;
import java.util.UUID;

/**
 * The run of a training.
 *
 * @param run its name
 * @param model name that the model will be saved under
 * @param checkpointEvery epochs between two checkpoints, 0 for none
 * @param resumed where to go on, or empty to begin
 * @param begun whether the run may be in the grid already
 */
record TrainTask(String run, String model, int checkpointEvery, Optional<Resumption> resumed, boolean begun) {
    private static final int SUFFIX = 6;
    private static final int LONGEST_NAME = 90;

    /** A new run, named after its model. */
    static TrainTask begin(String model, int checkpointEvery) {
        String random = UUID.randomUUID().toString().substring(0, SUFFIX);
        String stem = model.length() > LONGEST_NAME ? model.substring(0, LONGEST_NAME) : model;
        return new TrainTask(stem + "-" + random, model, checkpointEvery, Optional.empty(), false);
    }
}
