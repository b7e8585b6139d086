package org.beliefgrid.store;

import java.util.List;
import org.beliefgrid.model.RunState;

/**
 * All that a run has after one of its rounds: enough to go on with it in a new grid. Arrays are not modified.
 *
 * @param run what it was asked to do, and the round that starts from this state
 * @param state sections of the state, those of the driver and the fixed ones included, in their order
 * @param startingPoint sections that the run started from, if it did not start anew
 * @param own what shards keep for themselves
 */
public record Checkpoint(RunState run, List<Numbers> state, List<Numbers> startingPoint, List<Own> own) {
    public Checkpoint {
        state = List.copyOf(state);
        startingPoint = List.copyOf(startingPoint);
        own = List.copyOf(own);
    }

    /**
     * A section of a state.
     *
     * @param section its name
     * @param values its numbers
     */
    public record Numbers(String section, float[] values) {
    }

    /**
     * A shard's own section.
     *
     * @param round the next round that the shard takes part in, counted through the run
     * @param shard shard of the dataset
     * @param section index among the algorithm's own sections
     * @param values its numbers
     */
    public record Own(int round, int shard, int section, float[] values) {
    }
}
