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
import org.beliefgrid.model.Units;

/** The algorithms that train a deep belief network one after the other, and the network in their last state. */
public final class DeepBeliefTraining {
    private DeepBeliefTraining() {
    }

    /**
     * The algorithms of a plan: standardisation for Gaussian visible units, one pre-training a layer, then fine-tuning.
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
        if (plan.pretraining().units().visible() == Units.Visible.GAUSSIAN) {
            algorithms.add(new Standardisation(data.visible()));
        }
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
