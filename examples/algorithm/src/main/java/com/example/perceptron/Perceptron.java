package com.example.perceptron;

import java.util.List;
import org.beliefgrid.learning.Figure;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Mean;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.Section.Role;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.ShardResult;
import org.beliefgrid.learning.State;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;

/**
 * The perceptron for several classes, learned by iterative parameter mixing (McDonald, Hall and Mann, "Distributed training
 * strategies for the structured perceptron", 2010): each shard goes through its labelled cases, and for each one that it takes
 * for another class adds the case to the weights of the right class and takes it from those of the other; the weights of all
 * shards are averaged, and so on.
 *
 * @param visible units of the data
 * @param classes number of classes
 * @param epochs how many times it goes through the cases
 * @param seed of the order of the cases
 */
public record Perceptron(int visible, int classes, int epochs, long seed) implements IterativeAlgorithm {
    /** [visible x classes] row-major. */
    static final String WEIGHTS = "perceptron.weights";
    /** [classes]. */
    static final String BIASES = "perceptron.biases";

    @Override
    public String name() {
        return "perceptron";
    }

    @Override
    public String stepSize() {
        return "steps of 1";
    }

    @Override
    public int rounds() {
        return epochs;
    }

    @Override
    public List<Section> layout() {
        return List.of(new Section(WEIGHTS, Math.multiplyExact(visible, classes), Role.LEARNED),
                new Section(BIASES, classes, Role.LEARNED));
    }

    @Override
    public List<String> statistics() {
        return List.of("mistakes");
    }

    @Override
    public List<Figure> figures(Mean mean, int round) {
        return List.of(Figure.percent("mistakes", mean.statistics()[0]));
    }

    @Override
    public State start(State previous) {
        return new State(layout(), List.of(new float[visible * classes], new float[classes]));
    }

    @Override
    public long weight(int cases, int labelled, int round) {
        return labelled;
    }

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        PerceptronWeights weights = new PerceptronWeights(start.get(WEIGHTS).clone(), start.get(BIASES).clone());
        float[] values = new float[visible];
        int[] labelled = cases.labelled();
        long mistakes = 0;
        for (int index : new CounterStream(seed, Purpose.CASE_ORDER, place.round(), place.shard(), 0)
                .permutation(labelled.length)) {
            cases.copy(labelled[index], values, 0);
            mistakes += weights.learn(values, cases.label(labelled[index])) ? 0 : 1;
        }
        return new ShardResult(List.of(weights.weights(), weights.biases()), labelled.length, new double[] {mistakes});
    }

    @Override
    public State afterAveraging(State state, Mean mean, int round) {
        return new State(layout(), mean.averaged());
    }
}
