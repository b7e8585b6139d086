package org.beliefgrid.client;

import com.hazelcast.function.FunctionEx;
import com.hazelcast.jet.Util;
import com.hazelcast.jet.pipeline.BatchStage;
import com.hazelcast.jet.pipeline.ServiceFactories;
import com.hazelcast.jet.pipeline.ServiceFactory;
import com.hazelcast.jet.pipeline.StreamStage;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map.Entry;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.beliefgrid.jobs.scoring.ModelRef;
import org.beliefgrid.jobs.scoring.ModelService;
import org.beliefgrid.scoring.Score;

/**
 * Stages for Jet pipelines of one's own, on BeliefGrid's members. They score with a model of a store that all members read:
 *
 * <pre>{@code
 * pipeline.readFrom(Sources.<Long, float[]>map("cases"))
 *         .apply(BeliefGridStages.classify("hdfs:///beliefgrid/models", "digits").entries())
 *         .writeTo(Sinks.map("scores"));
 * }</pre>
 *
 * Items are scored in batches as they come, on threads of the stage, in their order. One model on each member serves all of
 * them. A case that does not fit gets a {@link Score} that says why, and no exception ends the job.
 */
public final class BeliefGridStages {
    /** As many as a scorer passes at once. */
    private static final int MOST_AT_ONCE = 480;

    private BeliefGridStages() {
    }

    /**
     * Scoring with a model of a store.
     *
     * @param store folder that every member can read, a local path or a URI
     * @param model {@code NAME} (the promoted version, or the newest if none is), {@code NAME@N} or {@code NAME@latest};
     *     unless a version is named by its number, another one is taken up within seconds after it was promoted, without a
     *     restart
     */
    public static Classify classify(String store, String model) {
        return new Classify(ModelRef.of(store, model));
    }

    /**
     * What makes a scoring stage, to be given to {@code stage.apply}. Immutable. The
     * same values get the same score, to the bit, in whatever batch they come: that of an evaluation on the same OpenBLAS
     * kernel.
     */
    public static final class Classify implements Serializable {
        private static final long serialVersionUID = 1L;

        private final ModelRef ref;

        private Classify(ModelRef ref) {
            this.ref = ref;
        }

        /**
         * The same with so many threads on each member; the default is half of its cores, but one at least. A stage has two
         * batches under way at most.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public Classify withThreads(int threads) {
            if (threads < 1) {
                throw new IllegalArgumentException("threads must be at least 1, were " + threads);
            }
            return new Classify(new ModelRef(ref.store(), ref.model(), threads, ref.lookMillis()));
        }

        /**
         * The same with another time between two looks whether another version is promoted; the default is five seconds.
         *
         * @throws IllegalArgumentException if it is below a millisecond
         */
        public Classify lookingEvery(Duration time) {
            return new Classify(new ModelRef(ref.store(), ref.model(), ref.threads(), time.toMillis()));
        }

        /** Entries with a case as value become entries with its score. */
        public <K> FunctionEx<BatchStage<Entry<K, float[]>>, BatchStage<Entry<K, Score>>> entries() {
            ServiceFactory<?, ModelService> service = service();
            return stage -> stage.mapUsingServiceAsyncBatched(service, MOST_AT_ONCE, Classify::entriesOfScores)
                    .setName("classify");
        }

        /** The same on a stream, such as that of a map's journal. */
        public <K> FunctionEx<StreamStage<Entry<K, float[]>>, StreamStage<Entry<K, Score>>> eventEntries() {
            ServiceFactory<?, ModelService> service = service();
            return stage -> stage.mapUsingServiceAsyncBatched(service, MOST_AT_ONCE, Classify::entriesOfScores)
                    .setName("classify");
        }

        /**
         * Items become entries of themselves and their score.
         *
         * @param values an item's values, as the network's visible units
         */
        public <T> FunctionEx<BatchStage<T>, BatchStage<Entry<T, Score>>> batch(FunctionEx<? super T, float[]> values) {
            ServiceFactory<?, ModelService> service = service();
            return stage -> stage.<ModelService, Entry<T, Score>>mapUsingServiceAsyncBatched(service, MOST_AT_ONCE,
                    (model, items) -> scored(model, items, values, item -> item)).setName("classify");
        }

        /**
         * The same on a stream.
         *
         * @param values an item's values, as the network's visible units
         */
        public <T> FunctionEx<StreamStage<T>, StreamStage<Entry<T, Score>>> stream(FunctionEx<? super T, float[]> values) {
            ServiceFactory<?, ModelService> service = service();
            return stage -> stage.<ModelService, Entry<T, Score>>mapUsingServiceAsyncBatched(service, MOST_AT_ONCE,
                    (model, items) -> scored(model, items, values, item -> item)).setName("classify");
        }

        private ServiceFactory<?, ModelService> service() {
            ModelRef model = ref;
            return ServiceFactories.sharedService(context -> new ModelService(model), ModelService::close);
        }

        private static <K> CompletableFuture<List<Entry<K, Score>>> entriesOfScores(ModelService model,
                List<? extends Entry<K, float[]>> entries) {
            return scored(model, entries, Entry::getValue, Entry::getKey);
        }

        private static <T, K> CompletableFuture<List<Entry<K, Score>>> scored(ModelService model, List<? extends T> items,
                FunctionEx<? super T, ?> values, Function<? super T, K> key) {
            return CompletableFuture.supplyAsync(() -> {
                Score[] scores = scores(model, items, values);
                List<Entry<K, Score>> result = new ArrayList<>(scores.length);
                for (int i = 0; i < scores.length; i++) {
                    result.add(Util.entry(key.apply(items.get(i)), scores[i]));
                }
                return result;
            }, model.threads());
        }

        /** In a map there may be anything, whatever its type says: what is no array of floats has no values. */
        private static <T> Score[] scores(ModelService model, List<? extends T> items, FunctionEx<? super T, ?> values) {
            float[][] cases = new float[items.size()][];
            for (int i = 0; i < cases.length; i++) {
                Object found = values.apply(items.get(i));
                cases[i] = found instanceof float[] floats ? floats : null;
            }
            return model.scoreAny(cases);
        }
    }
}
