package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.util.Locale;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.grid.NamedDatasets;

/** Brings the cases of a training into the grid, or finds those that are there under a name. */
final class CaseLoading {
    private final HazelcastInstance grid;
    private final TrainRequest request;
    private final String run;
    private final Watcher watcher;
    private final LoadJob job;
    private double seconds;

    /** @param run whose name the dataset has if it is loaded */
    CaseLoading(HazelcastInstance grid, TrainRequest request, String run, Watcher watcher) {
        this.grid = grid;
        this.request = request;
        this.run = run;
        this.watcher = watcher;
        job = new LoadJob(grid);
    }

    /** @param readByCaller whether the members cannot read the source */
    Dataset load(boolean readByCaller) throws IOException {
        Sources sources = request.sources();
        if (request.loaded().isPresent()) {
            Dataset found = new NamedDatasets(grid).require(request.loaded().get(), sources.training(),
                    sources.training().open(), request.plan(), sources.classes());
            watcher.says("learns from dataset %s, which is in the grid".formatted(request.loaded().get()));
            return found;
        }
        long start = System.nanoTime();
        Dataset dataset = job.load(run, sources.training(), request.plan(), sources.classes(), readByCaller);
        seconds = (System.nanoTime() - start) / 1e9;
        watcher.says(String.format(Locale.ROOT, "loaded in %.1f s over %d members", seconds,
                grid.getCluster().getMembers().size()));
        return dataset;
    }

    /** How long it took; 0 where nothing was loaded. */
    double seconds() {
        return seconds;
    }

    /** Ends what another process that began the run has left. */
    void endLeft() {
        job.endLeft(run);
    }

    /** Stops it, from another thread. */
    void cancel() {
        job.cancel();
    }
}
