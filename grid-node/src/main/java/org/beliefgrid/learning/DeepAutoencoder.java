package org.beliefgrid.learning;

import static org.beliefgrid.learning.AutoencoderSections.ERRORS;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.Units;
import org.beliefgrid.scoring.ForwardPass;
import org.beliefgrid.scoring.ForwardPass.Activation;
import org.beliefgrid.scoring.ForwardPass.Layer;

/**
 * The deep autoencoder (Hinton and Salakhutdinov, "Reducing the dimensionality of data with neural networks", Science 313,
 * 2006): a pre-trained stack is unrolled, encoder below and decoder above the code layer, the decoder's weights beginning as
 * the encoder's transposed; then both are trained apart by back-propagation of the reconstruction's error. Code units are
 * linear, those between logistic or rectified as the stack's. The outputs of Bernoulli units are logistic and their loss is the
 * cross-entropy {@code -sum of x log y + (1 - x) log(1 - y)}; of Gaussian units they are linear and it is half the squared
 * error.
 *
 * <p>One more round behind the last epoch learns nothing: it passes all cases through what was learned, and the driver keeps
 * the mean squared errors.
 *
 * @param units units of all layers from the data up to the code, at least two numbers
 * @param averaging when shards are averaged
 * @param seed of the run
 * @param kinds what the units of the stack are; Gaussian visible units are standardised before
 * @param settings epochs, descent and block momentum; the others have no place
 */
public record DeepAutoencoder(int[] units, Averaging averaging, long seed, Units kinds, FineTuning settings)
        implements IterativeAlgorithm {
    private static final int JUDGED_AT_ONCE = 480;
    private static final double LEAST_PROBABILITY = Float.MIN_NORMAL;
    private static final List<String> STATISTICS = List.of("loss", "squared error", "held-out squared error", "held-out cases");

    private int layers() {
        return units.length - 1;
    }

    /** What the units above a layer of weights are, counted through the whole of the unrolled network. */
    HiddenUnits unitsOf(int index) {
        if (index == 2 * layers() - 1) {
            return kinds.visible() == Units.Visible.GAUSSIAN ? HiddenUnits.LINEAR : HiddenUnits.LOGISTIC;
        }
        return index == layers() - 1 ? HiddenUnits.LINEAR : HiddenUnits.of(kinds);
    }

    /** The loss of one output. */
    double loss(double output, double target) {
        return kinds.visible() == Units.Visible.GAUSSIAN ? (output - target) * (output - target) / 2
                : -target * StrictMath.log(Math.max(output, LEAST_PROBABILITY))
                        - (1 - target) * StrictMath.log(Math.max(1 - output, LEAST_PROBABILITY));
    }

    @Override
    public String name() {
        return "autoencoder";
    }

    @Override
    public String stepSize() {
        return "learningRate " + settings.descent().learningRate();
    }

    @Override
    public int rounds() {
        return averaging.rounds(settings.epochs()) + 1;
    }

    @Override
    public int epochs() {
        return settings.epochs();
    }

    @Override
    public int roundsAnEpoch() {
        return averaging.roundsAnEpoch();
    }

    @Override
    public int epochsARound() {
        return averaging.epochs();
    }

    private boolean isBehind(int epoch) {
        return epoch >= settings.epochs();
    }

    @Override
    public List<Section> layout() {
        List<Section> learned = AutoencoderSections.learned(units);
        List<Section> driver = new ArrayList<>(BlockMomentum.sections(learned, settings.blockMomentum()));
        driver.add(new Section(ERRORS, 2, Role.DRIVER));
        return LayerSections.join(InputStandardisation.frozen(units[0], kinds.visible() == Units.Visible.GAUSSIAN), learned,
                LayerSections.velocities(learned), driver);
    }

    @Override
    public List<String> statistics() {
        return STATISTICS;
    }

    @Override
    public List<Figure> figures(Mean mean, int round) {
        double[] statistics = mean.statistics();
        if (!isBehind(epoch(round))) {
            return List.of(new Figure("loss", statistics[0]), new Figure("squared error", statistics[1]));
        }
        List<Figure> figures = new ArrayList<>(List.of(new Figure("squared error (last epoch)", statistics[1])));
        if (statistics[3] > 0) {
            figures.add(new Figure("held-out squared error (last epoch)", statistics[2] / statistics[3]));
        }
        return figures;
    }

    @Override
    public State start(State previous) {
        State.Builder state = new State.Builder();
        int at = 0;
        for (Section section : layout()) {
            switch (section.role()) {
                case FROZEN -> state.add(section, previous.get(section.name()));
                case LEARNED -> state.add(section, unrolled(previous, at / 2, at++ % 2 == 0));
                default -> state.add(section, new float[section.length()]);
            }
        }
        return state.build();
    }

    private float[] unrolled(State stack, int index, boolean weights) {
        boolean up = index < layers();
        int layer = up ? index : 2 * layers() - 1 - index;
        if (!weights) {
            return stack.get(up ? LayerSections.hiddenBiases(layer) : LayerSections.visibleBiases(layer));
        }
        float[] ofStack = stack.get(LayerSections.weights(layer));
        return up ? ofStack : transposed(ofStack, units[layer], units[layer + 1]);
    }

    private static float[] transposed(float[] weights, int visible, int hidden) {
        float[] transposed = new float[weights.length];
        for (int i = 0; i < visible; i++) {
            for (int j = 0; j < hidden; j++) {
                transposed[j * visible + i] = weights[i * hidden + j];
            }
        }
        return transposed;
    }

    @Override
    public long weight(int cases, int labelled, int round) {
        int epoch = epoch(round);
        return isBehind(epoch) ? cases : (long) averaging.passes(epoch, settings.epochs())
                * averaging.count(cases, round % roundsAnEpoch());
    }

    @Override
    public boolean takesPart(int cases, int labelled, int heldOut, int round) {
        return weight(cases, labelled, round) > 0 || isBehind(epoch(round)) && heldOut > 0;
    }

    @Override
    public ShardCases prepare(ShardCases cases, State state) {
        return InputStandardisation.prepared(cases, state);
    }

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        if (isBehind(place.epoch())) {
            return new ShardResult(start.averaged().stream().map(float[]::clone).toList(), cases.cases(), judged(cases, start));
        }
        Passes passes = new Passes(averaging.passes(place.epoch(), settings.epochs()), own(), settings.descent().momentum());
        ShardResult result = passes.run(start, place, (state, at) -> {
            try (AutoencoderEpoch epoch = new AutoencoderEpoch(this, cases, state, at)) {
                return epoch.run();
            }
        });
        double[] sums = {result.statistics()[0], result.statistics()[1], 0, 0};
        return new ShardResult(result.averaged(), result.cases(), sums);
    }

    /** Sums over all cases passed through a state. */
    private double[] judged(ShardCases cases, State state) {
        double[] sums = {0, 0, 0, cases.heldOut()};
        List<Layer> network = new ArrayList<>();
        for (int index = 0; index < 2 * layers(); index++) {
            network.add(new Layer(AutoencoderSections.below(units, index), AutoencoderSections.above(units, index),
                    state.get(AutoencoderSections.weights(index, layers())),
                    state.get(AutoencoderSections.biases(index, layers())), activation(unitsOf(index))));
        }
        float[] target = new float[units[0]];
        try (ForwardPass pass = new ForwardPass(network, Optional.empty(), JUDGED_AT_ONCE)) {
            for (int first = 0; first < cases.all(); first += JUDGED_AT_ONCE) {
                Cancellation.check();
                int from = first;
                int count = Math.min(JUDGED_AT_ONCE, cases.all() - first);
                float[] outputs = pass.through(count, (index, out, offset) -> cases.copy(from + index, out, offset));
                for (int i = 0; i < outputs.length; i++) {
                    int unit = i % units[0];
                    int index = from + i / units[0];
                    if (unit == 0) {
                        cases.copy(index, target, 0);
                    }
                    double error = (double) outputs[i] - target[unit];
                    sums[index < cases.cases() ? 1 : 2] += error * error;
                    sums[0] += index < cases.cases() ? loss(outputs[i], target[unit]) : 0;
                }
            }
        }
        return sums;
    }

    private static Activation activation(HiddenUnits kind) {
        return switch (kind) {
            case LOGISTIC -> Activation.LOGISTIC;
            case RECTIFIED -> Activation.RECTIFIED;
            case LINEAR -> Activation.LINEAR;
        };
    }

    @Override
    public State afterAveraging(State state, Mean mean, int round) {
        int epoch = epoch(round);
        if (isBehind(epoch)) {
            double[] means = mean.statistics();
            return state.with(Map.of(ERRORS, new float[] {(float) means[1], means[3] > 0 ? (float) (means[2] / means[3]) : 0}));
        }
        int next = Math.min(epoch(round + 1), settings.epochs() - 1);
        int last = epoch + averaging.passes(epoch, settings.epochs()) - 1;
        return bounded(PlaceAhead.of(BlockMomentum.next(state, mean, settings.blockMomentum(), epoch, next),
                settings.descent().momentum(), last, next));
    }

    private State bounded(State state) {
        Map<String, Integer> columns = new HashMap<>();
        for (int index = 0; index < 2 * layers(); index++) {
            columns.put(AutoencoderSections.weights(index, layers()), AutoencoderSections.above(units, index));
        }
        return MaxNorm.of(state, settings.descent(), columns);
    }
}
