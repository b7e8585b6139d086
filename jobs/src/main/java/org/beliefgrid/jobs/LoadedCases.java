package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.learning.AlgorithmProvider;
import org.beliefgrid.learning.AlgorithmResult;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.State;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.Learned;
import org.beliefgrid.model.LearnedSections;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.TrainingPlan;

/**
 * Cases that lie in the grid: what an algorithm is told of them, and what becomes of its last state.
 *
 * @param sources where they come from
 * @param dataset as it is loaded
 */
record LoadedCases(Sources sources, Dataset dataset) {
    /**
     * The algorithms of a plan.
     *
     * @throws InvalidConfigException if they need labels and there are none, or a member has not got their classes
     */
    List<IterativeAlgorithm> algorithms(HazelcastInstance grid, AlgorithmProvider provider, TrainingPlan plan) {
        if (dataset.totalLabelled() == 0) {
            TrainRequest.requireNoLabelsNeeded(provider, plan, sources.name());
        }
        List<IterativeAlgorithm> algorithms = provider.algorithms(plan, data(plan));
        MemberClasses.require(grid, algorithms);
        return algorithms;
    }

    private TrainingData data(TrainingPlan plan) {
        return new TrainingData(dataset.units(),
                dataset.totalLabelled() > 0 ? dataset.classes() : 0, most(dataset.cases()), most(dataset.labelled()),
                dataset.totalHeldOut() > 0, TableSources.classWeights(sources.training(), plan));
    }

    private static int most(int[] ofShards) {
        return Arrays.stream(ofShards).max().orElseThrow();
    }

    /** The model gets scales and names of the rows as they were read just now. */
    void requireSameRows(String run) throws IOException {
        if (sources.training() instanceof SourceSpec.Table
                && !sources.training().open().fingerprint().equals(dataset.fingerprint())) {
            throw new InvalidConfigException("run %s: the rows of %s have changed since it read them".formatted(run,
                    sources.name()));
        }
    }

    /** What was learned, as it is stored; empty if the state is no result yet. */
    Optional<Learned> learned(AlgorithmProvider provider, TrainingPlan plan, State state, Provenance provenance) {
        return provider.result(plan, data(plan), state).map(result -> stored(result, plan, provenance));
    }

    private Learned stored(AlgorithmResult result, TrainingPlan plan, Provenance provenance) {
        ImageShape shape = new ImageShape(dataset.height(), dataset.width());
        if (result instanceof AlgorithmResult.Network network) {
            return new Model(network.net(), shape, plan, provenance, sources.training().table());
        }
        AlgorithmResult.Sections sections = (AlgorithmResult.Sections) result;
        return new LearnedSections(sections.sections(), sections.figures(), shape, plan, provenance,
                sources.training().table());
    }
}
