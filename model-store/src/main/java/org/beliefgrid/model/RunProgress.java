package org.beliefgrid.model;

import java.util.Locale;

/**
 * How far a run has come.
 *
 * @param status how it goes
 * @param error why it failed, one line; empty otherwise
 * @param phase what is being learned, such as {@code fine-tuning}; empty before the first round
 * @param epoch epochs of the phase that are done
 * @param epochs epochs that the phase takes
 * @param generation of the driver that said so
 * @param algorithms how many algorithms the run has
 * @param algorithm index of the current one
 * @param firstRound round at which that algorithm began
 * @param round next round, counted through the run
 * @param updated when this was so, ISO 8601 with zone
 * @param checkpointed when the last checkpoint was complete, ISO 8601 with zone; empty if there is none
 * @param checkpointRound the round that starts from it
 */
public record RunProgress(Status status, String error, String phase, int epoch, int epochs, long generation, int algorithms,
                          int algorithm, int firstRound, int round, String updated, String checkpointed, int checkpointRound) {
    /** Before a driver has taken it, no matter when. */
    public static final RunProgress BEFORE = before("");

    /**
     * Before a driver has taken it: its data are being loaded.
     *
     * @param updated when this is so, ISO 8601 with zone
     */
    public static RunProgress before(String updated) {
        return new RunProgress(Status.RUNNING, "", "", 0, 0, 0, 0, 0, 0, 0, updated, "", 0);
    }

    /**
     * The same, if it cannot go on.
     *
     * @param why one line
     */
    public RunProgress failed(String why) {
        return at(Status.FAILED, why, updated, checkpointed, checkpointRound);
    }

    /** The same, if it was stopped in good order. */
    public RunProgress interrupted() {
        return at(Status.INTERRUPTED, error, updated, checkpointed, checkpointRound);
    }

    /**
     * The same, said at another time.
     *
     * @param newUpdated when, ISO 8601 with zone
     * @param newCheckpointed when the last checkpoint was complete; empty if there is none
     * @param newCheckpointRound the round that starts from it
     */
    public RunProgress stamped(String newUpdated, String newCheckpointed, int newCheckpointRound) {
        return at(status, error, newUpdated, newCheckpointed, newCheckpointRound);
    }

    private RunProgress at(Status newStatus, String newError, String newUpdated, String newCheckpointed,
            int newCheckpointRound) {
        return new RunProgress(newStatus, newError, phase, epoch, epochs, generation, algorithms, algorithm, firstRound, round,
                newUpdated, newCheckpointed, newCheckpointRound);
    }

    /** How a run goes. */
    public enum Status {
        /** Rounds are being done, or its members went away without a word. */
        RUNNING,
        /** It was stopped in good order, as by Ctrl-C. */
        INTERRUPTED,
        /** All rounds are done. */
        FINISHED,
        /** Parameters left the finite numbers. */
        DIVERGED,
        /** A member with another OpenBLAS kernel was to learn for it. */
        REFUSED,
        /** It cannot go on. */
        FAILED;

        /** As it is written. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
