package org.beliefgrid.learning;

import java.util.List;

/**
 * What one shard learned in one round.
 *
 * @param averaged the new values of the averaged sections, in their order; handed over
 * @param cases cases learned from; the shard's weight in the mean
 * @param statistics sums over those cases, in the order of {@link IterativeAlgorithm#statistics()}
 */
public record ShardResult(List<float[]> averaged, long cases, double[] statistics) {
}
