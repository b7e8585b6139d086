package org.beliefgrid.learning;

import java.util.ArrayList;
import java.util.List;

/**
 * Iterative map and average: every shard passes over its cases, starting from the same state; the results are
 * averaged, weighted by cases; the next state follows from the mean; again and again. IterativeReduce called the two sides
 * worker and master. Contrastive divergence and back-propagation are implementations; whatever fits the functions below
 * runs on the grid in the same way, with its placement, recovery and reproducibility.
 *
 * <p>An implementation is an immutable value without hidden state (a record of numbers, strings, enums and such records, so
 * that it can travel), and its functions are pure: the same arguments give the same bits. Random draws come from
 * {@code CounterStream}s named by the place.
 */
public interface IterativeAlgorithm {
    /** What progress and errors call it, such as {@code pre-training layer 1}. */
    String name();

    /** The layer that it trains, counted from 1 at the data; 0 if it trains none, or all together. */
    default int trainedLayer() {
        return 0;
    }

    /** The number that most determines whether it diverges, for the error that says so, such as {@code learningRate 0.1}. */
    String stepSize();

    /** Rounds it takes, 0 and up, if it is not {@link #finished} before. */
    int rounds();

    /** Rounds that make an epoch, 1 and up. */
    default int roundsAnEpoch() {
        return 1;
    }

    /**
     * Epochs that a round takes, 1 and up, the last round as many as remain; above 1 only where an epoch is no several rounds.
     */
    default int epochsARound() {
        return 1;
    }

    /** Epochs that it takes; a round behind the last epoch learns nothing and only looks at its result. */
    default int epochs() {
        return rounds() / roundsAnEpoch();
    }

    /**
     * The epoch that a round is a part of, or that it begins with, counted from 0: as many epochs lie before it. Of a round
     * behind the last epoch, the number of {@link #epochs}.
     *
     * @param round of this algorithm, counted from 0
     */
    default int epoch(int round) {
        return (int) Math.min(epochs(), (long) round / roundsAnEpoch() * epochsARound());
    }

    /**
     * Whether it has ended.
     *
     * @param state after the last round, driver sections included
     * @param rounds how many rounds of it were done
     */
    default boolean finished(State state, int rounds) {
        return rounds >= rounds();
    }

    /** Sections of its state, in order. */
    List<Section> layout();

    /** Names of the sums over cases that a shard epoch returns, at least one; each is finite. */
    List<String> statistics();

    /**
     * What people see of a round, the most important first.
     *
     * @param mean of the shards' results: its statistics are means a case learned from
     * @param round round of this algorithm that ended, counted from 0
     */
    default List<Figure> figures(Mean mean, int round) {
        List<Figure> figures = new ArrayList<>();
        for (int i = 0; i < statistics().size(); i++) {
            figures.add(new Figure(statistics().get(i), mean.statistics()[i]));
        }
        return figures;
    }

    /**
     * Sections that every shard keeps for itself from round to round: neither averaged nor seen by others. None by default. The
     * state that {@link #shardEpoch} starts from has them from the second round on.
     */
    default List<Section> own() {
        return List.of();
    }

    /**
     * The state of the first round.
     *
     * @param previous last state of the algorithm before this one in the run, completed by the sections that the run started
     *     from and that no algorithm so far has had; for the first those alone, {@link State#EMPTY} if it starts anew
     * @return a state of this {@link #layout()}
     */
    State start(State previous);

    /**
     * How many of a shard's cases it learns from in a round: its weight in the mean.
     *
     * @param cases cases of the shard that are not held out
     * @param labelled those of them that have a label
     * @param round round of this algorithm, counted from 0
     */
    long weight(int cases, int labelled, int round);

    /**
     * Whether a shard takes part in a round; one that does not sends nothing. By default it does where it learns something. One
     * of weight 0 that does sends statistics, and values that do not count.
     *
     * @param cases cases of the shard that are not held out
     * @param labelled those of them that have a label
     * @param heldOut cases of the shard that are held out
     * @param round round of this algorithm, counted from 0
     */
    default boolean takesPart(int cases, int labelled, int heldOut, int round) {
        return weight(cases, labelled, round) > 0;
    }

    /**
     * Whether its sums are exact even where a plan wants them in 16 bits: for numbers that have no small steps from round to
     * round.
     */
    default boolean exact() {
        return false;
    }

    /**
     * Turns cases into what {@link #shardEpoch} reads, once for all rounds: the frozen layers below, say. The result may be
     * kept by the member or made again, so it must be the same bits.
     *
     * @param cases as loaded, not modified
     * @param state only its frozen sections may be used
     */
    default ShardCases prepare(ShardCases cases, State state) {
        return cases;
    }

    /**
     * One round over a shard: a pass over its cases, a part of one, or several passes.
     *
     * @param cases the shard's cases after {@link #prepare}, not modified
     * @param start state at the start of the round, not modified; its driver sections are missing
     * @param place round, epoch and shard
     * @return new values of the averaged sections and statistics, and those of {@link #own}; must not be the arrays of
     *     {@code start}
     */
    ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place);

    /**
     * The state of the next round.
     *
     * @param state the state that the round started from, driver sections included; not modified
     * @param mean of the shards' results
     * @param round round of this algorithm that ended, counted from 0
     */
    State afterAveraging(State state, Mean mean, int round);
}
