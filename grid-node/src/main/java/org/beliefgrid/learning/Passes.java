package org.beliefgrid.learning;

import java.util.Iterator;
import java.util.List;
import org.beliefgrid.model.Momentum;

/**
 * The passes of a round over a shard: each starts where the one before ended, velocities and the shard's own sections included,
 * and is an epoch, with the learning rate and the momentum of that epoch and with draws of its own.
 *
 * @param count how many, at least 1
 * @param own sections that the shard keeps for itself
 * @param momentum of the steps, whose next epoch may start from another place
 */
record Passes(int count, List<Section> own, Momentum momentum) {
    /** What one pass learns. */
    interface Pass {
        ShardResult learn(State start, RoundPlace place);
    }

    /**
     * Goes through them.
     *
     * @param start state at the start of the round
     * @param first place of the first one
     * @return what the last one ended with, and the cases and statistics of all
     */
    ShardResult run(State start, RoundPlace first, Pass pass) {
        RoundPlace place = first;
        ShardResult result = pass.learn(start, place);
        long cases = result.cases();
        double[] statistics = result.statistics();
        for (int done = 1; done < count; done++) {
            State ended = after(start, result);
            State next = PlaceAhead.of(ended, momentum, place.epoch(), place.epoch() + 1);
            place = place.nextPass();
            result = pass.learn(next, place);
            cases += result.cases();
            for (int i = 0; i < statistics.length; i++) {
                statistics[i] += result.statistics()[i];
            }
        }
        return new ShardResult(result.averaged(), cases, statistics, result.own());
    }

    private State after(State start, ShardResult result) {
        State.Builder state = new State.Builder();
        Iterator<float[]> averaged = result.averaged().iterator();
        for (Section section : start.sections()) {
            if (section.role() != Section.Role.OWN) {
                state.add(section, section.role().averaged() ? averaged.next() : start.get(section.name()));
            }
        }
        for (int section = 0; section < own.size(); section++) {
            state.add(own.get(section), result.own().get(section));
        }
        return state.build();
    }
}
