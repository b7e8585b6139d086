package org.beliefgrid.learning;

import java.util.List;
import java.util.function.Predicate;

/**
 * The frame of algorithms that pass over all cases and sum something up, without steps that could be small or large. A shard
 * sends its sums by the number of its cases; the mean of the shards, weighted by cases and exact, has the same for all cases.
 */
interface ExactSums extends IterativeAlgorithm {
    @Override
    default long weight(int cases, int labelled, int round) {
        return cases;
    }

    /** Sums have no small steps from round to round, and what hardly changes would be lost beside what does. */
    @Override
    default boolean exact() {
        return true;
    }

    @Override
    default ShardCases prepare(ShardCases cases, State state) {
        return InputStandardisation.prepared(cases, state);
    }

    /** Sums over the cases of a shard, by their number. */
    static float[] aCase(double[] sums, int cases) {
        float[] means = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            means[i] = (float) (sums[i] / cases);
        }
        return means;
    }

    /**
     * A state to begin from.
     *
     * @param taken from the state before; all other sections are zeros
     */
    static State begin(List<Section> layout, State previous, Predicate<Section> taken) {
        State.Builder state = new State.Builder();
        for (Section section : layout) {
            state.add(section, taken.test(section) ? previous.get(section.name()) : new float[section.length()]);
        }
        return state.build();
    }
}
