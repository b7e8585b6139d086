package org.beliefgrid.grid;

import java.util.List;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Mean;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.ShardResult;
import org.beliefgrid.learning.State;

/** The mean of one column of the data: about the least that an iterative algorithm can be. */
record ColumnMean(int column) implements IterativeAlgorithm {
    static final String MEAN = "mean";

    @Override
    public String name() {
        return "mean of column " + column;
    }

    @Override
    public String stepSize() {
        return "no step size";
    }

    @Override
    public int rounds() {
        return 1;
    }

    @Override
    public List<Section> layout() {
        return List.of(new Section(MEAN, 1, Section.Role.LEARNED));
    }

    @Override
    public List<String> statistics() {
        return List.of("sum");
    }

    @Override
    public State start(State previous) {
        return new State(layout(), List.of(new float[1]));
    }

    @Override
    public long weight(int cases, int labelled, int round) {
        return cases;
    }

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        float[] values = new float[cases.units()];
        double sum = 0;
        for (int i = 0; i < cases.cases(); i++) {
            cases.copy(i, values, 0);
            sum += values[column];
        }
        return new ShardResult(List.of(new float[] {(float) (sum / cases.cases())}), cases.cases(), new double[] {sum});
    }

    @Override
    public State afterAveraging(State state, Mean mean, int round) {
        return new State(layout(), mean.averaged());
    }
}
