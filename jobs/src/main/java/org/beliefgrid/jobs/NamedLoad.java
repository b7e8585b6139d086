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
     * The load of training cases, as a plan deals them over the members of now. Whoever submits its job does so at once, or
     * somebody else may take the name before.
     *
     * @param grid a member or a client
     * @param name of the dataset
     * @throws InvalidConfigException if there is a dataset of that name, or somebody is loading one, it is no name, or the
     *     source does not have the cases that the plan asks for
     * @throws BadInputException if the source cannot be used
     * @throws IOException if it cannot be read now
     */
    public static NamedLoad of(HazelcastInstance grid, String name, Sources sources, TrainingPlan plan) throws IOException {
        RunLock lock = RunLock.toLoad(grid, name);
        try (lock) {
            makeFree(grid, name);
            requireNoTable(sources.training());
            SourceSpec anywhere = SourceSpec.of(sources.training().words(), name);  // whatever folder a member works in
            CaseSource source = anywhere.open();
            requireFits(plan, source);
            CaseSelection selection = CaseSelection.of(plan, source, sources.classes());
            return new NamedLoad(anywhere, ShardLayout.of(name, plan.seed(), source, ShardHomes.deal(grid, plan.shards()))
                    .withSelection(selection), sources.classes());
        }
    }

    /**
     * Loads training cases that the members cannot read; this process sends them. The name is this caller's until it returns,
     * or is gone.
     *
     * @param job that loads it
     * @throws InvalidConfigException as {@link #of} does
     * @throws IOException as {@link #of} does
     */
    public static Dataset byCaller(HazelcastInstance grid, LoadJob job, String name, Sources sources, TrainingPlan plan)
            throws IOException {
        RunLock lock = RunLock.toLoad(grid, name);
        try (lock) {
            makeFree(grid, name);
            requireNoTable(sources.training());
            requireFits(plan, sources.training().open());
            try {
                return job.load(name, sources.training(), plan, sources.classes(), true);
            } catch (IOException | RuntimeException e) {
                forgetFailed(grid, name);
                throw e;
            }
        }
    }

    /**
     * Submits the job of a load that nobody waits for.
     *
     * @throws InvalidConfigException as {@link #of} does
     * @throws IOException as {@link #of} does
     */
    public static Job submit(HazelcastInstance grid, String name, Sources sources, TrainingPlan plan) throws IOException {
        RunLock lock = RunLock.toLoad(grid, name);
        try (lock) {
            return of(grid, name, sources, plan).submit(grid);
        }
    }

    /**
     * Submits the job of a load and waits for its end. Of one that fails, nothing is left. The name is this caller's until
     * then; if the caller goes, the job goes on.
     *
     * @param submitted gets the job
     * @throws InvalidConfigException as {@link #of} does
     * @throws IOException as {@link #of} does
     * @throws java.util.concurrent.CancellationException if the job was cancelled
     * @throws org.beliefgrid.error.GridUnavailableException if the grid went away
     */
    public static void run(HazelcastInstance grid, String name, Sources sources, TrainingPlan plan, Consumer<Job> submitted)
            throws IOException {
        RunLock lock = RunLock.toLoad(grid, name);
        try (lock) {
            Job job = of(grid, name, sources, plan).submit(grid);
            submitted.accept(job);
            try {
                JobEnd.await(grid, job);
            } catch (BadInputException | RuntimeException e) {
                forgetEnded(grid, name, job, e);
                throw e;
            }
        }
    }

    /** A job that this caller only lost sight of is ended first: it would keep what is left under the name. */
    private static void forgetEnded(HazelcastInstance grid, String name, Job job, Exception failure) {
        try {
            JobEnd.end(job);
            forgetFailed(grid, name);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);  // what went wrong before is what counts; the next load of the name cleans up
        }
    }

    /**
     * Refuses a name before anything is read for it.
     *
     * @throws InvalidConfigException if there is a dataset of that name, or a job is loading one, or it is no name
     */
    public static void requireFree(HazelcastInstance grid, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidConfigException("a dataset's name must be 1 to 100 of A-Z a-z 0-9 . _ - and not begin with a dot, "
                    + "was \"" + name + "\"");
        }
        new NamedDatasets(grid).requireFree(name);
        Job other = grid.getJet().getJob(LoadJob.jobName(name));
        if (JobEnd.goesOn(other)) {
            throw new InvalidConfigException(justLoaded(name));
        }
    }

    /** What a load that failed may have left is removed. Only for whoever holds the name. */
    private static void makeFree(HazelcastInstance grid, String name) {
        requireFree(grid, name);
        forget(grid, name);
    }

    static String justLoaded(String name) {
        return "dataset %s is just being loaded in this grid by another caller".formatted(name);
    }

    private static void forget(HazelcastInstance grid, String name) {
        new RunCleaner(new GridMaps(grid)).forgetDataset(name);
    }

    private static void forgetFailed(HazelcastInstance grid, String name) {
        if (grid.getLifecycleService().isRunning()) {
            forget(grid, name);
        }
    }

    private static void requireNoTable(SourceSpec spec) {
        if (spec instanceof SourceSpec.Table rows) {
            throw noTable(rows.data());
        }
    }

    /** Scales of a table come from the rows that a plan learns from, so that no other training could share them. */
    public static InvalidConfigException noTable(String data) {
        return new InvalidConfigException(("%s: rows of a table cannot be loaded under a name, as their scales belong to one "
                + "training: give --data and --schema to train").formatted(data));
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

    private Job submit(HazelcastInstance grid) {
        try {
            return grid.getJet().newJob(pipeline(), new JobConfig().setName(job()));
        } catch (JobAlreadyExistsException e) {
            throw new InvalidConfigException(justLoaded(layout.dataset()));
        }
    }
}
