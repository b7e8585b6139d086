package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.hiddenBiases;
import static org.beliefgrid.learning.LayerSections.weights;

import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Units;
import org.beliefgrid.scoring.ForwardPass;
import org.beliefgrid.scoring.ForwardPass.Layer;

/**
 * Pre-training of one layer: the restricted Boltzmann machine above the frozen layers below, by contrastive divergence
 * (Hinton, "Training products of experts by minimizing contrastive divergence", 2002).
 *
 * @param units units of all layers from the data up to this layer's hidden units, at least two numbers: the layer trained
 *     joins the last two
 * @param classes number of classes whose labels this layer learns, too, as softmax units beside its visible ones; 0 for none
 * @param averaging when shards are averaged
 * @param seed of the run
 * @param heldOut whether there are held-out cases to compare with
 * @param settings of pre-training
 */
public record RbmPretraining(int[] units, int classes, Averaging averaging, long seed, boolean heldOut, Pretraining settings)
        implements IterativeAlgorithm {
    private static final int PREPARED_AT_ONCE = 480;

    /** Which layer, counted from 0 at the data. */
    int layer() {
        return units.length - 2;
    }

    int visible() {
        return units[layer()];
    }

    int hidden() {
        return units[layer() + 1];
    }

    @Override
    public String name() {
        return "pre-training layer " + (layer() + 1);
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
        for (int below = 0; below < layer(); below++) {
            frozen.addAll(LayerSections.rbm(below, units[below], units[below + 1], Role.FROZEN));
        }
        List<Section> learned = LayerSections.rbm(layer(), visible(), hidden(), Role.LEARNED);
        return LayerSections.join(frozen, learned, LayerSections.velocities(learned),
                BlockMomentum.sections(learned, settings.blockMomentum()));
    }

    @Override
    public List<String> statistics() {
        return List.of("reconstruction error");
    }

    @Override
    public State start(State previous) {
        State.Builder state = new State.Builder();
        for (Section section : layout()) {
            if (section.role() == Role.FROZEN) {
                state.add(section, previous.get(section.name()));
            } else if (section.role() == Role.LEARNED && previous.has(section.name())) {
                state.add(section, previous.get(section.name()));  // of the model that the run starts from
            } else if (section.name().equals(weights(layer()))) {
                state.add(section, initialWeights(section.length()));
            } else {
                state.add(section, new float[section.length()]);
            }
        }
        return state.build();
    }

    private float[] initialWeights(int count) {
        return InitialWeights.gaussian(CounterStream.of(seed, Purpose.INITIAL_WEIGHTS).atMiniBatch(layer()), count,
                settings.initialDeviation().of(visible(), hidden(), settings.units().hidden() == Units.Hidden.BERNOULLI));
    }

    @Override
    public long weight(int cases, int labelled, int round) {
        return averaging.count(cases, round % roundsAnEpoch());
    }

    @Override
    public ShardCases prepare(ShardCases cases, State state) {
        if (layer() == 0) {
            return cases;
        }
        List<Layer> below = new ArrayList<>();
        for (int index = 0; index < layer(); index++) {
            below.add(new Layer(units[index], units[index + 1], state.get(weights(index)), state.get(hiddenBiases(index))));
        }
        try (ForwardPass pass = new ForwardPass(below, false, PREPARED_AT_ONCE)) {
            return cases.withValues(visible(), pass.through(cases.all(), cases::copy));
        }
    }

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        try (RbmEpoch epoch = new RbmEpoch(this, cases, start, place)) {
            return epoch.run();
        }
    }

    @Override
    public State afterAveraging(State state, Mean mean, int round) {
        return BlockMomentum.next(state, mean, settings.blockMomentum(), round / roundsAnEpoch());
    }
}
