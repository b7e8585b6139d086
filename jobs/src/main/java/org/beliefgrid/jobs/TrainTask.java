package org.beliefgrid.jobs;

import java.util.Optional;
import java.util.UUID;

/**
 * The run of a training.
 *
 * @param run its name
 * @param model name that the model will be saved under
 * @param checkpointEvery epochs between two checkpoints, 0 for none
 * @param resumed where to go on, or empty to begin
 * @param presence whether it is in the grid already
 */
public record TrainTask(String run, String model, int checkpointEvery, Optional<Resumption> resumed, Presence presence) {
    private static final int SUFFIX = 6;
    private static final int LONGEST_NAME = 90;

    /** Whether a run is in a grid already. */
    public enum Presence {
        /** It is not. */
        NEW,
        /** It may be: then it is watched. */
        PERHAPS,
        /** It is: it is watched, and nothing is begun. */
        THERE
    }

    /** A new run, named after its model. */
    public static TrainTask begin(String model, int checkpointEvery) {
        String random = UUID.randomUUID().toString().substring(0, SUFFIX);
        String stem = model.length() > LONGEST_NAME ? model.substring(0, LONGEST_NAME) : model;
        return new TrainTask(stem + "-" + random, model, checkpointEvery, Optional.empty(), Presence.NEW);
    }

    /** Whether the run may have begun before. */
    boolean begun() {
        return presence != Presence.NEW;
    }
}
