package org.beliefgrid.learning;

import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.learning.Section.Role;

/**
 * What a run starts from where it does not start anew: sections that its algorithms take over. In the grid it stands before the
 * first algorithm and has the form of one, without rounds, so that its state is kept and read as that of any other.
 *
 * @param names of the sections
 * @param lengths of the sections
 */
public record StartingPoint(String[] names, int[] lengths) implements IterativeAlgorithm {
    /** The starting point that has the sections of a state. */
    public static StartingPoint of(State state) {
        return new StartingPoint(state.sections().stream().map(Section::name).toArray(String[]::new),
                state.sections().stream().mapToInt(Section::length).toArray());
    }

    @Override
    public String name() {
        return "starting point";
    }

    @Override
    public String stepSize() {
        return "no step size";
    }

    @Override
    public int rounds() {
        return 0;
    }

    @Override
    public List<Section> layout() {
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            sections.add(new Section(names[i], lengths[i], Role.FROZEN));
        }
        return sections;
    }

    @Override
    public List<String> statistics() {
        return List.of("nothing");
    }

    @Override
    public State start(State previous) {
        return new State(layout(), layout().stream().map(section -> previous.get(section.name())).toList());
    }

    @Override
    public long weight(int cases, int labelled, int round) {
        return 0;
    }

    @Override
    public ShardResult shardEpoch(ShardCases cases, State start, RoundPlace place) {
        throw new IllegalStateException("a starting point has no epochs");
    }

    @Override
    public State afterAveraging(State state, Mean mean, int round) {
        throw new IllegalStateException("a starting point has no rounds");
    }
}
