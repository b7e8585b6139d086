package org.beliefgrid.learning.algorithms;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.learning.AlgorithmProvider;
import org.beliefgrid.learning.AlgorithmResult;
import org.beliefgrid.learning.Averaging;
import org.beliefgrid.learning.Choice;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.InputStandardisation;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.SoftmaxRegression;
import org.beliefgrid.learning.State;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.AlgorithmSettings;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.LearningRate;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;

/**
 * Softmax regression. Its descent is that of the plan's {@code fineTuning}, over which its own settings are laid:
 * <pre>
 * epochs            whole number, 1 to 1,000,000; default fineTuning.epochs
 * learningRate      number above 0, constant; default fineTuning.learningRate
 * weightCost        number, 0 and up; default fineTuning.weightCost
 * </pre>
 * {@code pretraining.visibleUnits: gaussian} standardises the data. The result is a network without hidden layers.
 */
public final class SoftmaxProvider implements AlgorithmProvider {
    private static final int MOST_EPOCHS = 1_000_000;
    private static final double LEAST_RATE = 1e-30;
    private static final double MOST = 1e30;

    @Override
    public String name() {
        return "softmax";
    }

    @Override
    public String description() {
        return "softmax (logistic) regression; settings: epochs, learningRate, weightCost, and the plan's fineTuning";
    }

    @Override
    public void check(TrainingPlan plan) {
        FineTuning descent = descent(plan);
        if (descent.epochs() < 1) {
            throw new InvalidConfigException("algorithm softmax: epochs must be 1 or more, was " + descent.epochs());
        }
    }

    @Override
    public boolean learnsWithoutLabels() {
        return false;
    }

    private static FineTuning descent(TrainingPlan plan) {
        FineTuning given = plan.fineTuning();
        Descent steps = given.descent();
        AlgorithmSettings settings = new AlgorithmSettings(plan.algorithm());
        int epochs = settings.whole("epochs", given.epochs(), 1, MOST_EPOCHS);
        double rate = settings.number("learningRate", steps.learningRate().initial(), LEAST_RATE, MOST);
        double cost = settings.number("weightCost", steps.weightCost(), 0, MOST);
        settings.refuseRest();
        LearningRate rates = plan.algorithm().settings().containsKey("learningRate") ? LearningRate.constant(rate)
                : steps.learningRate();
        return given.withEpochs(epochs).withDescent(new Descent(rates, steps.momentum(), cost, steps.l1(), steps.maxNorm()));
    }

    @Override
    public List<IterativeAlgorithm> algorithms(TrainingPlan plan, TrainingData data) {
        Units.Visible kind = plan.pretraining().units().visible();
        List<IterativeAlgorithm> algorithms = new ArrayList<>();
        if (kind == Units.Visible.GAUSSIAN) {
            algorithms.add(new InputStandardisation(data.visible()));
        }
        algorithms.add(new SoftmaxRegression(data.visible(), data.classes(),
                Averaging.of(plan.averageEvery(), plan.miniBatch(), data.mostLabelled()), plan.seed(), data.heldOut(), kind,
                descent(plan), data.classWeights()));
        return algorithms;
    }

    @Override
    public Optional<AlgorithmResult> result(TrainingPlan plan, TrainingData data, State state) {
        return DeepBeliefTraining.hasClasses(state) ? Optional.of(new AlgorithmResult.Network(DeepBeliefTraining.net(state,
                data.visible(), plan.pretraining().units()))) : Optional.empty();
    }

    @Override
    public Optional<Choice> choice(List<IterativeAlgorithm> algorithms, State state) {
        return ((SoftmaxRegression) algorithms.get(algorithms.size() - 1)).choice(state);
    }
}
