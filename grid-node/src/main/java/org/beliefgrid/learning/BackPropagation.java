package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.LABEL_BIASES;
import static org.beliefgrid.learning.LayerSections.LABEL_WEIGHTS;
import static org.beliefgrid.learning.LayerSections.SOFTMAX_BIASES;
import static org.beliefgrid.learning.LayerSections.SOFTMAX_WEIGHTS;
import static org.beliefgrid.learning.LayerSections.hiddenBiases;
import static org.beliefgrid.learning.LayerSections.visibleBiases;
import static org.beliefgrid.learning.LayerSections.weights;

import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Units;

/**
 * Fine-tuning: the pre-trained stack and a softmax layer on top, trained on the labelled cases by back-propagation of the
 * cross-entropy (Hinton and Salakhutdinov, "Reducing the dimensionality of data with neural networks", 2006).
 *
 * @param units units of all layers from the data to the top hidden layer, at least two numbers
 * @param classes number of classes, at least 2
 * @param averaging when shards are averaged
 * @param seed of the run
 * @param heldOut whether there are held-out cases to look at
 * @param pretraining what the stack is, and the deviation of initial weights
 * @param settings of fine-tuning
 */
public record BackPropagation(int[] units, int classes, Averaging averaging, long seed, boolean heldOut, Pretraining pretraining,
                              FineTuning settings) implements IterativeAlgorithm {
    /** Number of layers below the softmax layer. */
    int layers() {
        return units.length - 1;
    }

    @Override
    public String name() {
        return "fine-tuning";
    }

    @Override
    public String stepSize() {
        return "learningRate " + settings.descent().learningRate();
    }

    @Override
    public int rounds() {
        return Math.multiplyExact(settings.epochs(), roundsAnEpoch());
    }

    @Override
    public int roundsAnEpoch() {
        return averaging.roundsAnEpoch();
    }

    @Override
    public List<Section> layout() {
        List<Section> frozen = new ArrayList<>();
        if (pretraining.units().visible() == Units.Visible.GAUSSIAN) {
            frozen.addAll(LayerSections.input(units[0], Role.FROZEN));
        }
        if (pretraining.labelUnits()) {
            frozen.addAll(LayerSections.labels(classes, units[layers()], Role.FROZEN));
        }
        List<Section> learned = new ArrayList<>();
        for (int layer = 0; layer < layers(); layer++) {
            frozen.add(new Section(visibleBiases(layer), units[layer], Role.FROZEN));
            learned.add(new Section(weights(layer), Math.multiplyExact(units[layer], units[layer + 1]), Role.LEARNED));
            learned.add(new Section(hiddenBiases(layer), units[layer + 1], Role.LEARNED));
        }
        learned.add(new Section(SOFTMAX_WEIGHTS, Math.multiplyExact(units[layers()], classes), Role.LEARNED));
        learned.add(new Section(SOFTMAX_BIASES, classes, Role.LEARNED));
        return LayerSections.join(frozen, learned, LayerSections.velocities(learned),
                BlockMomentum.sections(learned, settings.blockMomentum()));
    }

    @Override
    public List<String> statistics() {
        return List.of("loss", "training error");
    }

    @Override
    public State start(State previous) {
        State.Builder state = new State.Builder();
        for (Section section : layout()) {
            if (previous.has(section.name()) && section.role() != Role.VELOCITY && section.role() != Role.DRIVER) {
                state.add(section, previous.get(section.name()));
            } else if (section.name().equals(SOFTMAX_WEIGHTS) && previous.has(LABEL_WEIGHTS)) {
                state.add(section, transposed(previous.get(LABEL_WEIGHTS), classes));
            } else if (section.name().equals(SOFTMAX_BIASES) && previous.has(LABEL_BIASES)) {
                state.add(section, previous.get(LABEL_BIASES));
            } else if (section.name().equals(SOFTMAX_WEIGHTS)) {
                CounterStream stream = CounterStream.of(seed, Purpose.INITIAL_WEIGHTS).atMiniBatch(layers());
                state.add(section, InitialWeights.gaussian(stream, section.length(),
                        pretraining.initialDeviation().of(units[layers()], classes, false)));
            } else {
                state.add(section, new float[section.length()]);
            }
        }
        return state.build();
    }

    /** The softmax layer that a machine with label units is, given its hidden units. */
    private static float[] transposed(float[] labelWeights, int classes) {
        float[] transposed = new float[labelWeights.length];
        int hidden = labelWeights.length / classes;
        for (int label = 0; label < classes; label++) {
            for (int unit = 0; unit < hidden; unit++) {
                transposed[unit * classes + label] = labelWeights[label * hidden + unit];
            }
        }
        return transposed;
    }

    @Override
    public ShardCases prepare(ShardCases cases, State state) {
        return InputStandardisation.prepared(cases, state);
    }

    @Override
    public long weight(int cases, int labelled, int round) {
        return averaging.count(labelled, round % roundsAnEpoch());
    }

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        try (BackPropagationEpoch epoch = new BackPropagationEpoch(this, cases, start, place)) {
            return epoch.run();
        }
    }

    @Override
    public State afterAveraging(State state, Mean mean, int round) {
        return BlockMomentum.next(state, mean, settings.blockMomentum(), round / roundsAnEpoch());
    }
}
