package org.beliefgrid.learning;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.beliefgrid.learning.Choice.Judgement;
import org.beliefgrid.learning.Section.Role;

/**
 * The held-out cases' part in fine-tuning. In the first round of every epoch they are passed through the network that the round
 * starts from, which is the one that the epoch before ended with; a last round judges the last epoch and learns nothing. The
 * driver keeps what was found and, with patience, the parameters of the best epoch so far (Prechelt, "Early stopping, but
 * when?", 1998): those with the fewest errors, the earlier of equals.
 *
 * <p>Counts are kept as floats, exact up to 16,777,216 held-out cases.
 *
 * @param epochs of the algorithm
 * @param used whether cases are held out
 * @param patience epochs without a new minimum after which training ends; 0 to go through all epochs and take the last
 */
record Validation(int epochs, boolean used, int patience) {
    /** Sums over the held-out cases that shards send. */
    static final List<String> STATISTICS = List.of("held-out errors", "held-out loss", "held-out cases");

    // One value an epoch, the first for the parameters before all epochs; without cases an epoch was not judged.
    private static final String ERRORS = "validation.errors";
    private static final String LOSSES = "validation.losses";
    private static final String CASES = "validation.cases";
    private static final String BEST = ".best";

    /** The driver's sections. */
    List<Section> sections(List<Section> learned) {
        if (!used) {
            return List.of();
        }
        Stream<Section> history = Stream.of(ERRORS, LOSSES, CASES).map(name -> new Section(name, epochs + 1, Role.DRIVER));
        Stream<Section> best = chooses() ? learned.stream()
                .map(section -> new Section(section.name() + BEST, section.length(), Role.DRIVER)) : Stream.empty();
        return Stream.concat(history, best).toList();
    }

    private boolean chooses() {
        return used && patience > 0;
    }

    /**
     * The state after a round that held-out cases were passed through: with their judgement, perhaps as the best so far, and
     * with the parameters that are taken if it is the last round of all.
     *
     * @param start the state that the round started from, whose parameters were judged
     * @param next the state after the round
     * @param judged how many epochs {@code start} had behind it
     * @param held sums over the held-out cases, in the order of {@link #STATISTICS}
     */
    State after(State start, State next, int judged, double[] held) {
        Map<String, float[]> changed = new HashMap<>();
        changed.put(ERRORS, with(start.get(ERRORS), judged, held[0]));
        changed.put(LOSSES, with(start.get(LOSSES), judged, held[2] == 0 ? 0 : held[1] / held[2]));
        changed.put(CASES, with(start.get(CASES), judged, held[2]));
        State after = next.with(changed);
        if (!chooses()) {
            return after;
        }
        boolean best = best(after) == judged;
        boolean ended = judged == epochs || stopped(after);
        for (Section section : start.of(Role.LEARNED)) {
            float[] taken = best ? start.get(section.name()) : start.get(section.name() + BEST);
            changed.put(section.name() + BEST, taken);
            if (ended && best(after) > 0) {
                changed.put(section.name(), taken);
            }
        }
        return next.with(changed);
    }

    private static float[] with(float[] values, int index, double value) {
        float[] changed = values.clone();
        changed[index] = (float) value;
        return changed;
    }

    /** Whether the best epoch lies as far back as patience goes. */
    boolean stopped(State state) {
        int best = chooses() ? best(state) : 0;
        return best > 0 && last(state) - best >= patience;
    }

    /** The epoch with the fewest errors, the first of equals; 0 if none was judged. */
    private int best(State state) {
        float[] errors = state.get(ERRORS);
        float[] cases = state.get(CASES);
        int best = 0;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            if (cases[epoch] > 0 && (best == 0 || errors[epoch] < errors[best])) {
                best = epoch;
            }
        }
        return best;
    }

    /** The last epoch that was judged; -1 if none was, not even the start. */
    private int last(State state) {
        float[] cases = state.get(CASES);
        int last = epochs;
        while (last >= 0 && cases[last] == 0) {
            last--;
        }
        return last;
    }

    /** The judgements so far. */
    private List<Judgement> history(State state) {
        List<Judgement> history = new ArrayList<>();
        float[] cases = state.get(CASES);
        for (int epoch = 0; epoch <= epochs; epoch++) {
            if (cases[epoch] > 0) {
                history.add(new Judgement(epoch, 100.0 * state.get(ERRORS)[epoch] / cases[epoch], state.get(LOSSES)[epoch]));
            }
        }
        return history;
    }

    /**
     * What was taken in the end.
     *
     * @param state the last one of a run that went to its end
     * @param without why it is what it is if not by validation
     * @return empty if the run went not to its end
     */
    Optional<Choice> choice(State state, String without) {
        int last = used ? last(state) : -1;
        if (last < 0) {
            return Optional.of(new Choice(epochs, epochs, used ? without + "; no held-out case has a label" : without,
                    Optional.empty(), 0, List.of()));
        }
        if (last < epochs && !stopped(state)) {
            return Optional.empty();
        }
        int taken = chooses() ? best(state) : epochs;
        String why = !chooses() ? without : last < epochs || last - taken >= patience
                ? "lowest validation error, none lower in the next " + patience + " epochs" : "lowest validation error";
        List<Judgement> history = history(state);
        return Optional.of(new Choice(taken, epochs, why, history.stream().filter(found -> found.epoch() == taken).findFirst(),
                (long) state.get(CASES)[taken], history));
    }
}
