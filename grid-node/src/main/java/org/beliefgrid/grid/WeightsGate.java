package org.beliefgrid.grid;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.learning.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a task exactly the round's weights that it asks for. The replicated map may be behind, so the gate waits for it
 * briefly and then reads the committed state from its owner; another round's weights are never taken (architecture, rule 3).
 */
final class WeightsGate {
    private static final Logger LOGGER = LoggerFactory.getLogger(WeightsGate.class);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final GridMaps maps;

    WeightsGate(GridMaps maps) {
        this.maps = maps;
    }

    /**
     * The state at the start of a round, without its driver sections.
     *
     * @throws StaleWeightsException if the round's state is not in the grid; trying again helps if it is still to come
     */
    State await(String run, RoundOf of, List<Section> layout) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        State.Builder state = new State.Builder();
        try {
            new StateParts(run, of.algorithm(), of.firstRound(), layout).read(section -> section.role() == Role.FROZEN,
                    key -> part(key, deadline), state::add);
            new StateParts(run, of.algorithm(), of.round(), layout).read(section -> section.role().averaged(),
                    key -> part(key, deadline), state::add);
        } catch (Interrupted e) {
            throw new InterruptedException();
        }
        return state.build();
    }

    private float[] part(StateKey key, long deadline) {
        float[] found = maps.weights().get(key);
        while (found == null && System.nanoTime() < deadline) {
            pause();
            found = maps.weights().get(key);
        }
        if (found == null) {
            LOGGER.debug("{} has not reached this member's replicated map, reading the committed state", key);
            found = maps.states().get(key);
        }
        if (found == null) {
            throw new StaleWeightsException(key);
        }
        return found;
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        }
    }

    /** Carries an interrupt through the callbacks. */
    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
