package org.beliefgrid.jobs.scoring;

import static com.hazelcast.jet.core.Edge.between;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.EdgeConfig;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.core.DAG;
import com.hazelcast.jet.core.ProcessorSupplier;
import com.hazelcast.jet.core.Vertex;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.JobEnd;
import org.beliefgrid.store.Location;

/**
 * Files through a model, as a Jet job. Every member reads the source and keeps each so-and-so-many-th block of rows; threads
 * of its own, as many as the model's reference says, make numbers of them and score them; and it writes one file of the output
 * folder, in the order of the rows. Nothing travels between members. Few blocks are under way at a time, whatever the size of
 * the source.
 *
 * <p>All vertices are non-cooperative: reading, writing and OpenBLAS all keep a thread busy for long.
 */
public final class ScoreJob {
    /** Blocks that wait between two vertices, so that memory is bounded. */
    private static final int WAITING_BLOCKS = 4;

    private final HazelcastInstance grid;
    private final Job job;

    private ScoreJob(HazelcastInstance grid, Job job) {
        this.grid = grid;
        this.job = job;
    }

    /**
     * Submits the job.
     *
     * @param grid a member or a client
     * @param rows read by every member
     * @param model named by its version, so that all members use the same
     * @param output folder that every member can write, not there yet; gets {@code part-N} for each member N from 0
     * @throws InvalidConfigException if there is something at the output's place
     * @throws IOException if that cannot be seen
     */
    public static ScoreJob submit(HazelcastInstance grid, RowReader rows, ModelRef model, String output, ScoreFormat format)
            throws IOException {
        if (model.mayChange()) {
            throw new IllegalArgumentException("a job over files has one version, was " + model.model());
        }
        if (Location.of(output).exists()) {
            throw new InvalidConfigException("--output " + output + ": is there already");
        }
        String name = "beliefgrid-score-" + model.model() + "-" + Long.toHexString(System.nanoTime());
        return new ScoreJob(grid, grid.getJet().newJob(dag(rows, model, output, format), config(name)));
    }

    /**
     * Not started again when a member goes away: files that another number of members completed would stay beside the new ones.
     */
    private static JobConfig config(String name) {
        return new JobConfig().setName(name).setAutoScaling(false);
    }

    private static DAG dag(RowReader rows, ModelRef model, String output, ScoreFormat format) {
        DAG dag = new DAG();
        Vertex read = dag.newVertex("rows", ProcessorSupplier.of(() -> new ReadRows(rows))).localParallelism(1);
        Vertex score = dag.newVertex("classify", new ScoreRows.Supplier(model)).localParallelism(1);
        Vertex write = dag.newVertex("scores", new WriteScores.Supplier(output, format)).localParallelism(1);
        EdgeConfig few = new EdgeConfig().setQueueSize(WAITING_BLOCKS);
        dag.edge(between(read, score).setConfig(few));
        dag.edge(between(score, write).setConfig(few));
        return dag;
    }

    /** Name of the job, as Jet lists it. */
    public String name() {
        return job.getName();
    }

    /**
     * Waits for the end.
     *
     * @throws BadInputException if a row, the source or the model cannot be used
     * @throws CancellationException if the job was cancelled
     * @throws GridUnavailableException if the grid went away
     * @throws IllegalStateException if it failed in another way
     */
    public void await() throws BadInputException {
        JobEnd.await(grid, job);
    }

    /** Ends it; files that are not complete go away. */
    public void cancel() {
        JobEnd.cancel(job);
    }
}
