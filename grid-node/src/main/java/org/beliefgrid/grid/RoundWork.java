package org.beliefgrid.grid;

import java.util.List;

/**
 * What a round took.
 *
 * @param cases learned from, 0 in a round that only looks
 * @param seconds wall-clock time of the round
 * @param bytesSent bytes that the members which had shards sent since the round before, all their traffic, clients' included;
 *     what ends a round, such as its averaging, counts with the round that follows
 * @param shards what each shard took, by shard; shards whose update a driver found when it took over in the middle are missing
 */
public record RoundWork(long cases, double seconds, long bytesSent, List<ShardWork> shards) {
    public RoundWork {
        shards = List.copyOf(shards);
    }

    /** Cases learned from a second. */
    public double casesPerSecond() {
        return seconds > 0 ? cases / seconds : 0;
    }

    /** Tasks that were started again. */
    public int reruns() {
        return shards.stream().mapToInt(ShardWork::reruns).sum();
    }

    /** Time of the shard that took longest; 0 if none is known. */
    public double slowestShardSeconds() {
        return shards.stream().mapToDouble(ShardWork::seconds).max().orElse(0);
    }

    /** Mean time of a shard; 0 if none is known. */
    public double meanShardSeconds() {
        return shards.stream().mapToDouble(ShardWork::seconds).average().orElse(0);
    }
}
