package org.beliefgrid.cli;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import org.beliefgrid.client.EmbeddedGrid;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;

/**
 * The grid that a command works in.
 *
 * @param access a member or a client
 * @param end what ends this command's part in it
 */
record TrainingGrid(HazelcastInstance access, Runnable end) implements AutoCloseable {
    /**
     * Connects to the standing grid that the options name, unless a client is there, or starts members of its own.
     *
     * @param store that members keep their marks in
     */
    static TrainingGrid open(GridOptions options, Location store, TrainingPlan plan) throws IOException {
        if (options.standing()) {
            return options.cluster().connect();
        }
        BlasKernel.pinned(plan.blasCore());
        EmbeddedGrid members = EmbeddedGrid.start(options.members(), plan.shards(), options.threads(), store,
                options.metricsPort());
        return new TrainingGrid(members.first(), members::close);
    }

    @Override
    public void close() {
        end.run();
    }
}
