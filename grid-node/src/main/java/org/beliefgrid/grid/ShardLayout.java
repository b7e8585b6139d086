package org.beliefgrid.grid;

import java.io.Serializable;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.RowPlacement;

/**
 * How a source's rows become a dataset's shards and blocks: all that a reader needs to place rows alone. A
 * {@link Serializable} because Jet ships what its sources capture that way.
 *
 * @param dataset name of the dataset
 * @param seed of the placement
 * @param rows of the source
 * @param units values a row
 * @param homes partition key of each shard
 */
public record ShardLayout(String dataset, long seed, int rows, int units, int[] homes) implements Serializable {
    private static final int BLOCK_BYTES = 1024 * 1024;

    /** The layout of a source. */
    public static ShardLayout of(String dataset, long seed, CaseSource source, int[] homes) {
        return new ShardLayout(dataset, seed, source.cases(), source.visible(), homes);
    }

    public int shards() {
        return homes.length;
    }

    RowPlacement placement() {
        return new RowPlacement(seed, rows, homes.length);
    }

    /** Cases of every block of a shard but the last: about a mebibyte. */
    int casesPerBlock() {
        return Math.max(1, BLOCK_BYTES / units);
    }

    /**
     * The dataset once all its shards are in the grid.
     *
     * @param labelled labelled cases of each shard
     */
    public Dataset dataset(CaseSource source, int classes, int[] labelled, String fingerprint) {
        RowPlacement placement = placement();
        int[] cases = new int[shards()];
        for (int shard = 0; shard < cases.length; shard++) {
            cases[shard] = placement.casesIn(shard);
        }
        return new Dataset(dataset, source.height(), source.width(), classes, casesPerBlock(), cases, labelled, homes,
                fingerprint);
    }
}
