package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.LABEL_BIASES;
import static org.beliefgrid.learning.LayerSections.LABEL_WEIGHTS;
import static org.beliefgrid.learning.LayerSections.SOFTMAX_BIASES;
import static org.beliefgrid.learning.LayerSections.SOFTMAX_WEIGHTS;
import static org.beliefgrid.learning.LayerSections.hiddenBiases;
import static org.beliefgrid.learning.LayerSections.visibleBiases;
import static org.beliefgrid.learning.LayerSections.weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Units;
import org.beliefgrid.scoring.ForwardPass;
import org.beliefgrid.scoring.ForwardPass.Activation;
import org.beliefgrid.scoring.ForwardPass.Layer;

/**
 * Fine-tuning: the pre-trained stack and a softmax layer on top, trained on the labelled cases by back-propagation of the
 * cross-entropy (Hinton and Salakhutdinov, "Reducing the dimensionality of data with neural networks", 2006) or of the squared
 * error. With held-out cases there is one more round behind the last epoch, which learns nothing and judges that epoch.
 *
 * @param units units of all layers from the data to the top hidden layer, at least two numbers
 * @param classes number of classes, at least 2
 * @param averaging when shards are averaged
 * @param seed of the run
 * @param heldOut whether there are held-out cases to look at
 * @param pretraining what the stack is, and the deviation of initial weights
 * @param settings of fine-tuning
 * @param classWeights [classes] by which the loss of a case of each class, and so its gradient, is multiplied; empty if all
 *     count 1
 */
public record BackPropagation(int[] units, int classes, Averaging averaging, long seed, boolean heldOut,
        Pretraining pretraining, FineTuning settings, float[] classWeights) implements IterativeAlgorithm {
    private static final int JUDGED_AT_ONCE = 480;

    public BackPropagation {
        if (classWeights.length != 0 && classWeights.length != classes) {
            throw new IllegalArgumentException("classWeights must be 0 or %d, were %d".formatted(classes, classWeights.length));
        }
    }

    /** Fine-tuning in which all cases count the same. */
    public BackPropagation(int[] units, int classes, Averaging averaging, long seed, boolean heldOut, Pretraining pretraining,
                           FineTuning settings) {
        this(units, classes, averaging, seed, heldOut, pretraining, settings, new float[0]);
    }

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
        int learning = averaging.rounds(settings.epochs());
        return heldOut && learning > 0 ? learning + 1 : learning;
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
    public int epochs() {
        return settings.epochs();
    }

    @Override
    public boolean finished(State state, int rounds) {
        return rounds >= rounds() || validation().stopped(state);
    }

    private Validation validation() {
        return new Validation(settings.epochs(), heldOut, settings.patience());
    }

    private EpochMean epochMean() {
        return new EpochMean(settings.epochs(), settings.averageLast());
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
        List<Section> driver = new ArrayList<>(BlockMomentum.sections(learned, settings.blockMomentum()));
        driver.addAll(epochMean().sections(learned));
        driver.addAll(validation().sections(learned));
        return LayerSections.join(frozen, learned, LayerSections.velocities(learned), driver);
    }

    @Override
    public List<String> statistics() {
        List<String> statistics = new ArrayList<>(List.of("loss", "training error"));
        if (heldOut) {
            statistics.addAll(Validation.STATISTICS);
        }
        return statistics;
    }

    @Override
    public List<Figure> figures(Mean mean, int round) {
        List<Figure> figures = new ArrayList<>();
        double[] statistics = mean.statistics();
        int epoch = epoch(round);
        if (!isBehind(epoch)) {
            figures.add(new Figure("loss", statistics[0]));
            figures.add(Figure.percent("training error", statistics[1]));
        }
        if (judges(round) && statistics[4] > 0) {
            boolean ofMean = isBehind(epoch) && epochMean().used();
            String judged = ofMean ? lastEpochs() : epoch == 0 ? "start" : "epoch " + epoch;
            figures.add(Figure.percent("validation error (" + judged + ")", statistics[2] / statistics[4]));
        }
        return figures;
    }

    /** Whether held-out cases are passed through the network that a round starts from. */
    private boolean judges(int round) {
        return heldOut && round % roundsAnEpoch() == 0;
    }

    /** Whether a round stands behind the last epoch: there is nothing to learn in it. */
    private boolean isBehind(int epoch) {
        return heldOut && epoch >= settings.epochs();
    }

    private String lastEpochs() {
        return epochMean().used() ? "mean of the last " + settings.averageLast() + " epochs" : "last epoch";
    }

    /**
     * What was taken in the end, and why.
     *
     * @param state the last one of a run of this algorithm that went to its end
     * @return empty if the state is none in which a run with held-out cases ends
     */
    public Optional<Choice> choice(State state) {
        return validation().choice(state, lastEpochs());
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
        return (long) averaging.passes(epoch(round), settings.epochs()) * averaging.count(labelled, round % roundsAnEpoch());
    }

    /** A shard with held-out cases takes part in the rounds that judge, even if it has nothing to learn. */
    @Override
    public boolean takesPart(int cases, int labelled, int heldOutCases, int round) {
        return judges(round) && heldOutCases > 0 || weight(cases, labelled, round) > 0;
    }

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        ClassLoss judged = new ClassLoss(settings.loss(), classWeights);
        if (heldOut && place.part() == 0) {
            judge(cases, start, judged);
        }
        int weight = averaging.count(cases.labelled().length, place.part());
        if (weight == 0 || isBehind(place.epoch())) {
            return new ShardResult(start.averaged().stream().map(float[]::clone).toList(), weight,
                    sums(new ClassLoss(settings.loss(), classWeights), judged));
        }
        ClassLoss learned = new ClassLoss(settings.loss(), classWeights, settings.labelSmoothing());
        Passes passes = new Passes(averaging.passes(place.epoch(), settings.epochs()), own(), settings.descent().momentum());
        ShardResult result = passes.run(start, place, (state, at) -> {
            try (BackPropagationEpoch epoch = new BackPropagationEpoch(this, cases, state, at)) {
                return new ShardResult(epoch.run(learned), weight, new double[0]);
            }
        });
        return new ShardResult(result.averaged(), learned.cases(), sums(learned, judged));
    }

    private double[] sums(ClassLoss learned, ClassLoss judged) {
        return heldOut ? new double[] {learned.sum(), learned.errors(), judged.errors(), judged.sum(), judged.cases()}
                : new double[] {learned.sum(), learned.errors()};
    }

    /** Passes a shard's labelled held-out cases through the network of a state, in which no unit drops out. */
    private void judge(ShardCases cases, State state, ClassLoss judged) {
        int[] places = cases.labelledHeldOut();
        if (places.length == 0) {
            return;
        }
        List<Layer> network = new ArrayList<>();
        for (int layer = 0; layer < layers(); layer++) {
            network.add(new Layer(units[layer], units[layer + 1], state.get(weights(layer)), state.get(hiddenBiases(layer)),
                    Activation.of(pretraining.units().hidden())));
        }
        network.add(new Layer(units[layers()], classes, state.get(SOFTMAX_WEIGHTS), state.get(SOFTMAX_BIASES),
                Activation.SOFTMAX));
        try (ForwardPass pass = new ForwardPass(network, Optional.empty(), JUDGED_AT_ONCE)) {
            float[] probabilities = pass.through(places.length, (index, out, offset) -> cases.copy(places[index], out, offset));
            for (int i = 0; i < places.length; i++) {
                judged.add(probabilities, i * classes, classes, cases.label(places[i]));
            }
        }
    }

    @Override
    public State afterAveraging(State state, Mean mean, int round) {
        int epoch = epoch(round);
        State next = state;
        if (!isBehind(epoch)) {
            int nextEpoch = Math.min(epoch(round + 1), settings.epochs() - 1);
            int last = epoch + averaging.passes(epoch, settings.epochs()) - 1;
            next = bounded(BlockMomentum.next(state, mean, settings.blockMomentum(), epoch, nextEpoch));
            next = (round + 1) % roundsAnEpoch() == 0 ? epochMean().after(next, last) : next;
            next = bounded(PlaceAhead.of(next, settings.descent().momentum(), last, nextEpoch));
        }
        return judges(round) ? validation().after(state, next, epoch, heldOutSums(mean)) : next;
    }

    private State bounded(State state) {
        Map<String, Integer> columns = new HashMap<>(Map.of(SOFTMAX_WEIGHTS, classes));
        for (int layer = 0; layer < layers(); layer++) {
            columns.put(weights(layer), units[layer + 1]);
        }
        return MaxNorm.of(state, settings.descent(), columns);
    }

    /** Errors and cases are whole numbers, which the way through a mean a case does not change. */
    private static double[] heldOutSums(Mean mean) {
        double[] statistics = mean.statistics();
        return new double[] {Math.rint(statistics[2] * mean.cases()), statistics[3] * mean.cases(),
            Math.rint(statistics[4] * mean.cases())};
    }
}
