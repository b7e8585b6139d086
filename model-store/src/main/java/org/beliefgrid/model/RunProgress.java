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
    /** Before a driver has taken it. */
    public static final RunProgress BEFORE = new RunProgress(Status.RUNNING, "", "", 0, 0, 0, 0, 0, 0, 0, "", "", 0);

    /** How a run goes. */
    public enum Status {
        /** Rounds are being done, or its members went away without a word. */
        RUNNING,
        /** Its driver was stopped in good order: by Ctrl-C, or with its grid. */
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
