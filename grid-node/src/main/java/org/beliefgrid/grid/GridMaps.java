package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import com.hazelcast.map.IMap;
import com.hazelcast.replicatedmap.ReplicatedMap;
import org.beliefgrid.learning.IterativeAlgorithm;

/** The distributed objects of the grid, each named once; {@code config/hazelcast.yaml} sets them up under these names. */
public final class GridMaps {
    /** Cases: {@link BlockKey} to {@link Block}. */
    public static final String BLOCKS = "blocks";
    /** Name of a dataset to {@link Dataset}. */
    public static final String DATASETS = "datasets";
    /** Name of a dataset to {@link LoadedSource}. */
    public static final String SOURCES = "sources";
    /** What loading found in a shard: {@link LoadedShard.Key} to {@link LoadedShard}. */
    public static final String LOADED = "loaded";
    /** What shards learned: {@link UpdateKey} to {@link ShardUpdate}. */
    public static final String UPDATES = "updates";
    /** Committed states, in parts: {@link StateKey} to numbers. */
    public static final String STATES = "states";
    /** What shards keep for themselves from round to round: {@link OwnKey} to numbers. */
    public static final String OWN = "own";
    /** Name of a run to {@link RunRecord}. */
    public static final String RUNS = "runs";
    /** Name of a run to the {@link RoundReport} of its last round, for whoever watches: no run needs it. */
    public static final String PROGRESS = "progress";
    /** What a run was asked to do: its name to {@link org.beliefgrid.model.RunState}, as text. */
    public static final String DESCRIPTIONS = "descriptions";
    /** Algorithms of a run: {@link AlgorithmKey} to {@link IterativeAlgorithm}. */
    public static final String ALGORITHMS = "algorithms";
    /** The weights of a round on every member: {@link StateKey} to numbers. */
    public static final String WEIGHTS = "weights";
    /** How the name of a map begins that has what a first reading of a table found, until its caller has it. */
    public static final String SURVEY = "beliefgrid-survey-";
    /** Where shard epochs run. */
    public static final String TRAINING = "training";

    /** Where chores of a member run, such as a word to its store, apart from the statistics of learning. */
    public static final String CHORES = "chores";
    /** Where members ask each other whether they see each other. */
    public static final String SIGHT = "sight";
    /** Where they answer, and hear who is about to leave: nothing else may keep that waiting. */
    public static final String ANSWERS = "answers";

    private final HazelcastInstance grid;

    /** @param grid a member or a client */
    public GridMaps(HazelcastInstance grid) {
        this.grid = grid;
    }

    public IMap<BlockKey, Block> blocks() {
        return grid.getMap(BLOCKS);
    }

    public IMap<String, Dataset> datasets() {
        return grid.getMap(DATASETS);
    }

    public IMap<String, LoadedSource> sources() {
        return grid.getMap(SOURCES);
    }

    public IMap<LoadedShard.Key, LoadedShard> loaded() {
        return grid.getMap(LOADED);
    }

    public IMap<UpdateKey, ShardUpdate> updates() {
        return grid.getMap(UPDATES);
    }

    /**
     * Has all members know the form in which an update is written out, before there are any. Updates go into their map as
     * objects; a partition that moves writes them out, on its own thread, which must not ask others to take note of a form that
     * they do not know: it would fail again and again, as long as the update is there. Nothing is stored.
     */
    void announceUpdates() {
        updates().replace(new UpdateKey("", 0, 0, 0), ShardUpdate.NOTHING);
    }

    public IMap<StateKey, float[]> states() {
        return grid.getMap(STATES);
    }

    public IMap<OwnKey, float[]> own() {
        return grid.getMap(OWN);
    }

    public IMap<String, RunRecord> runs() {
        return grid.getMap(RUNS);
    }

    public IMap<String, RoundReport> progress() {
        return grid.getMap(PROGRESS);
    }

    public IMap<String, String> descriptions() {
        return grid.getMap(DESCRIPTIONS);
    }

    public IMap<AlgorithmKey, IterativeAlgorithm> algorithms() {
        return grid.getMap(ALGORITHMS);
    }

    public ReplicatedMap<StateKey, float[]> weights() {
        return grid.getReplicatedMap(WEIGHTS);
    }

    public IExecutorService training() {
        return grid.getExecutorService(TRAINING);
    }

    public IExecutorService chores() {
        return grid.getExecutorService(CHORES);
    }

    public IExecutorService sight() {
        return grid.getExecutorService(SIGHT);
    }

    public IExecutorService answers() {
        return grid.getExecutorService(ANSWERS);
    }
}
