package org.beliefgrid.learning;

/**
 * Where in a run a shard epoch happens; with the seed of the algorithm it names every random draw.
 *
 * @param round averaging, counted through the whole run from 0
 * @param epoch epoch of this algorithm, counted from 0
 * @param shard which shard, counted from 0
 */
public record RoundPlace(int round, int epoch, int shard) {
}
