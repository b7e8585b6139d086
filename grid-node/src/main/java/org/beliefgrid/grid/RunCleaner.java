package org.beliefgrid.grid;

import com.hazelcast.query.Predicates;

/** Removes what runs and datasets left in the grid. */
public final class RunCleaner {
    private final GridMaps maps;

    /** @param maps of a member or a client */
    public RunCleaner(GridMaps maps) {
        this.maps = maps;
    }

    /** Forgets a run that has ended; its dataset stays. */
    public void forgetRun(String run) {
        maps.updates().removeAll(Predicates.equal("__key.run", run));
        maps.states().removeAll(Predicates.equal("__key.run", run));
        maps.algorithms().removeAll(Predicates.equal("__key.run", run));
        maps.weights().keySet().stream().filter(key -> key.run().equals(run)).toList().forEach(maps.weights()::remove);
        maps.runs().delete(run);
        maps.chores().submitToAllMembers(new ForgetRunTask(run));
    }

    /** Forgets a dataset that no run needs any more. */
    public void forgetDataset(String dataset) {
        maps.blocks().removeAll(Predicates.equal("__key.dataset", dataset));
        maps.loaded().removeAll(Predicates.equal("__key.dataset", dataset));
        maps.datasets().delete(dataset);
    }
}
