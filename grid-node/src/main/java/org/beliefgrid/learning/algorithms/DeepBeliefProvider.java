package org.beliefgrid.learning.algorithms;

import java.util.List;
import java.util.Optional;
import org.beliefgrid.learning.AlgorithmProvider;
import org.beliefgrid.learning.AlgorithmResult;
import org.beliefgrid.learning.Choice;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.State;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.AlgorithmPlan;
import org.beliefgrid.model.AlgorithmSettings;
import org.beliefgrid.model.TrainingPlan;

/** A deep belief network, whose settings are the plan's own. */
public final class DeepBeliefProvider implements AlgorithmProvider {
    @Override
    public String name() {
        return AlgorithmPlan.DEEP_BELIEF_NETWORK;
    }

    @Override
    public String description() {
        return "stack of restricted Boltzmann machines, fine-tuned to tell classes apart; settings: the plan's own";
    }

    @Override
    public boolean hasVisibleUnits() {
        return true;
    }

    @Override
    public void check(TrainingPlan plan) {
        new AlgorithmSettings(plan.algorithm()).refuseRest();
    }

    @Override
    public boolean learnsClasses(TrainingPlan plan) {
        return plan.fineTuning().epochs() > 0;
    }

    @Override
    public void requireFits(TrainingPlan plan, TrainingData data, int cases) {
        plan.requireFits(data.visible(), cases);
    }

    @Override
    public List<IterativeAlgorithm> algorithms(TrainingPlan plan, TrainingData data) {
        return DeepBeliefTraining.algorithms(plan, data);
    }

    @Override
    public Optional<AlgorithmResult> result(TrainingPlan plan, TrainingData data, State state) {
        return DeepBeliefTraining.hasLayer(state) ? Optional.of(new AlgorithmResult.Network(DeepBeliefTraining.net(state,
                data.visible(), plan.pretraining().units()))) : Optional.empty();
    }

    @Override
    public Optional<Choice> choice(List<IterativeAlgorithm> algorithms, State state) {
        return DeepBeliefTraining.choice(algorithms, state);
    }
}
