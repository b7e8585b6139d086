package org.beliefgrid.client;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.pipeline.Pipeline;
import java.io.IOException;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.EvaluateJob;
import org.beliefgrid.jobs.NamedLoad;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;

/**
 * Jet jobs of BeliefGrid as pipelines, to be submitted as any other to a grid of BeliefGrid's members:
 *
 * <pre>{@code
 * instance.getJet().newJob(BeliefGridJobs.evaluate("hdfs:///beliefgrid/models", "digits", Data.mnist()),
 *         new JobConfig().setName("nightly"));
 * }</pre>
 *
 * Members read data and store by themselves: both must be where all of them reach them, and not on a disk of this machine's own
 * unless they run there. Trainings begin by {@link BeliefGridClient#train}, scoring by {@link BeliefGridStages}.
 */
public final class BeliefGridJobs {
    private BeliefGridJobs() {
    }

    /**
     * Loads the training cases into the grid under a name, for trainings with the same data, seed, shards, labels and held-out
     * cases ({@link TrainingOrder#onLoaded}). Dealt over the members of now; a job of its own for each dataset.
     *
     * @param grid a member or a client of the grid that it will be submitted to
     * @param name of the dataset, not in the grid yet
     * @param plan whose seed, shards, labels and held-out cases say how cases are dealt
     * @throws InvalidConfigException if there is a dataset of that name, or the data have not the cases that the plan asks for
     * @throws BadInputException if the data cannot be used
     * @throws IOException if they cannot be read now
     */
    public static Pipeline load(HazelcastInstance grid, String name, Data data, TrainingPlan plan) throws IOException {
        return NamedLoad.of(grid, name, data.toLoad(), plan).pipeline();
    }

    /**
     * Classifies the test cases on all members, and keeps the evaluation beside the version of the model.
     *
     * @param store folder of models that every member reads and writes, and this process reads
     * @param model {@code NAME} (the promoted version, or the newest if none is), {@code NAME@N} or {@code NAME@latest}; which
     *     version that is, is found out now
     * @throws BadInputException if there is no such model, or the data have no test cases
     * @throws IOException if the store cannot be read now
     */
    public static Pipeline evaluate(String store, String model, Data data) throws IOException {
        Location folder = Location.of(store);
        ModelStore models = ModelStore.at(folder);
        ModelVersion version = models.find(model);
        return EvaluateJob.of(folder, version, data.test(ModelVersions.load(version).table()), data.name()).pipeline();
    }
}
