package org.beliefgrid.learning;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which parameters fine-tuning ended with, and why.
 *
 * @param epoch epoch whose parameters were taken, counted from 1; of a mean of several the last one
 * @param epochs epochs of the plan
 * @param why such as {@code mean of the last 5 epochs}
 * @param judged what was taken, on the held-out cases; empty if none of them has a label
 * @param heldOutCases labelled held-out cases that all epochs were judged by, 0 and up
 * @param history the judgement of every epoch, in their order; the first one, of epoch 0, is that of the parameters that
 *     fine-tuning started from. It ends early where training did
 */
public record Choice(int epoch, int epochs, String why, Optional<Judgement> judged, long heldOutCases,
                     List<Judgement> history) {
    /**
     * How the parameters after an epoch did on the held-out cases.
     *
     * @param epoch counted from 1; 0 stands for those before the first epoch
     * @param errorPercent share of the cases that were classified wrongly, 0 to 100
     * @param loss mean of a case
     */
    public record Judgement(int epoch, double errorPercent, double loss) {
    }

    public Choice {
        history = List.copyOf(history);
    }

    /** One line for people. */
    @Override
    public String toString() {
        String error = judged.map(found -> String.format(Locale.ROOT, ", validation error %.2f %% on %,d held-out cases",
                found.errorPercent(), heldOutCases)).orElse("");
        return "epoch %d of %d%s: %s".formatted(epoch, epochs, error, why);
    }
}
