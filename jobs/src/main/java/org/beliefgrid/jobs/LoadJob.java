package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.function.FunctionEx;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.Util;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.core.JobNotFoundException;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.core.metrics.Metrics;
import com.hazelcast.jet.core.metrics.Unit;
import com.hazelcast.jet.pipeline.BatchSource;
import com.hazelcast.jet.pipeline.BatchStage;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.SourceBuilder.SourceBuffer;
import com.hazelcast.jet.pipeline.SourceBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.grid.Block;
import org.beliefgrid.grid.BlockKey;
import org.beliefgrid.grid.CommonView;
import org.beliefgrid.grid.ConfirmedWrites;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.LoadedShard;
import org.beliefgrid.grid.LoadedSource;
import org.beliefgrid.grid.SettledPartitions;
import org.beliefgrid.grid.ShardHomes;
import org.beliefgrid.grid.ShardLayout;
import org.beliefgrid.grid.ShardLoader;
import org.beliefgrid.model.TrainingPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From files to blocks at their key owners. Every member reads the source by itself and keeps the rows of the shards dealt to
 * it; nobody waits for another. Of a table each reads a part and sends the rows to where they belong ({@link TableLoad}). A
 * source on the caller's own disk, which the members of a standing grid cannot see, is read by the caller.
 */
public final class LoadJob {
    private static final Logger LOGGER = LoggerFactory.getLogger(LoadJob.class);
    /** What members read is soon begun again; what the caller sends takes long. */
    private static final int MOST_TRIALS = 20;
    private static final int MOST_TRIALS_BY_CALLER = 5;

    private final HazelcastInstance grid;
    private final GridMaps maps;
    private Job job;
    private boolean cancelled;

    /** @param grid a member or a client */
    public LoadJob(HazelcastInstance grid) {
        this.grid = grid;
        maps = new GridMaps(grid);
    }

    /**
     * Loads a source into the grid.
     *
     * @param name of the dataset, unique in the grid
     * @param plan whose seed deals the rows to its shards, at most as many as the source has cases, and which says what is held
     *     out and how many labels are kept
     * @param classes number of classes of its labels
     * @param byCaller whether the caller reads the source, because the members cannot
     * @throws BadInputException if the source cannot be used
     * @throws org.beliefgrid.error.InvalidConfigException if it does not have the cases to hold out or the labels
     * @throws GridUnavailableException if members come and go so much that it is lost again and again
     */
    public Dataset load(String name, SourceSpec spec, TrainingPlan plan, int classes, boolean byCaller) throws IOException {
        CaseSource source = spec.open();
        ShardLayout layout = ShardLayout.of(name, plan.seed(), source, ShardHomes.deal(grid, plan.shards()))
                .withSelection(CaseSelection.of(plan, source, classes));
        CommonView view = new CommonView(grid);
        int most = byCaller ? MOST_TRIALS_BY_CALLER : MOST_TRIALS;
        for (int trial = 0; trial < most; trial++) {
            boolean complete = byCaller ? readHere(source, layout) : readByMembers(spec, layout);
            view.await();
            if (!complete) {
                LOGGER.info("a member went away while dataset {} was loaded: loading it again", name);
                continue;
            }
            Optional<Dataset> dataset = assemble(source, layout, classes);
            if (dataset.isPresent() && (!byCaller || hasAllBlocks(dataset.get()))) {
                ConfirmedWrites writes = new ConfirmedWrites(grid);
                writes.write(maps.sources(), name, LoadedSource.of(spec, byCaller, layout));
                writes.write(maps.datasets(), name, dataset.get());
                writes.confirm("dataset " + name);
                return dataset.get();
            }
            LOGGER.warn("some of dataset {} was written on a member that the others had given up: loading it again", name);
        }
        throw new GridUnavailableException("dataset %s was lost while it was loaded, %d times: members come and go too often"
                .formatted(name, most));
    }

    private boolean readHere(CaseSource source, ShardLayout layout) throws IOException {
        new ShardLoader(layout, IntStream.range(0, layout.shards()).boxed().toList())
                .load(source, this::set, maps.loaded()::set);
        return true;
    }

    /** @return false if a member went away meanwhile, so that some of it may be missing */
    private boolean readByMembers(SourceSpec spec, ShardLayout layout) {
        SettledPartitions.await(grid);
        Job begun = spec instanceof SourceSpec.Table table
                ? start(grid.getJet()::newJob, TableLoad.dag(table, layout), layout.dataset())
                : start(grid.getJet()::newJob, pipeline(spec, layout), layout.dataset());
        try {
            begun.join();
        } catch (CompletionException e) {
            if (JobEnd.isOfMemberThatLeft(e)) {
                return false;
            }
            if (!(e.getCause() instanceof JobNotFoundException)) {  // lost with its coordinator: what is missing will show
                throw e;
            }
        } finally {
            ended();
        }
        return true;
    }

    /** What members read they can read again; what the caller wrote they cannot. */
    private boolean hasAllBlocks(Dataset dataset) {
        return IntStream.range(0, dataset.shards()).allMatch(shard -> IntStream.range(0, dataset.blocks(shard))
                .allMatch(block -> maps.blocks().containsKey(dataset.key(shard, block))));
    }

    private synchronized <T> Job start(BiFunction<T, JobConfig, Job> submit, T work, String name) {
        requireNotCancelled();
        // Jet would start it again, too, when a member goes away, but two seconds later: it fails, and is begun again at once.
        job = submit.apply(work, new JobConfig().setName(jobName(name)).setAutoScaling(false));
        return job;
    }

    static String jobName(String dataset) {
        return "beliefgrid-load-" + dataset;
    }

    /**
     * Ends the loading of a dataset that outlived the process which began it; otherwise it would go on writing blocks.
     *
     * @param name of the dataset
     */
    public void endLeft(String name) {
        Job left = grid.getJet().getJob(jobName(name));
        if (JobEnd.goesOn(left)) {
            JobEnd.end(left);
        }
    }

    private synchronized void ended() {
        job = null;
    }

    private void set(BlockKey key, Block block) {
        requireNotCancelled();
        maps.blocks().set(key, block);
    }

    private synchronized void requireNotCancelled() {
        if (cancelled) {
            throw new CancellationException("loading was cancelled");
        }
    }

    /** Ends a {@link #load} that another thread waits for, by a {@link CancellationException}. */
    public synchronized void cancel() {
        cancelled = true;
        if (job != null) {
            job.cancel();
        }
    }

    /** @return empty if what was found in a shard is not in the grid */
    private Optional<Dataset> assemble(CaseSource source, ShardLayout layout, int classes) throws BadInputException {
        List<LoadedShard> all = new ArrayList<>();
        for (int shard = 0; shard < layout.shards(); shard++) {
            LoadedShard loaded = maps.loaded().get(new LoadedShard.Key(layout.dataset(), shard));
            if (loaded == null) {
                return Optional.empty();
            }
            all.add(loaded);
        }
        return Optional.of(dataset(source, layout, classes, all));
    }

    /**
     * The dataset that shards make.
     *
     * @param all what was found in each shard
     * @throws BadInputException if the source cannot be used, or changed while it was read
     */
    static Dataset dataset(CaseSource source, ShardLayout layout, int classes, List<LoadedShard> all) throws BadInputException {
        String first = all.get(0).fingerprint();
        for (LoadedShard loaded : all) {
            if (!loaded.problem().isEmpty()) {
                throw new BadInputException(loaded.problem());
            }
            if (!first.equals(loaded.fingerprint())) {
                throw new BadInputException("the source changed while it was read: %s and %s".formatted(first,
                        loaded.fingerprint()));
            }
        }
        Dataset dataset = layout.dataset(source, classes, all);
        requireSelected(layout.selection(), dataset);
        return dataset;
    }

    /** What was chosen by the labels must be what came, or the labels are others now. */
    private static void requireSelected(CaseSelection selection, Dataset dataset) throws BadInputException {
        long labels = selection.labels() == TrainingPlan.ALL_LABELS ? dataset.totalLabelled() : selection.labels();
        if (dataset.totalHeldOut() != selection.heldOut() || dataset.totalLabelled() != labels) {
            throw new BadInputException("the source changed while it was read: %d cases were held out and %d labels kept, "
                    .formatted(dataset.totalHeldOut(), dataset.totalLabelled())
                    + "expected %d and %d".formatted(selection.heldOut(), labels));
        }
    }

    private static Pipeline pipeline(SourceSpec spec, ShardLayout layout) {
        Pipeline pipeline = Pipeline.create();
        read(pipeline, spec, layout);
        return pipeline;
    }

    /**
     * The stages that bring a source's blocks and summaries into the grid.
     *
     * @return the summaries
     */
    static BatchStage<Map.Entry<Object, Object>> read(Pipeline pipeline, SourceSpec spec, ShardLayout layout) {
        BatchSource<Map.Entry<Object, Object>> source = SourceBuilder
                .batch("cases", context -> new Reader(spec, layout, context))
                .<Map.Entry<Object, Object>>fillBufferFn(Reader::fill)
                .distributed(1)
                .build();
        BatchStage<Map.Entry<Object, Object>> loaded = pipeline.readFrom(source);
        loaded.filter(entry -> entry.getKey() instanceof BlockKey).setName("blocks")
                .writeTo(Sinks.map(GridMaps.BLOCKS, key(), value()));
        BatchStage<Map.Entry<Object, Object>> summaries = loaded.filter(entry -> entry.getKey() instanceof LoadedShard.Key)
                .setName("summaries");
        summaries.writeTo(Sinks.map(GridMaps.LOADED, key(), value()));
        return summaries;
    }

    private static FunctionEx<Map.Entry<Object, Object>, Object> key() {
        return Map.Entry::getKey;
    }

    private static FunctionEx<Map.Entry<Object, Object>, Object> value() {
        return Map.Entry::getValue;
    }

    /** One member's reader: makes every shard whose number falls to it. */
    private static final class Reader {
        private final SourceSpec spec;
        private final ShardLayout layout;
        private final List<Integer> shards;

        Reader(SourceSpec spec, ShardLayout layout, Processor.Context context) {
            this.spec = spec;
            this.layout = layout;
            shards = IntStream.range(0, layout.shards())
                    .filter(shard -> shard % context.totalParallelism() == context.globalProcessorIndex()).boxed().toList();
        }

        void fill(SourceBuffer<Map.Entry<Object, Object>> buffer) throws IOException {
            if (!shards.isEmpty()) {
                read((key, block) -> {
                    buffer.add(Util.entry(key, block));
                    Metrics.metric("cases", Unit.COUNT).increment(block.cases());
                    Metrics.metric("blocks", Unit.COUNT).increment();
                }, (key, summary) -> buffer.add(Util.entry(key, summary)));
            }
            buffer.close();
        }

        private void read(BiConsumer<BlockKey, Block> blocks,
                BiConsumer<LoadedShard.Key, LoadedShard> summaries) throws IOException {
            try {
                new ShardLoader(layout, shards).load(spec.open(), blocks, summaries);
            } catch (BadInputException e) {
                // The source opened for the caller, but not here: the caller is told as of any other damage.
                shards.forEach(shard -> summaries.accept(new LoadedShard.Key(layout.dataset(), shard),
                        new LoadedShard(0, 0, "", e.getMessage())));
            }
        }
    }
}
