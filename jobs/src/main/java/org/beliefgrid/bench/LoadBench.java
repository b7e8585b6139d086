package org.beliefgrid.bench;

import java.io.IOException;
import java.util.Map;
import org.beliefgrid.bench.Row.Bound;
import org.beliefgrid.client.EmbeddedGrid;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.jobs.LoadJob;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;

/** Loading into a grid of two members, the first time in this process: with a compiler that has yet to warm up. */
final class LoadBench {
    private static final int MEMBERS = 2;
    private static final int SHARDS = 10;

    private LoadBench() {
    }

    static Row measure(SourceSpec source, Location store) throws IOException {
        try (EmbeddedGrid grid = EmbeddedGrid.start(MEMBERS, SHARDS, 1, store)) {
            long start = System.nanoTime();
            Dataset loaded = new LoadJob(grid.first()).load("bench", source, TrainingPlan.DEFAULTS.withShards(SHARDS),
                    Networks.CLASSES, false);
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Row("load", "loading into the grid", seconds, Bound.atMost(3, "s"), Map.of("cases", loaded.totalCases()));
        }
    }
}
