package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.RunRecord;
import org.beliefgrid.grid.ShardHomes;
import org.beliefgrid.grid.StateStore;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.State;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.Units;
import org.beliefgrid.report.Samples;

/** A run that is learning, looked at from outside: its network as it is now, its shards, and some of its cases. */
public final class RunningNet {
    private static final int TRIALS = 3;

    private final HazelcastInstance grid;
    private final GridMaps maps;
    private final String run;
    private final Units kinds;
    private Samples samples = Samples.NONE;

    /**
     * @param grid a member or a client
     * @param run its name
     * @param kinds what the units of the network are
     */
    public RunningNet(HazelcastInstance grid, String run, Units kinds) {
        this.grid = grid;
        maps = new GridMaps(grid);
        this.run = run;
        this.kinds = kinds;
    }

    /**
     * A network at a moment.
     *
     * @param algorithm index of the algorithm that it is learning by
     * @param rounds of that algorithm that are done
     */
    public record Sight(DeepBeliefNet net, ImageShape shape, int algorithm, int rounds) {
    }

    private Optional<Dataset> dataset() {
        return Optional.ofNullable(maps.runs().get(run)).map(record -> maps.datasets().get(record.dataset()));
    }

    /** The layers that are learned or being learned; empty before the first, or if rounds change faster than one can look. */
    public Optional<Sight> look() {
        Optional<Dataset> dataset = dataset();
        for (int trial = 0; dataset.isPresent() && trial < TRIALS; trial++) {
            RunRecord record = maps.runs().get(run);
            Optional<State> state = record == null ? Optional.empty() : new StateStore(maps, run).published(record);
            if (state.isPresent() && DeepBeliefTraining.hasLayer(state.get())) {
                return Optional.of(new Sight(DeepBeliefTraining.net(state.get(), dataset.get().units(), kinds),
                        new ImageShape(dataset.get().height(), dataset.get().width()), record.algorithm(),
                        record.round() - record.firstRound()));
            }
        }
        return Optional.empty();
    }

    /** Whether an algorithm of this index is at work, which costs little to ask; {@link #look} fetches the network. */
    boolean isAt(int algorithm) {
        RunRecord record = maps.runs().get(run);
        return record != null && record.algorithm() == algorithm;
    }

    /** Some cases; fetched once. */
    public Samples samples() {
        if (samples.count() == 0) {
            samples = dataset().map(new GridSamples(grid)::of).orElse(Samples.NONE);
        }
        return samples;
    }

    /**
     * A shard in the grid.
     *
     * @param cases to learn from
     * @param owner member that they lie on, host:port; empty while they move
     */
    public record Shard(int cases, String owner) {
    }

    /** Where the cases are now; empty before they are loaded. */
    public List<Shard> shards() {
        return dataset().map(dataset -> {
            List<String> owners = new ShardHomes(grid).membersOfShards(dataset.homes());
            return IntStream.range(0, dataset.shards()).mapToObj(shard -> new Shard(dataset.cases()[shard], owners.get(shard)))
                    .toList();
        }).orElse(List.of());
    }
}
