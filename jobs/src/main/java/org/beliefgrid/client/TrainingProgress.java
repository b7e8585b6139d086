package org.beliefgrid.client;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.beliefgrid.learning.Figure;

/**
 * How far a training has come, after a round of it. A round is one averaging; an epoch, one pass over all cases, has one or
 * more.
 *
 * @param run name of the run
 * @param at where in its phase it is
 * @param round counted through the run from 0
 * @param rounds that the run takes at most
 * @param done what the round did
 */
public record TrainingProgress(String run, Place at, int round, int rounds, Done done) {
    /**
     * A place in a phase.
     *
     * @param phase such as {@code pre-training layer 1} or {@code fine-tuning}
     * @param epoch of the phase, counted from 1; {@code epochs + 1} in a round that only looks at the result
     * @param epochs that the phase takes at most
     * @param endsEpoch whether it was the last round of its epoch
     */
    public record Place(String phase, int epoch, int epochs, boolean endsEpoch) {
    }

    /**
     * What a round did.
     *
     * @param cases learned from in the round; 0 in one that only looks
     * @param seconds that the round took
     * @param figures what was measured in the round, the most important first
     */
    public record Done(long cases, double seconds, List<Figure> figures) {
        public Done {
            figures = List.copyOf(figures);
        }
    }

    /** {@link Place#phase}. */
    public String phase() {
        return at.phase;
    }

    /** {@link Place#epoch}. */
    public int epoch() {
        return at.epoch;
    }

    /** {@link Place#epochs}. */
    public int epochs() {
        return at.epochs;
    }

    /** {@link Place#endsEpoch}. */
    public boolean endsEpoch() {
        return at.endsEpoch;
    }

    /** {@link Done#figures}. */
    public List<Figure> figures() {
        return done.figures;
    }

    /** One line for people. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s  epoch %d/%d  %s", phase(), epoch(), epochs(),
                figures().stream().map(Figure::toString).collect(Collectors.joining("  "))).stripTrailing();
    }
}
