package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private static final String CONTEXT_KEY = "beliefgrid.weightsBehind";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** After weights did not come: as long as they commonly take. */
    private static final long SHORT_PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final GridMaps maps;
    private final AtomicBoolean behind;

    /** @param behind whether this member's replicated map did not have the last weights in time; kept by the member */
    WeightsGate(GridMaps maps, AtomicBoolean behind) {
        this.maps = maps;
        this.behind = behind;
    }

    /**
     * The gate of a member. After the owner of a replicated partition died, a member may refuse what the next owner sends until
     * the maps are compared, half a minute later: then only one round waits for long.
     */
    static WeightsGate of(HazelcastInstance member) {
        return new WeightsGate(new GridMaps(member), (AtomicBoolean) member.getUserContext()
                .computeIfAbsent(CONTEXT_KEY, key -> new AtomicBoolean()));
    }

    /**
     * The state at the start of a round, without its driver sections.
     *
     * @throws StaleWeightsException if the round's state is not in the grid; trying again helps if it is still to come
     */
    State await(String run, RoundOf of, List<Section> layout) throws InterruptedException {
        long start = System.nanoTime();
        State.Builder state = new State.Builder();
        try {
            new StateParts(run, of.algorithm(), of.firstRound(), layout).read(section -> section.role() == Role.FROZEN,
                    key -> part(key, start, false), state::add);
            new StateParts(run, of.algorithm(), of.round(), layout).read(section -> section.role().averaged(),
                    key -> part(key, start, true), state::add);
        } catch (Interrupted e) {
            throw new InterruptedException();
        }
        return state.build();
    }

    /** @param ofRound whether the weights are of this round, so that they say whether the replicated map is behind */
    private float[] part(StateKey key, long start, boolean ofRound) {
        float[] found = maps.weights().get(key);
        while (found == null && System.nanoTime() - start < PATIENCE_NANOS) {
            if (behind.get() && System.nanoTime() - start > SHORT_PATIENCE_NANOS) {
                found = maps.states().get(key);
                if (found != null) {
                    return found;
                }
            }
            pause();
            found = maps.weights().get(key);
        }
        if (found != null) {
            if (ofRound && behind.get()) {
                behind.set(false);
            }
            return found;
        }
        LOGGER.debug("{} has not reached this member's replicated map, reading the committed state", key);
        behind.set(true);
        found = maps.states().get(key);
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
