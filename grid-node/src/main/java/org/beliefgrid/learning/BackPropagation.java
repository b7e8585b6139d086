package org.beliefgrid.learning;

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

/**
 * Fine-tuning: the pre-trained stack and a softmax layer on top, trained on the labelled cases by back-propagation of the
 * cross-entropy (Hinton and Salakhutdinov, "Reducing the dimensionality of data with neural networks", 2006).
 *
 * @param units units of all layers from the data to the top hidden layer, at least two numbers
 * @param classes number of classes, at least 2
 * @param miniBatch cases a step
 * @param seed of the run
 * @param initialDeviation standard deviation of the initial softmax weights
 * @param settings of fine-tuning
 */
public record BackPropagation(int[] units, int classes, int miniBatch, long seed, double initialDeviation, FineTuning settings)
        implements IterativeAlgorithm {
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
        return "learningRate " + settings.learningRate();
    }

    @Override
    public int rounds() {
        return settings.epochs();
    }

    @Override
    public List<Section> layout() {
        List<Section> frozen = new ArrayList<>();
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
            } else if (section.name().equals(SOFTMAX_WEIGHTS)) {
                CounterStream stream = CounterStream.of(seed, Purpose.INITIAL_WEIGHTS).atMiniBatch(layers());
                state.add(section, InitialWeights.gaussian(stream, section.length(), initialDeviation));
            } else {
                state.add(section, new float[section.length()]);
            }
        }
        return state.build();
    }

    @Override
    public long weight(long cases, long labelled) {
        return labelled;
    }

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        try (BackPropagationEpoch epoch = new BackPropagationEpoch(this, cases, start, place)) {
            return epoch.run();
        }
    }

    @Override
    public State afterAveraging(State state, Mean mean, int epoch) {
        return BlockMomentum.next(state, mean, settings.blockMomentum());
    }
}
