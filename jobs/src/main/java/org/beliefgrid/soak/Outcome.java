package org.beliefgrid.soak;

import java.util.Locale;
import java.util.Optional;
import org.beliefgrid.soak.RunResult.Verdict;

/**
 * How a training that was struck ended, so far as is known.
 *
 * @param verdict so far
 * @param detail why, and what else was noticed; may be empty
 */
record Outcome(Verdict verdict, String detail) {
    /** Epochs between two checkpoints, as train writes them if nothing else is asked for. */
    private static final int CHECKPOINT_EVERY = 5;

    /** Of a training that ended well, by the SHA-256 of its model and of the undisturbed run's. */
    static Outcome ofModel(String model, String undisturbed) {
        return model.equals(undisturbed) ? new Outcome(Verdict.SAME_MODEL, "") : new Outcome(Verdict.OTHER_MODEL, model);
    }

    boolean sameModel() {
        return verdict == Verdict.SAME_MODEL;
    }

    /** Whether its grid may serve another run. */
    boolean leavesGridSound() {
        return sameModel() || verdict == Verdict.MISSED;
    }

    /** This, if no more epochs were learned again after a resumption than lie between two checkpoints. */
    Outcome repeating(long epochs) {
        return sameModel() ? new Outcome(epochs <= CHECKPOINT_EVERY ? Verdict.SAME_MODEL : Verdict.FAILED,
                "%d epochs repeated".formatted(epochs)) : this;
    }

    /**
     * This, if all living members are in the grid afterwards.
     *
     * @param missing living members that are not
     * @param away member that had been away and should have come back, if there is one
     */
    Outcome withGrid(int missing, Optional<String> away) {
        if (missing == 0 || !sameModel()) {
            return this;
        }
        return new Outcome(Verdict.FAILED, away.map(member -> member + " was away and has not come back")
                .orElse("living members that are not in the grid: " + missing));
    }

    /**
     * This, if the next epoch followed soon enough.
     *
     * @param secondsOver from the fault to the next finished epoch, above a normal epoch; NaN if none followed
     * @param most that it may be
     */
    Outcome within(double most, double secondsOver) {
        return sameModel() && secondsOver > most ? new Outcome(Verdict.TOO_SLOW, String.format(Locale.ROOT,
                "%.1f s above a normal epoch, at most %.1f s are allowed", secondsOver, most)) : this;
    }
}
