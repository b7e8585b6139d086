package org.beliefgrid.examples;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.map.IMap;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.beliefgrid.client.BeliefGridClient;
import org.beliefgrid.client.BeliefGridStages;
import org.beliefgrid.client.GridClient;
import org.beliefgrid.client.Predictor;
import org.beliefgrid.scoring.Score;

/**
 * A pipeline of one's own with a stage that scores: from a map of cases to a map of scores.
 *
 * <pre>SubmitJetPipeline MEMBERS SECRET-FILE STORE MODEL CASES</pre>
 *
 * Nothing of this program has to be on the members: the pipeline has no function of its own.
 */
public final class SubmitJetPipeline {
    private SubmitJetPipeline() {
    }

    public static void main(String[] arguments) throws Exception {
        String store = arguments[2];
        String model = arguments[3];
        HazelcastInstance instance = GridClient.connect(Arrays.asList(arguments[0].split(",")), Path.of(arguments[1]));
        try {
            IMap<Long, float[]> cases = instance.getMap("example-cases");
            IMap<Long, Score> scores = instance.getMap("example-scores");
            try (Predictor predictor = BeliefGridClient.connect(instance, store).open(model)) {
                fill(cases, predictor.inputs(), Integer.parseInt(arguments[4]));
            }
            Pipeline pipeline = Pipeline.create();
            pipeline.readFrom(Sources.map(cases))
                    .apply(BeliefGridStages.classify(store, model).<Long>entries())
                    .writeTo(Sinks.map(scores));
            Job job = instance.getJet().newJob(pipeline, new JobConfig().setName("example-pipeline"));
            job.join();
            Map<String, Integer> counts = new TreeMap<>();
            scores.values().forEach(score -> counts.merge(score.model() + " class " + score.label(), 1, Integer::sum));
            counts.forEach((what, count) -> System.out.println(what + ": " + count));
            cases.destroy();
            scores.destroy();
        } finally {
            instance.shutdown();
        }
    }

    /** Random images under their numbers. */
    private static void fill(IMap<Long, float[]> cases, int inputs, int count) {
        Random random = new Random(1);
        for (long number = 0; number < count; number++) {
            float[] values = new float[inputs];
            for (int i = 0; i < inputs; i++) {
                values[i] = random.nextFloat();
            }
            cases.set(number, values);
        }
    }
}
