package org.beliefgrid.learning;

import java.util.List;

/**
 * The mean over all shards of a round, weighted by cases.
 *
 * @param averaged means of the averaged sections, in their order; handed over
 * @param cases cases of all shards
 * @param statistics means per case, in the order of {@link IterativeAlgorithm#statistics()}
 */
public record Mean(List<float[]> averaged, long cases, double[] statistics) {
}
