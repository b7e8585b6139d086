package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.ShardCases;

/**
 * What a member keeps of a run between rounds: its algorithm, and the shards that it learns from, read from their blocks, and
 * for an upper layer passed through the frozen layers below, once an algorithm instead of once an epoch (docs/adr/006). Only a
 * cache: a member that does not have a shard makes the same bits again from its blocks. Of each run it keeps one algorithm.
 */
final class PreparedShards {
    private static final String CONTEXT_KEY = "beliefgrid.preparedShards";

    private final Map<AlgorithmKey, IterativeAlgorithm> algorithms = new ConcurrentHashMap<>();
    private final Map<ShardKey, ShardCases> shards = new ConcurrentHashMap<>();

    private record ShardKey(AlgorithmKey algorithm, int shard) {
    }

    static PreparedShards of(HazelcastInstance member) {
        return (PreparedShards) member.getUserContext().computeIfAbsent(CONTEXT_KEY, key -> new PreparedShards());
    }

    /**
     * A run's algorithm.
     *
     * @param reading gives the algorithm from the grid
     * @param running whether a run of this name goes on: others are forgotten now, should nobody have said that they ended
     */
    IterativeAlgorithm algorithm(AlgorithmKey key, Supplier<IterativeAlgorithm> reading, Predicate<String> running) {
        IterativeAlgorithm kept = algorithms.get(key);
        if (kept != null) {
            return kept;
        }
        IterativeAlgorithm read = reading.get();
        forget(old -> old.run().equals(key.run()) ? old.index() != key.index() : !running.test(old.run()));
        algorithms.put(key, read);
        return read;
    }

    /**
     * The cases of a shard as the algorithm reads them.
     *
     * @param reading gives the cases as they were loaded
     * @param preparation what the algorithm does to them
     */
    ShardCases shard(AlgorithmKey key, int shard, Supplier<ShardCases> reading, UnaryOperator<ShardCases> preparation) {
        ShardKey own = new ShardKey(key, shard);
        ShardCases kept = shards.get(own);
        if (kept != null) {
            return kept;
        }
        ShardCases prepared = preparation.apply(reading.get());
        // Not if the run was forgotten meanwhile: nobody would forget it again.
        algorithms.computeIfPresent(key, (same, algorithm) -> {
            shards.put(own, prepared);
            return algorithm;
        });
        return prepared;
    }

    /** Forgets a run. */
    void drop(String run) {
        forget(old -> old.run().equals(run));
    }

    private void forget(Predicate<AlgorithmKey> which) {
        // Algorithms first: what is put for one of them after this is put before its removal, or not at all.
        algorithms.keySet().removeIf(which);
        shards.keySet().removeIf(key -> which.test(key.algorithm()));
    }
}
