package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.Observable;
import com.hazelcast.jet.aggregate.AggregateOperations;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.core.metrics.Metrics;
import com.hazelcast.jet.core.metrics.Unit;
import com.hazelcast.jet.pipeline.BatchSource;
import com.hazelcast.jet.pipeline.BatchStage;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.ServiceFactories;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.SourceBuilder;
import com.hazelcast.jet.pipeline.SourceBuilder.SourceBuffer;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.StoredEvaluation;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;

/**
 * Holds a version of a model against labelled cases, as a Jet job: every member reads the source and classifies each
 * so-and-so-many-th block of its rows; what they counted is added up and kept beside the version. It counts what
 * {@link Evaluator} does on one machine, and needs nobody who waits for it.
 *
 * @param store folder of models that every member reads and writes, a local path or a URI
 * @param version {@code NAME@N}, so that all members use the same
 * @param cases that every member can read
 * @param data name of the data, as the user named it
 */
public record EvaluateJob(String store, String version, SourceSpec cases, String data) implements Serializable {
    /**
     * The evaluation of a version.
     *
     * @param store folder of models that every member reads and writes
     */
    public static EvaluateJob of(Location store, ModelVersion version, SourceSpec cases, String data) throws BadInputException {
        return new EvaluateJob(store.absolute(), version.toString(), cases.anywhere(data), data);
    }

    /**
     * What a member counted.
     *
     * @param confusion as of {@link Evaluation}
     * @param fingerprint of the source
     * @param modelSha256 of the model
     */
    private record Counted(long[][] confusion, String fingerprint, String modelSha256) implements Serializable {
    }

    /**
     * What came of it.
     *
     * @param confusion as of {@link Evaluation}
     * @param number by which it is kept beside the version
     */
    public record Kept(long[][] confusion, int number) implements Serializable {
        /** The evaluation. */
        public Evaluation evaluation() {
            return new Evaluation(confusion);
        }
    }

    /** The job. */
    public Pipeline pipeline() {
        Pipeline pipeline = Pipeline.create();
        kept(pipeline).writeTo(Sinks.noop());
        return pipeline;
    }

    private BatchStage<Kept> kept(Pipeline pipeline) {
        EvaluateJob job = this;
        BatchSource<Counted> classified = SourceBuilder
                .batch("classify", context -> new Part(job, context.globalProcessorIndex(), context.totalParallelism()))
                .<Counted>fillBufferFn(Part::fill)
                .distributed(1)
                .build();
        return pipeline.readFrom(classified)
                .aggregate(AggregateOperations.toList()).setName("sum")
                .mapUsingService(ServiceFactories.sharedService(context -> job).toNonCooperative(), EvaluateJob::keep)
                .setLocalParallelism(1).setName("evaluation");
    }

    /** One member's part of the rows. */
    private record Part(EvaluateJob job, int part, int parts) {
        void fill(SourceBuffer<Counted> buffer) throws IOException {
            Model model = ModelVersions.load(ModelStore.at(Location.of(job.store)).find(job.version));
            CaseSource source = job.cases.open();
            Evaluation counted = Evaluator.count(model, source, job.data, part, parts);
            Metrics.metric("cases", Unit.COUNT).set(counted.cases());
            Metrics.metric("errors", Unit.COUNT).set(counted.errors());
            buffer.add(new Counted(counted.confusion(), source.fingerprint(), model.net().sha256()));
            buffer.close();
        }
    }

    private Kept keep(List<Counted> parts) throws IOException {
        Counted first = parts.get(0);
        long[][] sum = new long[first.confusion.length][first.confusion.length];
        for (Counted part : parts) {
            if (!part.fingerprint.equals(first.fingerprint) || !part.modelSha256.equals(first.modelSha256)) {
                throw new BadInputException("%s or %s is not the same on all members: %s and %s".formatted(data, version,
                        first.fingerprint, part.fingerprint));
            }
            for (int label = 0; label < sum.length; label++) {
                for (int predicted = 0; predicted < sum.length; predicted++) {
                    sum[label][predicted] += part.confusion[label][predicted];
                }
            }
        }
        Evaluation evaluation = Evaluator.requireCases(new Evaluation(sum), data);
        ModelStore models = ModelStore.at(Location.of(store));
        ModelVersion evaluated = models.find(version);
        return new Kept(sum, models.versions(evaluated.name()).addEvaluation(evaluated.number(), new StoredEvaluation(data,
                first.fingerprint, evaluation.cases(), evaluation.errors(), first.modelSha256, Moment.now())));
    }

    private JobConfig config() {
        return new JobConfig().setName("beliefgrid-evaluate-" + version + "-" + Long.toHexString(System.nanoTime()));
    }

    /** Submits the job; its result is kept in the store. */
    public Job submit(HazelcastInstance grid) {
        return grid.getJet().newJob(pipeline(), config());
    }

    /**
     * Submits the job and waits for its end.
     *
     * @param submitted gets the job
     * @throws BadInputException if cases or model cannot be used
     * @throws CancellationException if the job was cancelled
     * @throws GridUnavailableException if the grid went away
     */
    public Kept run(HazelcastInstance grid, Consumer<Job> submitted) throws BadInputException {
        Observable<Kept> told = grid.getJet().newObservable();
        try {
            CompletableFuture<List<Kept>> result = told.toFuture(Stream::toList);
            Pipeline pipeline = Pipeline.create();
            kept(pipeline).writeTo(Sinks.observable(told));
            Job job = grid.getJet().newJob(pipeline, config());
            submitted.accept(job);
            JobEnd.await(grid, job);
            return result.join().get(0);
        } finally {
            told.destroy();
        }
    }
}
