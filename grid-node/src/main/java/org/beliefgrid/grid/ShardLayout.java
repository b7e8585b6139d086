package org.beliefgrid.grid;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.RowPlacement;
import org.beliefgrid.data.ValueEncoding;

/**
 * How a source's rows become a dataset's shards and blocks: all that a reader needs to place rows alone. A
 * {@link Serializable} because Jet ships what its sources capture that way.
 *
 * @param dataset name of the dataset
 * @param seed of the placement
 * @param rows of the source
 * @param units values a row
 * @param homes partition key of each shard
 * @param selection which rows are held out, and which keep their labels
 * @param encoding how values are written
 */
public record ShardLayout(String dataset, long seed, int rows, int units, int[] homes, CaseSelection selection,
                          ValueEncoding encoding)
        implements Serializable {
    private static final int BLOCK_BYTES = 1024 * 1024;

    /** The layout of a source, with nothing held out and all labels. */
    public static ShardLayout of(String dataset, long seed, CaseSource source, int[] homes) {
        return new ShardLayout(dataset, seed, source.cases(), source.visible(), homes, CaseSelection.EVERYTHING,
                source.encoding());
    }

    /** The same with other cases held out, or with labels. */
    public ShardLayout withSelection(CaseSelection newSelection) {
        return new ShardLayout(dataset, seed, rows, units, homes, newSelection, encoding);
    }

    public int shards() {
        return homes.length;
    }

    /** Where each row goes. */
    public RowPlacement placement() {
        return new RowPlacement(seed, rows, homes.length);
    }

    /** Cases of every block of a shard but the last: about a mebibyte. */
    int casesPerBlock() {
        return Math.max(1, BLOCK_BYTES / caseBytes());
    }

    /** Bytes of the values of a case. */
    public int caseBytes() {
        return Math.multiplyExact(units, encoding.bytes());
    }

    /**
     * The dataset once all its shards are in the grid.
     *
     * @param loaded what was found in each shard, all of one source
     */
    public Dataset dataset(CaseSource source, int classes, List<LoadedShard> loaded) {
        RowPlacement placement = placement();
        int[] heldOut = loaded.stream().mapToInt(LoadedShard::heldOut).toArray();
        int[] labelled = loaded.stream().mapToInt(LoadedShard::labelled).toArray();
        int[] cases = IntStream.range(0, shards()).map(shard -> placement.casesIn(shard) - heldOut[shard]).toArray();
        return new Dataset(dataset, source.height(), source.width(), classes, casesPerBlock(), cases, heldOut, labelled, homes,
                loaded.get(0).fingerprint());
    }
}
