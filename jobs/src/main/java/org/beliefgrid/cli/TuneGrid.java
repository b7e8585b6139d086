package org.beliefgrid.cli;

import java.io.IOException;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;

/**
 * The grid of a tuning, started when it is first needed. Members of its own have as many partitions as a plan has shards, so a
 * plan with another number of shards gets new ones; a standing grid takes all plans.
 */
final class TuneGrid implements AutoCloseable {
    private final GridOptions options;
    private final Location store;
    private TrainingGrid open;
    private int shards;

    TuneGrid(GridOptions options, Location store) {
        this.options = options;
        this.store = store;
    }

    /** A grid for a plan; one handed out before may be closed now. */
    TrainingGrid of(TrainingPlan plan) throws IOException {
        if (open != null && !options.standing() && shards != plan.shards()) {
            close();
        }
        if (open == null) {
            open = TrainingGrid.open(options, store, plan);
            shards = plan.shards();
        }
        return open;
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
