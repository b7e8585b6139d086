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
 * @param cases cases of each shard
 * @param labelled labelled cases of each shard
 * @param homes partition key of each shard: where its blocks lie and its epochs run
 * @param fingerprint of the source
 */
public record Dataset(String name, int height, int width, int classes, int casesPerBlock, int[] cases, int[] labelled,
                      int[] homes, String fingerprint) {
    public int shards() {
        return cases.length;
    }

    /** Values a case. */
    public int units() {
        return height * width;
    }

    public long totalCases() {
        return Arrays.stream(cases).asLongStream().sum();
    }

    public long totalLabelled() {
        return Arrays.stream(labelled).asLongStream().sum();
    }

    /** Number of blocks of a shard. */
    public int blocks(int shard) {
        return (cases[shard] + casesPerBlock - 1) / casesPerBlock;
    }

    /** The key of a block. */
    public BlockKey key(int shard, int number) {
        return new BlockKey(name, shard, number, homes[shard]);
    }

    /** The same dataset after its shards moved. */
    public Dataset withHomes(int[] newHomes) {
        return new Dataset(name, height, width, classes, casesPerBlock, cases, labelled, newHomes, fingerprint);
    }
}
