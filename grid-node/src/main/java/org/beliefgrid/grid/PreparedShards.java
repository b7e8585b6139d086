package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.beliefgrid.learning.ShardCases;

/**
 * A member's own copies of the shards that it learns from: read from their blocks, and for an upper layer passed through the
 * frozen layers below, once an algorithm instead of once an epoch (docs/adr/006). Only a cache: a member that does not have a
 * shard makes the same bits again from its blocks. Holds the shards of one algorithm of one run at a time.
 */
final class PreparedShards {
    private static final String CONTEXT_KEY = "beliefgrid.preparedShards";

    private final Map<Key, ShardCases> shards = new ConcurrentHashMap<>();

    /**
     * @param run name of the run
     * @param algorithm index of its algorithm
     * @param shard shard of the dataset
     */
    record Key(String run, int algorithm, int shard) {
        private boolean sameAlgorithm(Key other) {
            return algorithm == other.algorithm && run.equals(other.run);
        }
    }

    static PreparedShards of(HazelcastInstance member) {
        return (PreparedShards) member.getUserContext().computeIfAbsent(CONTEXT_KEY, key -> new PreparedShards());
    }

    /**
     * The cases as the algorithm reads them.
     *
     * @param reading gives the cases as they were loaded
     * @param preparation what the algorithm does to them
     */
    ShardCases get(Key key, Supplier<ShardCases> reading, UnaryOperator<ShardCases> preparation) {
        ShardCases kept = shards.get(key);
        if (kept != null) {
            return kept;
        }
        shards.keySet().removeIf(old -> !old.sameAlgorithm(key));
        ShardCases prepared = preparation.apply(reading.get());
        shards.put(key, prepared);
        return prepared;
    }

    /** Forgets a run. */
    void drop(String run) {
        shards.keySet().removeIf(key -> key.run().equals(run));
    }
}
