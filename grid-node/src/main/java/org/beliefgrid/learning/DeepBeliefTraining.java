package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.INPUT_DEVIATIONS;
import static org.beliefgrid.learning.LayerSections.INPUT_MEANS;
import static org.beliefgrid.learning.LayerSections.LABEL_BIASES;
import static org.beliefgrid.learning.LayerSections.LABEL_WEIGHTS;
import static org.beliefgrid.learning.LayerSections.hiddenBiases;
import static org.beliefgrid.learning.LayerSections.visibleBiases;
import static org.beliefgrid.learning.LayerSections.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.Standardisation;
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
            algorithms.add(new InputStandardisation(data.visible()));
        }
        for (int layer = 0; layer < plan.hidden().size(); layer++) {
            boolean labels = plan.pretraining().labelUnits() && layer == plan.hidden().size() - 1;
            algorithms.add(new RbmPretraining(Arrays.copyOf(units, layer + 2), labels ? data.classes() : 0,
                    Averaging.of(plan.averageEvery(), plan.miniBatch(), data.mostCases()), plan.seed(), data.heldOut(),
                    plan.pretraining()));
        }
        if (data.classes() > 0 && plan.fineTuning().epochs() > 0) {
            algorithms.add(new BackPropagation(units, data.classes(),
                    Averaging.of(plan.averageEvery(), plan.miniBatch(), data.mostLabelled()), plan.seed(), data.heldOut(),
                    plan.pretraining(), plan.fineTuning(), data.classWeights()));
        }
        return algorithms;
    }

    /**
     * Which parameters the training ended with, and why.
     *
     * @param algorithms that were carried out
     * @param state the last one of a run that went to its end
     * @return empty if there was no fine-tuning
     */
    public static Optional<Choice> choice(List<IterativeAlgorithm> algorithms, State state) {
        return algorithms.get(algorithms.size() - 1) instanceof BackPropagation fineTuning ? fineTuning.choice(state)
                : Optional.empty();
    }

    /** Whether a state has a layer already: that of the standardisation has none. */
    public static boolean hasLayer(State state) {
        return state.has(weights(0));
    }

    /** Whether a state has a softmax layer. */
    public static boolean hasClasses(State state) {
        return state.has(LayerSections.SOFTMAX_WEIGHTS);
    }

    /**
     * The network in a state of one of {@link #algorithms}: all layers that it has, and standardisation, label units and
     * softmax layer if it has them.
     *
     * @param visible units of the data
     * @param kinds what the units are
     */
    public static DeepBeliefNet net(State state, int visible, Units kinds) {
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
        Optional<Standardisation> standardisation = Optional.empty();
        if (state.has(INPUT_MEANS)) {
            standardisation = Optional.of(new Standardisation(state.get(INPUT_MEANS), state.get(INPUT_DEVIATIONS)));
        }
        Optional<LabelUnits> labels = Optional.empty();
        if (state.has(LABEL_WEIGHTS)) {
            float[] biases = state.get(LABEL_BIASES);
            labels = Optional.of(new LabelUnits(biases.length, units, state.get(LABEL_WEIGHTS), biases));
        }
        return new DeepBeliefNet(rbms, kinds, standardisation, labels, softmax);
    }

    /**
     * The sections of a network, for the algorithms to start from: the opposite of {@link #net}.
     *
     * @param classes of the data: label units and softmax layer of another number of classes are left out
     */
    public static State state(DeepBeliefNet net, int classes) {
        State.Builder state = new State.Builder();
        net.standardisation().ifPresent(input -> {
            add(state, INPUT_MEANS, input.means());
            add(state, INPUT_DEVIATIONS, input.deviations());
        });
        for (int layer = 0; layer < net.rbms().size(); layer++) {
            Rbm rbm = net.rbms().get(layer);
            add(state, weights(layer), rbm.weights());
            add(state, visibleBiases(layer), rbm.visibleBiases());
            add(state, hiddenBiases(layer), rbm.hiddenBiases());
        }
        net.labelUnits().filter(labels -> labels.classes() == classes).ifPresent(labels -> {
            add(state, LABEL_WEIGHTS, labels.weights());
            add(state, LABEL_BIASES, labels.biases());
        });
        net.softmax().filter(softmax -> softmax.classes() == classes).ifPresent(softmax -> {
            add(state, LayerSections.SOFTMAX_WEIGHTS, softmax.weights());
            add(state, LayerSections.SOFTMAX_BIASES, softmax.biases());
        });
        return state.build();
    }

    private static void add(State.Builder state, String name, float[] values) {
        state.add(new Section(name, values.length, Section.Role.FROZEN), values);
    }
}
