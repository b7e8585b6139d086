package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import java.util.List;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.AlgorithmKey;
import org.beliefgrid.grid.ConfirmedWrites;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.OwnKey;
import org.beliefgrid.grid.RunRecord;
import org.beliefgrid.grid.StateStore;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.State;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.beliefgrid.store.Checkpoint;
import org.beliefgrid.store.Checkpoint.Numbers;

/** What a run begins with: brought into the grid, all of it, before a driver looks for it. */
final class RunStart {
    private final ConfirmedWrites writes;
    private final GridMaps maps;
    private final RunRecord record;
    private final List<IterativeAlgorithm> algorithms;

    /**
     * @param grid a member or a client
     * @param record where the run begins
     * @param algorithms of the run
     */
    RunStart(HazelcastInstance grid, RunRecord record, List<IterativeAlgorithm> algorithms) {
        this.record = record;
        this.algorithms = algorithms;
        writes = new ConfirmedWrites(grid);
        maps = new GridMaps(grid);
    }

    /**
     * Begins with the first algorithm.
     *
     * @param initial what algorithms start from: sections that they have; {@link State#EMPTY} to start anew
     * @throws GridUnavailableException if it cannot be made sure that the grid has it
     */
    void write(State initial, RunDescription description) {
        write(initial, algorithms.get(0).start(initial), description);
    }

    /**
     * Begins where a checkpoint stands.
     *
     * @throws InvalidConfigException if the checkpoint has other algorithms or sections
     * @throws GridUnavailableException if it cannot be made sure that the grid has it
     */
    void write(Checkpoint checkpoint, RunDescription description) {
        if (record.algorithms() != algorithms.size()) {
            throw new InvalidConfigException("run %s: its checkpoint is of %d algorithms, this build makes %d of its plan"
                    .formatted(record.name(), record.algorithms(), algorithms.size()));
        }
        State state = state(record.name(), algorithms.get(record.algorithm()).layout(), checkpoint.state());
        checkpoint.own().forEach(own -> writes.write(maps.own(), new OwnKey(record.name(), own.round(), own.shard(),
                own.section()), own.values()));
        write(startingPoint(checkpoint), state, description);
    }

    private void write(State initial, State state, RunDescription description) {
        for (int index = 0; index < algorithms.size(); index++) {
            writes.write(maps.algorithms(), new AlgorithmKey(record.name(), index), algorithms.get(index));
        }
        new StateStore(maps, record.name()).writeStart(record, initial, state, writes);
        writes.writeOver(maps.descriptions(), record.name(), new RunState(description, RunProgress.BEFORE).text());
        writes.writeOver(maps.runs(), record.name(), record);
        writes.confirm("run " + record.name());
    }

    /** What the run of a checkpoint started from. */
    static State startingPoint(Checkpoint checkpoint) {
        State.Builder state = new State.Builder();
        checkpoint.startingPoint().forEach(numbers -> state.add(new Section(numbers.section(), numbers.values().length,
                Section.Role.FROZEN), numbers.values()));
        return state.build();
    }

    private static State state(String run, List<Section> layout, List<Numbers> found) {
        List<String> expected = layout.stream().map(section -> section.name() + "[" + section.length() + "]").toList();
        List<String> there = found.stream().map(numbers -> numbers.section() + "[" + numbers.values().length + "]").toList();
        if (!expected.equals(there)) {
            throw new InvalidConfigException("run %s: its checkpoint has sections %s, this build expects %s"
                    .formatted(run, there, expected));
        }
        return new State(layout, found.stream().map(Numbers::values).toList());
    }
}
