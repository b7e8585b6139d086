package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.SOFTMAX_WEIGHTS;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Units;

/**
 * Softmax regression, which is logistic regression for any number of classes: the probability of class y given x is
 * proportional to {@code exp(x W + b)} of y. It is what is left of fine-tuning when there are no hidden layers, so the steps,
 * their schedules and costs, held-out cases, patience and the mean of last epochs are those of {@link BackPropagation}. The
 * loss is convex: weights begin at 0, and where a mini-batch is a whole shard, the rounds are gradient descent on all cases,
 * whatever the number of shards.
 *
 * @param visible units of the data, 1 and up
 * @param classes number of classes, at least 2
 * @param averaging when shards are averaged
 * @param seed of the run
 * @param heldOut whether there are held-out cases to look at
 * @param kind of the data: Gaussian units are standardised before, by {@link InputStandardisation}
 * @param settings of the descent; dropout of hidden units has no place
 * @param classWeights [classes] by which the loss of a case of each class is multiplied; empty if all count 1
 */
public record SoftmaxRegression(int visible, int classes, Averaging averaging, long seed, boolean heldOut, Units.Visible kind,
                                FineTuning settings, float[] classWeights) implements IterativeAlgorithm {
    private BackPropagation layer() {
        return new BackPropagation(new int[] {visible}, classes, averaging, seed, heldOut,
                Pretraining.DEFAULTS.withUnits(new Units(kind, Units.Hidden.BERNOULLI)), settings, classWeights);
    }

    @Override
    public String name() {
        return "softmax regression";
    }

    @Override
    public String stepSize() {
        return layer().stepSize();
    }

    @Override
    public int rounds() {
        return layer().rounds();
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
        return layer().finished(state, rounds);
    }

    /** What was taken in the end, as of fine-tuning ({@link BackPropagation#choice}). */
    public Optional<Choice> choice(State state) {
        return layer().choice(state);
    }

    @Override
    public List<Section> layout() {
        return layer().layout();
    }

    @Override
    public List<String> statistics() {
        return layer().statistics();
    }

    @Override
    public List<Figure> figures(Mean mean, int round) {
        return layer().figures(mean, round);
    }

    /** Zeros, unless the run starts from a softmax layer. */
    @Override
    public State start(State previous) {
        State start = layer().start(previous);
        return previous.has(SOFTMAX_WEIGHTS) ? start
                : start.with(Map.of(SOFTMAX_WEIGHTS, new float[start.get(SOFTMAX_WEIGHTS).length]));
    }

    @Override
    public long weight(int cases, int labelled, int round) {
        return layer().weight(cases, labelled, round);
    }

    @Override
    public boolean takesPart(int cases, int labelled, int heldOutCases, int round) {
        return layer().takesPart(cases, labelled, heldOutCases, round);
    }

    @Override
    public ShardCases prepare(ShardCases cases, State state) {
        return layer().prepare(cases, state);
    }

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        return layer().shardEpoch(cases, start, place);
    }

    @Override
    public State afterAveraging(State state, Mean mean, int round) {
        return layer().afterAveraging(state, mean, round);
    }
}
