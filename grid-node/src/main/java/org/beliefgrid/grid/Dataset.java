package org.beliefgrid.grid;

import java.util.Arrays;

/**
 * A dataset in the grid. Arrays have one element a shard.
 *
 * @param name unique in the grid
 * @param height rows of an image
 * @param width columns of an image
 * @param classes number of classes of its labels
 * @param casesPerBlock cases of every block of a shard but the last
 * @param cases cases to learn from of each shard, in the first places of its blocks
 * @param heldOut cases held out of each shard, in the places behind them
 * @param labelled how many of the cases to learn from have a label
 * @param homes partition key of each shard: where its blocks lie and its epochs run
 * @param fingerprint of the source
 */
public record Dataset(String name, int height, int width, int classes, int casesPerBlock, int[] cases, int[] heldOut,
                      int[] labelled, int[] homes, String fingerprint) {
    public int shards() {
        return cases.length;
    }

    /** Values a case. */
    public int units() {
        return height * width;
    }

    /** Cases to learn from of all shards. */
    public long totalCases() {
        return sum(cases);
    }

    /** Cases held out of all shards. */
    public long totalHeldOut() {
        return sum(heldOut);
    }

    /** Labelled cases to learn from of all shards. */
    public long totalLabelled() {
        return sum(labelled);
    }

    private static long sum(int[] ofShards) {
        return Arrays.stream(ofShards).asLongStream().sum();
    }

    /** All cases of a shard. */
    public int all(int shard) {
        return cases[shard] + heldOut[shard];
    }

    /** Number of blocks of a shard. */
    public int blocks(int shard) {
        return (all(shard) + casesPerBlock - 1) / casesPerBlock;
    }

    /** The key of a block. */
    public BlockKey key(int shard, int number) {
        return new BlockKey(name, shard, number, homes[shard]);
    }

    /** The same dataset after its shards moved. */
    public Dataset withHomes(int[] newHomes) {
        return new Dataset(name, height, width, classes, casesPerBlock, cases, heldOut, labelled, newHomes, fingerprint);
    }
}
