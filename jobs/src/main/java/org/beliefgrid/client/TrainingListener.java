package org.beliefgrid.client;

/**
 * Follows a training. Called on threads of the training, one call at a time; a slow listener slows the reports down, not the
 * run. It must not throw, and not wait for the training's result.
 */
public interface TrainingListener {
    /** One that hears nothing. */
    static TrainingListener silent() {
        return new TrainingListener() {
        };
    }

    /**
     * The run has begun: from now on it can be attached to, or gone on with, by its name.
     *
     * @param run its name
     */
    default void begun(String run) {
    }

    /** A round is done. After a fault of the grid one may be reported late, but none twice. */
    default void progress(TrainingProgress progress) {
    }

    /** Something that people want to know, such as how long loading took; one line. */
    default void notice(String line) {
    }
}
