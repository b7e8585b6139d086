package org.beliefgrid.grid;

import java.io.IOException;
import org.beliefgrid.store.RunStore;

/** The fence as files of the model store, each created by exactly one driver. */
record StoreFence(RunStore store) implements RunFence {
    @Override
    public boolean claim(String run, long generation) throws IOException {
        return store.claim(run, generation);
    }

    @Override
    public void release(String run) throws IOException {
        store.release(run);
    }
}
