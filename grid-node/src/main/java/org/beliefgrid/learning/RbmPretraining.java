package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.LABEL_WEIGHTS;
import static org.beliefgrid.learning.LayerSections.activity;
import static org.beliefgrid.learning.LayerSections.chains;
import static org.beliefgrid.learning.LayerSections.hiddenBiases;
import static org.beliefgrid.learning.LayerSections.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Pretraining.LayerInput;
import org.beliefgrid.model.Sampling.Chains;
import org.beliefgrid.model.UnitKind;
import org.beliefgrid.model.Units;
import org.beliefgrid.scoring.ForwardPass;
import org.beliefgrid.scoring.ForwardPass.Activation;
import org.beliefgrid.scoring.ForwardPass.Cases;
import org.beliefgrid.scoring.ForwardPass.Layer;

/**
 * Pre-training of one layer: the restricted Boltzmann machine above the frozen layers below, by contrastive divergence
 * (Hinton, "Training products of experts by minimizing contrastive divergence", 2002) or with persistent chains (Tieleman,
 * "Training restricted Boltzmann machines using approximations to the likelihood gradient", 2008). With held-out cases there is
 * one more round behind the last epoch, which learns nothing and looks at what that epoch ended with.
 *
 * @param units units of all layers from the data up to this layer's hidden units, at least two numbers: the layer trained
 *     joins the last two
 * @param classes number of classes whose labels this layer learns, too, as softmax units beside its visible ones; 0 for none
 * @param averaging when shards are averaged
 * @param seed of the run
 * @param heldOut whether there are held-out cases to compare with
 * @param settings of pre-training
 * @param linear whether this layer's hidden units are linear with Gaussian noise of deviation 1, whatever those below are: the
 *     code layer of an autoencoder
 */
public record RbmPretraining(int[] units, int classes, Averaging averaging, long seed, boolean heldOut, Pretraining settings,
                             boolean linear) implements IterativeAlgorithm {
    private static final int PREPARED_AT_ONCE = 480;
    /** What figures of the free-energy gap begin with; the weights that they are of follow in brackets. */
    public static final String FREE_ENERGY_GAP = "free-energy gap";
    private static final String RECONSTRUCTION_ERROR = "reconstruction error";

    /** One whose hidden units are those of the settings. */
    public RbmPretraining(int[] units, int classes, Averaging averaging, long seed, boolean heldOut, Pretraining settings) {
        this(units, classes, averaging, seed, heldOut, settings, false);
    }

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

    UnitKind visibleKind() {
        return UnitKind.visible(settings.units(), layer());
    }

    UnitKind hiddenKind() {
        return linear ? UnitKind.GAUSSIAN : UnitKind.hidden(settings.units());
    }

    /** Whether chains go on from mini-batch to mini-batch. */
    boolean persistent() {
        return settings.sampling().chains() == Chains.PERSISTENT;
    }

    /** Whether the machine is shown states that are drawn from what was kept of the layer below. */
    boolean shownSamples() {
        return layer() > 0 && settings.layerInput() == LayerInput.SAMPLES;
    }

    /** Whether total inputs are kept of the layer below: what to draw from does not follow from a rectified mean. */
    boolean keepsTotalInputs() {
        return shownSamples() && UnitKind.hidden(settings.units()) == UnitKind.RECTIFIED;
    }

    @Override
    public String name() {
        return "pre-training layer " + trainedLayer();
    }

    @Override
    public int trainedLayer() {
        return layer() + 1;
    }

    @Override
    public String stepSize() {
        return "learningRate " + settings.descent().learningRate();
    }

    @Override
    public int rounds() {
        int learning = averaging.rounds(settings.epochs());
        return heldOut && learning > 0 ? learning + 1 : learning;
    }

    @Override
    public int epochs() {
        return settings.epochs();
    }

    /** Whether a round stands behind the last epoch: there is nothing to learn in it, but held-out cases to look at. */
    private boolean isBehind(int epoch) {
        return heldOut && epoch >= settings.epochs();
    }

    @Override
    public int roundsAnEpoch() {
        return averaging.roundsAnEpoch();
    }

    @Override
    public int epochsARound() {
        return averaging.epochs();
    }

    @Override
    public List<Section> layout() {
        List<Section> frozen = new ArrayList<>();
        if (settings.units().visible() == Units.Visible.GAUSSIAN) {
            frozen.addAll(LayerSections.input(units[0], Role.FROZEN));
        }
        for (int below = 0; below < layer(); below++) {
            frozen.addAll(LayerSections.rbm(below, units[below], units[below + 1], Role.FROZEN));
        }
        List<Section> learned = new ArrayList<>(LayerSections.rbm(layer(), visible(), hidden(), Role.LEARNED));
        if (classes > 0) {
            learned.addAll(LayerSections.labels(classes, hidden(), Role.LEARNED));
        }
        List<Section> velocities = new ArrayList<>(LayerSections.velocities(learned));
        if (!settings.sparsity().none()) {
            velocities.add(new Section(activity(layer()), hidden(), Role.VELOCITY));
        }
        return LayerSections.join(frozen, learned, velocities, BlockMomentum.sections(learned, settings.blockMomentum()));
    }

    /** Persistent chains: the hidden states of as many as a mini-batch has cases. */
    @Override
    public List<Section> own() {
        int length = Math.multiplyExact(averaging.miniBatch(), hidden());
        return persistent() ? List.of(new Section(chains(layer()), length, Role.OWN)) : List.of();
    }

    @Override
    public List<String> statistics() {
        List<String> statistics = new ArrayList<>(List.of(RECONSTRUCTION_ERROR));
        if (heldOut) {
            statistics.addAll(FreeEnergyGap.STATISTICS);
        }
        return statistics;
    }

    @Override
    public List<Figure> figures(Mean mean, int round) {
        List<Figure> figures = new ArrayList<>();
        int epoch = epoch(round);
        if (!isBehind(epoch)) {
            figures.add(new Figure(RECONSTRUCTION_ERROR, mean.statistics()[0]));
        }
        if (heldOut) {
            FreeEnergyGap.figure(mean.statistics(), 1, epoch == 0 ? "start" : "epoch " + epoch).ifPresent(figures::add);
        }
        return figures;
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
                state.add(section, initialWeights(section.length(), layer(), visible()));
            } else if (section.name().equals(LABEL_WEIGHTS)) {
                // The softmax layer has the place between.
                state.add(section, initialWeights(section.length(), units.length, classes));
            } else if (section.name().equals(activity(layer()))) {
                float[] target = new float[section.length()];
                Arrays.fill(target, (float) settings.sparsity().target());
                state.add(section, target);
            } else {
                state.add(section, new float[section.length()]);
            }
        }
        return state.build();
    }

    private float[] initialWeights(int count, int place, int inputs) {
        return InitialWeights.gaussian(CounterStream.of(seed, Purpose.INITIAL_WEIGHTS).atMiniBatch(place), count,
                settings.initialDeviation().of(inputs, hidden(), hiddenKind() == UnitKind.BERNOULLI));
    }

    @Override
    public long weight(int cases, int labelled, int round) {
        return (long) averaging.passes(epoch(round), settings.epochs()) * averaging.count(cases, round % roundsAnEpoch());
    }

    @Override
    public ShardCases prepare(ShardCases cases, State state) {
        if (layer() == 0) {
            return InputStandardisation.prepared(cases, state);
        }
        List<Layer> below = new ArrayList<>();
        for (int index = 0; index < layer(); index++) {
            boolean inputs = index == layer() - 1 && keepsTotalInputs();
            below.add(new Layer(units[index], units[index + 1], state.get(weights(index)), state.get(hiddenBiases(index)),
                    Activation.of(inputs ? UnitKind.GAUSSIAN : UnitKind.hidden(settings.units()))));
        }
        Cases reader = InputStandardisation.reader(cases, state);
        try (ForwardPass pass = new ForwardPass(below, Optional.empty(), PREPARED_AT_ONCE)) {
            return cases.withValues(visible(), pass.through(cases.all(), reader));
        }
    }

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        if (isBehind(place.epoch())) {
            List<float[]> own = own().stream().map(section -> start.get(section.name()).clone()).toList();
            return new ShardResult(start.averaged().stream().map(float[]::clone).toList(),
                    averaging.count(cases.cases(), place.part()), withGap(new double[1], cases, start), own);
        }
        Passes passes = new Passes(averaging.passes(place.epoch(), settings.epochs()), own(), settings.descent().momentum());
        ShardResult result = passes.run(start, place, (state, at) -> {
            try (RbmEpoch epoch = new RbmEpoch(this, cases, state, at)) {
                return epoch.run();
            }
        });
        if (!heldOut) {
            return result;
        }
        double[] statistics = place.part() == 0 ? withGap(result.statistics(), cases, start)
                : Arrays.copyOf(result.statistics(), statistics().size());
        return new ShardResult(result.averaged(), result.cases(), statistics, result.own());
    }

    private double[] withGap(double[] ofLearning, ShardCases cases, State start) {
        double[] statistics = Arrays.copyOf(ofLearning, statistics().size());
        double[] sums = FreeEnergyGap.sums(this, cases, start);
        System.arraycopy(sums, 0, statistics, ofLearning.length, sums.length);
        return statistics;
    }

    @Override
    public State afterAveraging(State state, Mean mean, int round) {
        int epoch = epoch(round);
        if (isBehind(epoch)) {
            return state;
        }
        int next = Math.min(epoch(round + 1), settings.epochs() - 1);
        int last = epoch + averaging.passes(epoch, settings.epochs()) - 1;
        State moved = PlaceAhead.of(BlockMomentum.next(state, mean, settings.blockMomentum(), epoch, next),
                settings.descent().momentum(), last, next);
        return MaxNorm.of(moved, settings.descent(), classes > 0
                ? Map.of(weights(layer()), hidden(), LABEL_WEIGHTS, hidden()) : Map.of(weights(layer()), hidden()));
    }
}
