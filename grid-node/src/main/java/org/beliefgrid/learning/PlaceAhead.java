package org.beliefgrid.learning;

import java.util.HashMap;
import java.util.Map;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.model.Momentum;

/**
 * The place that the parameters of a state with Nesterov's momentum are: {@code w = p + m v}, ahead of the place p where the
 * steps have led, by the momentum m of the epoch times the velocity v. Where the next epoch has another momentum, w moves on,
 * and p and v stay.
 */
final class PlaceAhead {
    private PlaceAhead() {
    }

    /**
     * The state that an epoch starts from.
     *
     * @param state as the epoch before ended, not modified
     * @param momentum of the steps
     * @param epoch that ended
     * @param next epoch that begins; the same where it has another round
     */
    static State of(State state, Momentum momentum, int epoch, int next) {
        float change = momentum.at(next) - momentum.at(epoch);
        if (!momentum.nesterov() || change == 0) {
            return state;
        }
        Map<String, float[]> moved = new HashMap<>();
        for (Section section : state.of(Role.LEARNED)) {
            float[] place = state.get(section.name()).clone();
            float[] velocity = state.get(LayerSections.velocity(section.name()));
            for (int i = 0; i < place.length; i++) {
                place[i] = Math.fma(change, velocity[i], place[i]);
            }
            moved.put(section.name(), place);
        }
        return state.with(moved);
    }
}
