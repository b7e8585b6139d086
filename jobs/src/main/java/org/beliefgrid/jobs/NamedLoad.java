package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.JobAlreadyExistsException;
import com.hazelcast.jet.Util;
import com.hazelcast.jet.aggregate.AggregateOperations;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.pipeline.BatchStage;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.ServiceFactories;
import com.hazelcast.jet.pipeline.Sinks;
import java.io.IOException;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.LoadedShard;
import org.beliefgrid.grid.LoadedSource;
import org.beliefgrid.grid.NamedDatasets;
import org.beliefgrid.grid.RunCleaner;
import org.beliefgrid.grid.ShardHomes;
import org.beliefgrid.grid.ShardLayout;
import org.beliefgrid.model.TrainingPlan;

/**
 * Loading a dataset into a grid under a name of its own, as a Jet job that needs nobody who waits for it. When it is done the
 * dataset is in {@link NamedDatasets}, and stays there.
 *
 * @param spec of a source that every member can read
 * @param classes number of classes of its labels
 */
public record NamedLoad(SourceSpec spec, ShardLayout layout, int classes) implements Serializable {
    private static final Pattern NAME = Pattern.compile("(?!\\.)[A-Za-z0-9._-]{1,100}");

    /**
     * The load of a source, as a plan deals it over the members of now.
     *
     * @param grid a member or a client
     * @param name of the dataset
     * @throws InvalidConfigException if there is a dataset of that name, it is no name, or the source does not have the cases
     *     that the plan asks for
     * @throws BadInputException if the source cannot be used
     * @throws IOException if it cannot be read now
     */
    public static NamedLoad of(HazelcastInstance grid, String name, SourceSpec spec, TrainingPlan plan, int classes)
            throws IOException {
        requireFree(grid, name);
        SourceSpec anywhere = SourceSpec.of(spec.words(), name);  // whatever folder a member works in
        CaseSource source = anywhere.open();
        requireFits(plan, source);
        CaseSelection selection = CaseSelection.of(plan, source, classes);
        return new NamedLoad(anywhere, ShardLayout.of(name, plan.seed(), source, ShardHomes.deal(grid, plan.shards()))
                .withSelection(selection), classes);
    }

    /**
     * Loads a source that the members cannot read; this process sends it.
     *
     * @param job that loads it
     * @throws InvalidConfigException as {@link #of} does
     * @throws IOException as {@link #of} does
     */
    public static Dataset byCaller(HazelcastInstance grid, LoadJob job, String name, SourceSpec spec, TrainingPlan plan,
            int classes) throws IOException {
        requireFree(grid, name);
        requireFits(plan, spec.open());
        try {
            return job.load(name, spec, plan, classes, true);
        } catch (IOException | RuntimeException e) {
            forgetFailed(grid, name);
            throw e;
        }
    }

    private static void requireFree(HazelcastInstance grid, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidConfigException("a dataset's name must be 1 to 100 of A-Z a-z 0-9 . _ - and not begin with a dot, "
                    + "was \"" + name + "\"");
        }
        new NamedDatasets(grid).requireFree(name);
        Job other = grid.getJet().getJob(LoadJob.jobName(name));
        if (other != null && !other.getStatus().isTerminal()) {
            throw justLoaded(name);
        }
        forget(grid, name);  // what a load that failed may have left
    }

    private static InvalidConfigException justLoaded(String name) {
        return new InvalidConfigException("dataset %s is just being loaded in this grid".formatted(name));
    }

    private static void forget(HazelcastInstance grid, String name) {
        new RunCleaner(new GridMaps(grid)).forgetDataset(name);
    }

    private static void forgetFailed(HazelcastInstance grid, String name) {
        if (grid.getLifecycleService().isRunning()) {
            forget(grid, name);
        }
    }

    private static void requireFits(TrainingPlan plan, CaseSource source) {
        if (plan.shards() > source.cases()) {
            throw new InvalidConfigException("shards must be from 1 to the number of cases, %d, was %d"
                    .formatted(source.cases(), plan.shards()));
        }
    }

    /** Name of the job, as Jet lists it. */
    public String job() {
        return LoadJob.jobName(layout.dataset());
    }

    /** The job. */
    public Pipeline pipeline() {
        Pipeline pipeline = Pipeline.create();
        NamedLoad load = this;
        BatchStage<Dataset> dataset = LoadJob.read(pipeline, spec, layout)
                .aggregate(AggregateOperations.toList()).setName("shards")
                .mapUsingService(ServiceFactories.sharedService(context -> load).toNonCooperative(), NamedLoad::dataset)
                .setLocalParallelism(1).setName("dataset");
        String name = layout.dataset();
        dataset.map(made -> Util.entry(name, LoadedSource.of(load.spec, false, load.layout))).setName("source")
                .writeTo(Sinks.map(GridMaps.SOURCES));
        dataset.map(made -> Util.entry(name, made)).setName("loaded")
                .writeTo(Sinks.map(GridMaps.DATASETS));
        return pipeline;
    }

    private Dataset dataset(List<Map.Entry<Object, Object>> summaries) throws IOException {
        if (summaries.size() != layout.shards()) {
            throw new IllegalStateException("dataset %s: %d shards came, expected %d".formatted(layout.dataset(),
                    summaries.size(), layout.shards()));
        }
        return LoadJob.dataset(spec.open(), layout, classes, summaries.stream()
                .sorted(Comparator.comparing(summary -> ((LoadedShard.Key) summary.getKey()).shard()))
                .map(summary -> (LoadedShard) summary.getValue()).toList());
    }

    /**
     * Submits the job.
     *
     * @throws InvalidConfigException if one of that name goes on
     */
    public Job submit(HazelcastInstance grid) {
        try {
            return grid.getJet().newJob(pipeline(), new JobConfig().setName(job()));
        } catch (JobAlreadyExistsException e) {
            throw justLoaded(layout.dataset());
        }
    }

    /**
     * Submits the job and waits for its end. Of one that fails, nothing is left.
     *
     * @param submitted gets the job
     * @throws BadInputException if the source cannot be used
     * @throws java.util.concurrent.CancellationException if the job was cancelled
     * @throws org.beliefgrid.error.GridUnavailableException if the grid went away
     */
    public void run(HazelcastInstance grid, Consumer<Job> submitted) throws BadInputException {
        Job job = submit(grid);
        submitted.accept(job);
        try {
            JobEnd.await(grid, job);
        } catch (BadInputException | RuntimeException e) {
            forgetFailed(grid, layout.dataset());
            throw e;
        }
    }
}
