package org.beliefgrid.learning;

/**
 * Where in a run a shard epoch happens; with the seed of the algorithm it names every random draw.
 *
 * @param round averaging, counted through the whole run from 0
 * @param epoch epoch of this algorithm, counted from 0
 * @param part which of the epoch's rounds, counted from 0: an epoch may have several
 * @param pass which of the round's passes over the shard's cases, counted from 0: a round may have several, each an epoch
 * @param shard which shard, counted from 0
 */
public record RoundPlace(int round, int epoch, int part, int pass, int shard) {
    /** The place of a round's first pass. */
    public RoundPlace(int round, int epoch, int part, int shard) {
        this(round, epoch, part, 0, shard);
    }

    /** The place in a round that is a whole epoch. */
    public RoundPlace(int round, int epoch, int shard) {
        this(round, epoch, 0, shard);
    }

    /** The place of the pass that follows in the same round. */
    RoundPlace nextPass() {
        return new RoundPlace(round, epoch + 1, part, pass + 1, shard);
    }

    /** The first round of the epoch, counted through the whole run. */
    public int firstRoundOfEpoch() {
        return round - part;
    }
}
