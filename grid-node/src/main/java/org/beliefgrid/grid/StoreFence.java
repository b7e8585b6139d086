package org.beliefgrid.grid;

import java.io.IOException;
import org.beliefgrid.store.RunStore;

/** The fence as files of the model store, each created by exactly one driver. */
record StoreFence(RunStore store) implements RunFence {
    @Override
    public Owner claim(String run, long generation, String incarnation) throws IOException {
        if (store.claim(run, generation, incarnation)) {
            return Owner.CALLER;
        }
        return store.isClaimedBy(run, generation, incarnation) ? Owner.SAME_GRID : Owner.OTHER_GRID;
    }

    @Override
    public void release(String run) throws IOException {
        store.release(run);
    }
}
