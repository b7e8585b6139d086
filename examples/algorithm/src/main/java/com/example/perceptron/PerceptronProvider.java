package com.example.perceptron;

import java.util.List;
import java.util.Optional;
import org.beliefgrid.learning.AlgorithmProvider;
import org.beliefgrid.learning.AlgorithmResult;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.State;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.AlgorithmSettings;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.TrainingPlan;

/** {@code train --algorithm perceptron --set epochs=N}: its result is a network without hidden layers. */
public final class PerceptronProvider implements AlgorithmProvider {
    @Override
    public String name() {
        return "perceptron";
    }

    @Override
    public String description() {
        return "perceptron for several classes; settings: epochs";
    }

    @Override
    public void check(TrainingPlan plan) {
        epochs(plan);
    }

    private static int epochs(TrainingPlan plan) {
        AlgorithmSettings settings = new AlgorithmSettings(plan.algorithm());
        int epochs = settings.whole("epochs", 10, 1, 100_000);
        settings.refuseRest();
        return epochs;
    }

    @Override
    public boolean learnsWithoutLabels() {
        return false;
    }

    @Override
    public List<IterativeAlgorithm> algorithms(TrainingPlan plan, TrainingData data) {
        return List.of(new Perceptron(data.visible(), data.classes(), epochs(plan), plan.seed()));
    }

    /** The class of the largest score is also that of the largest probability of a softmax. */
    @Override
    public Optional<AlgorithmResult> result(TrainingPlan plan, TrainingData data, State state) {
        SoftmaxLayer scores = new SoftmaxLayer(data.visible(), data.classes(), state.get(Perceptron.WEIGHTS),
                state.get(Perceptron.BIASES));
        return Optional.of(new AlgorithmResult.Network(new DeepBeliefNet(List.of(), Optional.of(scores))));
    }
}
