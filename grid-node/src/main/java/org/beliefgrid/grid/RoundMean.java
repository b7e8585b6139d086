package org.beliefgrid.grid;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.beliefgrid.learning.Mean;

/**
 * The mean of a round, put together from slices that are aggregated several at a time: while one travels, the next is summed,
 * on all members at once, and nobody holds sums of all numbers. Slices are sums over the same shards, so cutting changes no
 * bit.
 *
 * @param mean of all numbers; meaningless if shards are missing or something diverged
 * @param shards that every slice has seen
 * @param divergence first number that cannot be averaged: of the lowest shard that has one, the lowest; null if there is none
 */
record RoundMean(Mean mean, BitSet shards, Divergence divergence) {
    /** Numbers of a slice: 512 kB of sums. */
    static final int SLICE = 1 << 16;

    /**
     * A number that cannot be averaged.
     *
     * @param shard that learned it
     * @param place of the number, counted through all averaged sections and then the statistics
     */
    record Divergence(int shard, int place, float value) {
    }

    /**
     * Averages a round.
     *
     * @param whole an empty aggregator of all numbers
     * @param aggregation runs an empty aggregator over the updates
     * @param threads on which slices are aggregated
     * @param slice numbers of a slice at most
     */
    static RoundMean of(MeanUpdate whole, UnaryOperator<MeanUpdate> aggregation, Executor threads, int slice) {
        List<float[]> sections = IntStream.of(whole.lengths).mapToObj(float[]::new).toList();
        List<CompletableFuture<MeanUpdate>> running = new ArrayList<>();
        for (MeanUpdate empty : whole.slices(slice)) {
            running.add(CompletableFuture.supplyAsync(() -> aggregation.apply(empty), threads).thenApply(found -> {
                found.meansInto(sections);
                found.sums = null;
                return found;
            }));
        }
        List<MeanUpdate> slices = running.stream().map(RoundMean::result).toList();
        MeanUpdate first = slices.get(0);
        BitSet shards = (BitSet) first.shards.clone();
        MeanUpdate diverged = first;
        for (MeanUpdate other : slices) {
            shards.and(other.shards);
            if (other.divergedShard < diverged.divergedShard
                    || other.divergedShard == diverged.divergedShard && other.divergedPlace < diverged.divergedPlace) {
                diverged = other;
            }
        }
        Divergence divergence = diverged.diverged()
                ? new Divergence(diverged.divergedShard, diverged.divergedPlace, diverged.divergedValue) : null;
        return new RoundMean(new Mean(sections, first.cases, first.statisticMeans()), shards, divergence);
    }

    /**
     * Makes means of increments those of what they were added to, in place.
     *
     * @param start what shards started from, an array a section; not modified
     * @return whether all of them are finite
     */
    boolean addStart(List<float[]> start) {
        boolean finite = true;
        for (int section = 0; section < start.size(); section++) {
            float[] values = mean.averaged().get(section);
            for (int i = 0; i < values.length; i++) {
                values[i] += start.get(section)[i];
                finite &= Float.isFinite(values[i]);
            }
        }
        return finite;
    }

    /** The slice, or what went wrong with it, as if it had been aggregated here. */
    private static MeanUpdate result(CompletableFuture<MeanUpdate> slice) {
        try {
            return slice.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
