package org.beliefgrid.learning;

import static org.beliefgrid.learning.AutoencoderSections.ERRORS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.LearningRate;
import org.beliefgrid.model.NamedSection;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Sparsity;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;

/** The algorithms that train a deep autoencoder one after the other, and what they have learned in their last state. */
public final class AutoencoderTraining {
    private AutoencoderTraining() {
    }

    /**
     * Standardisation for Gaussian data, one pre-training a layer, the last one of linear units, then the unrolled network,
     * then
     * perhaps the covariance.
     *
     * @param plan whose last hidden layer is the code
     * @param data what it learns from
     * @param codeLearningRate of the code layer's pre-training
     * @param covariance whether the covariance of the data is computed, too
     */
    public static List<IterativeAlgorithm> algorithms(TrainingPlan plan, TrainingData data, double codeLearningRate,
            boolean covariance) {
        int[] units = units(plan, data);
        boolean standardised = isStandardised(plan);
        Averaging averaging = Averaging.of(plan.averageEvery(), plan.miniBatch(), data.mostCases());
        List<IterativeAlgorithm> algorithms = new ArrayList<>();
        if (standardised) {
            algorithms.add(new InputStandardisation(data.visible()));
        }
        int layers = units.length - 1;
        for (int layer = 0; layer < layers; layer++) {
            boolean code = layer == layers - 1;
            algorithms.add(new RbmPretraining(Arrays.copyOf(units, layer + 2), 0, averaging, plan.seed(),
                    data.heldOut() && !code, code ? slower(plan.pretraining(), codeLearningRate) : plan.pretraining(), code));
        }
        DeepAutoencoder unrolled = new DeepAutoencoder(units, averaging, plan.seed(), plan.pretraining().units(),
                plan.fineTuning());
        algorithms.add(unrolled);
        if (covariance) {
            List<Section> kept = kept(units);
            algorithms.add(new Covariance(data.visible(), standardised, kept.stream().map(Section::name).toArray(String[]::new),
                    kept.stream().mapToInt(Section::length).toArray()));
        }
        return algorithms;
    }

    private static boolean isStandardised(TrainingPlan plan) {
        return plan.pretraining().units().visible() == Units.Visible.GAUSSIAN;
    }

    private static int[] units(TrainingPlan plan, TrainingData data) {
        int[] units = new int[plan.hidden().size() + 1];
        units[0] = data.visible();
        for (int layer = 1; layer < units.length; layer++) {
            units[layer] = plan.hidden().get(layer - 1);
        }
        return units;
    }

    private static Pretraining slower(Pretraining pretraining, double rate) {
        Descent steps = pretraining.descent();
        // Sparsity is of units that are on or off.
        Descent slower = new Descent(LearningRate.constant(rate), steps.momentum(), steps.weightCost(), steps.l1(),
                steps.maxNorm());
        return pretraining.withDescent(slower).withSparsity(Sparsity.NONE);
    }

    private static List<Section> kept(int[] units) {
        List<Section> kept = new ArrayList<>(AutoencoderSections.learned(units));
        kept.add(new Section(ERRORS, 2, Role.DRIVER));
        return kept;
    }

    /** Whether a state has the unrolled network. */
    public static boolean isUnrolled(State state) {
        return state.has(ERRORS);
    }

    /** Mean squared errors of the training and of the held-out cases; 0 before the end. */
    public static float[] errors(State state) {
        return state.get(ERRORS);
    }

    /** The unrolled network, and what standardises its inputs, from a state that has it. */
    public static List<NamedSection> sections(TrainingPlan plan, TrainingData data, State state) {
        int[] units = units(plan, data);
        int layers = units.length - 1;
        List<NamedSection> sections = new ArrayList<>();
        if (isStandardised(plan)) {
            LayerSections.input(units[0], Role.FROZEN).forEach(input -> sections.add(new NamedSection(input.name(),
                    List.of(units[0]), state.get(input.name()))));
        }
        for (int index = 0; index < 2 * layers; index++) {
            String weights = AutoencoderSections.weights(index, layers);
            String biases = AutoencoderSections.biases(index, layers);
            int above = AutoencoderSections.above(units, index);
            sections.add(new NamedSection(weights, List.of(AutoencoderSections.below(units, index), above),
                    state.get(weights)));
            sections.add(new NamedSection(biases, List.of(above), state.get(biases)));
        }
        return sections;
    }
}
