package org.beliefgrid.grid;

/**
 * What loading found in a shard.
 *
 * @param heldOut how many of its cases are held out
 * @param labelled how many of the others have a label
 * @param fingerprint of the whole source, as the reader of this shard saw it
 * @param problem what is wrong with the source, one line; empty if nothing is
 */
public record LoadedShard(int heldOut, int labelled, String fingerprint, String problem) {
    /**
     * @param dataset name of the dataset
     * @param shard shard of the dataset
     */
    public record Key(String dataset, int shard) {
    }
}
