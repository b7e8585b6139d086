package org.beliefgrid.learning;

import org.beliefgrid.model.AverageEvery;

/**
 * When shards are averaged: after every epoch, after several, or after some mini-batches, which makes an epoch several rounds.
 * The last round of such an epoch takes what remains, half as many mini-batches to one and a half times as many: a round of its
 * own for a few cases of a few shards would count as much as any other. Of several epochs a round, the last round takes those
 * that remain.
 *
 * @param miniBatch cases a step, at least 1
 * @param every mini-batches that a shard learns between two averagings; 0 for all that it has
 * @param mostCases cases of the shard that has most of them, at least 1
 * @param epochs that a round takes, at least 1; 1 where {@code every} is above 0
 */
public record Averaging(int miniBatch, int every, int mostCases, int epochs) {
    /** One epoch a round, or a part of one. */
    public Averaging(int miniBatch, int every, int mostCases) {
        this(miniBatch, every, mostCases, 1);
    }

    /** One averaging an epoch. */
    public static Averaging everyEpoch(int miniBatch) {
        return everyEpochs(miniBatch, 1);
    }

    /** One averaging after so many epochs. */
    public static Averaging everyEpochs(int miniBatch, int epochs) {
        return new Averaging(miniBatch, 0, 1, epochs);
    }

    /**
     * That of a plan.
     *
     * @param mostCases cases of the shard that has most of them
     */
    public static Averaging of(AverageEvery every, int miniBatch, int mostCases) {
        return new Averaging(miniBatch, every.miniBatches(), mostCases, every.epochs());
    }

    /**
     * Rounds an epoch: as many as the shard with most cases takes, to the nearest whole number; 1 where a round takes several.
     */
    public int roundsAnEpoch() {
        return every == 0 ? 1 : (int) Math.max(1, (mostCases + casesARound() / 2) / casesARound());
    }

    /** Rounds of a number of epochs. */
    int rounds(int ofEpochs) {
        return Math.multiplyExact(ceilDiv(ofEpochs, epochs), roundsAnEpoch());
    }

    /**
     * Passes over a shard's cases, or over a part of them, in a round.
     *
     * @param epoch that the round begins with
     * @param ofEpochs epochs of the algorithm
     * @return at least 1, also behind the last epoch
     */
    int passes(int epoch, int ofEpochs) {
        return Math.max(1, Math.min(epochs, ofEpochs - epoch));
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

    /** Steps that so many cases take. */
    static int miniBatches(int cases, int miniBatch) {
        return ceilDiv(cases, miniBatch);
    }

    private static int ceilDiv(int number, int by) {
        return (int) (((long) number + by - 1) / by);
    }

    private long casesARound() {
        return (long) every * miniBatch;
    }
}
