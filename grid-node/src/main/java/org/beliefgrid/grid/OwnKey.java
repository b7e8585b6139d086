package org.beliefgrid.grid;

/**
 * Names what a shard kept for itself at the start of a round. A repeated task writes the same bits under the same key.
 *
 * @param run name of the run
 * @param round that starts from it, counted through the run: the next one that the shard takes part in
 * @param shard shard of the dataset
 * @param section index of the section in {@link org.beliefgrid.learning.IterativeAlgorithm#own()}
 */
public record OwnKey(String run, int round, int shard, int section) {
}
