package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.hiddenBiases;
import static org.beliefgrid.learning.LayerSections.visibleBiases;
import static org.beliefgrid.learning.LayerSections.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.TrainingPlan;

/** The algorithms that train a deep belief network one after the other, and the network in their last state. */
public final class DeepBeliefTraining {
    private DeepBeliefTraining() {
    }

    /**
     * The algorithms of a plan: one pre-training a layer, then fine-tuning.
     *
     * @param plan hyper-parameters
     * @param data what it learns from
     */
    public static List<IterativeAlgorithm> algorithms(TrainingPlan plan, TrainingData data) {
        int[] units = new int[plan.hidden().size() + 1];
        units[0] = data.visible();
        for (int layer = 0; layer < plan.hidden().size(); layer++) {
            units[layer + 1] = plan.hidden().get(layer);
        }
        List<IterativeAlgorithm> algorithms = new ArrayList<>();
        for (int layer = 0; layer < plan.hidden().size(); layer++) {
            boolean labels = plan.pretraining().labelUnits() && layer == plan.hidden().size() - 1;
            algorithms.add(new RbmPretraining(Arrays.copyOf(units, layer + 2), labels ? data.classes() : 0,
                    new Averaging(plan.miniBatch(), plan.averageEvery(), data.mostCases()), plan.seed(), data.heldOut(),
                    plan.pretraining()));
        }
        if (data.classes() > 0 && plan.fineTuning().epochs() > 0) {
            algorithms.add(new BackPropagation(units, data.classes(),
                    new Averaging(plan.miniBatch(), plan.averageEvery(), data.mostLabelled()), plan.seed(), data.heldOut(),
                    plan.pretraining(), plan.fineTuning()));
        }
        return algorithms;
    }

    /**
     * Which parameters the training ended with, and why.
     *
     * @param algorithms that were carried out
     * @param state the last one of a run that went to its end
     * @return empty if the plan left nothing to choose, or there was no fine-tuning
     */
    public static Optional<Choice> choice(List<IterativeAlgorithm> algorithms, State state) {
        return algorithms.get(algorithms.size() - 1) instanceof BackPropagation fineTuning ? fineTuning.choice(state)
                : Optional.empty();
    }

    /**
     * The network in a state of one of {@link #algorithms}: all layers that it has, and the softmax layer if it has one.
     *
     * @param visible units of the data
     */
    public static DeepBeliefNet net(State state, int visible) {
        List<Rbm> rbms = new ArrayList<>();
        int units = visible;
        for (int layer = 0; state.has(weights(layer)); layer++) {
            float[] biases = state.get(hiddenBiases(layer));
            rbms.add(new Rbm(units, biases.length, state.get(weights(layer)), state.get(visibleBiases(layer)), biases));
            units = biases.length;
        }
        Optional<SoftmaxLayer> softmax = Optional.empty();
        if (state.has(LayerSections.SOFTMAX_WEIGHTS)) {
            float[] biases = state.get(LayerSections.SOFTMAX_BIASES);
            softmax = Optional.of(new SoftmaxLayer(units, biases.length, state.get(LayerSections.SOFTMAX_WEIGHTS), biases));
        }
        return new DeepBeliefNet(rbms, softmax);
    }
}
