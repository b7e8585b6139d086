package org.beliefgrid.learning;

/**
 * When shards are averaged: after every epoch, or after some mini-batches, which makes an epoch several rounds. The last round of an
 * epoch takes what remains, half as many mini-batches to one and a half times as many: a round of its own for a few cases of a
 * few shards would count as much as any other.
 *
 * @param miniBatch cases a step, at least 1
 * @param every mini-batches that a shard learns between two averagings; 0 for all that it has
 * @param mostCases cases of the shard that has most of them, at least 1
 */
public record Averaging(int miniBatch, int every, int mostCases) {
    /** One averaging an epoch. */
    public static Averaging everyEpoch(int miniBatch) {
        return new Averaging(miniBatch, 0, 1);
    }

    /** Rounds an epoch: as many as the shard with most cases takes, to the nearest whole number. */
    public int roundsAnEpoch() {
        return every == 0 ? 1 : (int) Math.max(1, (mostCases + casesARound() / 2) / casesARound());
    }

    /** Place, in the order of the epoch, of the first case that a shard learns from in a part of the epoch. */
    public int first(int cases, int part) {
        return every == 0 ? 0 : (int) Math.min(cases, part * casesARound());
    }

    /** How many cases a shard learns from in a part of the epoch. */
    public int count(int cases, int part) {
        int rest = cases - first(cases, part);
        return every == 0 || part == roundsAnEpoch() - 1 ? rest : (int) Math.min(rest, casesARound());
    }

    private long casesARound() {
        return (long) every * miniBatch;
    }
}
