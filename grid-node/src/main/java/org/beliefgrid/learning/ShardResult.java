package org.beliefgrid.learning;

import java.util.List;

/**
 * What one shard learned in one round.
 *
 * @param averaged the new values of the averaged sections, in their order; handed over
 * @param cases cases learned from; the shard's weight in the mean, 0 if it only looked at something
 * @param statistics sums over its cases, in the order of {@link IterativeAlgorithm#statistics()}
 * @param own new values of the shard's own sections, in the order of {@link IterativeAlgorithm#own()}; handed over
 */
public record ShardResult(List<float[]> averaged, long cases, double[] statistics, List<float[]> own) {
    /** The result of a shard that keeps nothing for itself. */
    public ShardResult(List<float[]> averaged, long cases, double[] statistics) {
        this(averaged, cases, statistics, List.of());
    }
}
