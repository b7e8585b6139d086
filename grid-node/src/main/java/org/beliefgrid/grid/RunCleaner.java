package org.beliefgrid.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.query.Predicates;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what runs and datasets left in the grid. */
public final class RunCleaner {
    private static final Logger LOGGER = LoggerFactory.getLogger(RunCleaner.class);

    private final GridMaps maps;

    /** @param maps of a member or a client */
    public RunCleaner(GridMaps maps) {
        this.maps = maps;
    }

    /** Forgets a run that has ended, its marks and checkpoints in the store, too; its dataset stays. */
    public void forgetRun(String run) {
        forgetRun(run, true);
    }

    /** Forgets a run here, and leaves what the store has of it, for somebody to go on with it in another grid. */
    public void leaveRun(String run) {
        forgetRun(run, false);
    }

    private void forgetRun(String run, boolean ended) {
        maps.updates().removeAll(Predicates.equal("__key.run", run));
        maps.states().removeAll(Predicates.equal("__key.run", run));
        maps.own().removeAll(Predicates.equal("__key.run", run));
        maps.algorithms().removeAll(Predicates.equal("__key.run", run));
        maps.weights().keySet().stream().filter(key -> key.run().equals(run)).toList().forEach(maps.weights()::remove);
        maps.descriptions().delete(run);
        maps.progress().delete(run);
        maps.runs().delete(run);
        maps.chores().submitToAllMembers(new ForgetRunTask(run, ended)).forEach(this::await);
    }

    private void await(Member member, Future<Boolean> chore) {
        try {
            chore.get();
        } catch (ExecutionException e) {
            LOGGER.warn("run left something on member {}: {}", member.getAddress(), e.getCause().toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Forgets a dataset that no run needs any more. */
    public void forgetDataset(String dataset) {
        maps.blocks().removeAll(Predicates.equal("__key.dataset", dataset));
        maps.loaded().removeAll(Predicates.equal("__key.dataset", dataset));
        maps.sources().delete(dataset);
        maps.datasets().delete(dataset);
    }
}
