package org.beliefgrid.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.beliefgrid.bench.Row.Bound;
import org.beliefgrid.client.EmbeddedGrid;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.jobs.LoadJob;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;

/**
 * Loading into a grid of two members, the first time in this process, with a compiler that has yet to warm up: from looking for
 * the files, whose uncompressed bytes are checked, to the last case in the grid.
 */
final class LoadBench {
    private static final int MEMBERS = 2;
    private static final int SHARDS = 10;

    private LoadBench() {
    }

    static Row measure(Benchmark.Dataset dataset, Location store) throws IOException {
        try (EmbeddedGrid grid = EmbeddedGrid.start(MEMBERS, SHARDS, 1, store)) {
            long start = System.nanoTime();
            SourceSpec source = dataset.locate();
            double locateSeconds = (System.nanoTime() - start) / 1e9;
            Dataset loaded = new LoadJob(grid.first()).load("bench", source, TrainingPlan.DEFAULTS.withShards(SHARDS),
                    Networks.CLASSES, false);
            double seconds = (System.nanoTime() - start) / 1e9;
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("cases", loaded.totalCases());
            details.put("locateSeconds", locateSeconds);
            return new Row("load", "finding the files and loading them into the grid", seconds, Bound.atMost(3, "s"), details);
        }
    }
}
