package org.beliefgrid.grid;

/**
 * What a shard learned in a round, as it crosses the grid. The arrays are handed over and not modified afterwards.
 *
 * @param values the averaged sections, one after the other
 * @param cases weight of the shard
 * @param statistics sums over its cases
 */
public record ShardUpdate(float[] values, long cases, double[] statistics) {
}
