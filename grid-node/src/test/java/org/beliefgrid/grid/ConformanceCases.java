package org.beliefgrid.grid;

import java.util.List;
import java.util.stream.IntStream;
import org.beliefgrid.data.RowPlacement;
import org.beliefgrid.learning.ShardCases;

/**
 * The cases that {@link AlgorithmConformance} and {@link GridConformance} put an algorithm through: 300 small images of black
 * and white pixels of three kinds, of which six in ten have their kind as label, in 7 shards.
 */
public final class ConformanceCases {
    /** Values a case, each 0 or 1. */
    public static final int UNITS = 30;
    /** Classes of the labels. */
    public static final int CLASSES = BinaryCases.CLASSES;
    /** Shards of the data. */
    public static final int SHARDS = 7;

    static final long SEED = TestSeed.VALUE;
    static final BinaryCases SOURCE = new BinaryCases(SEED, 300, 6, 5, 60);

    private ConformanceCases() {
    }

    /** Cases of the shard that has most of them. */
    public static int mostCases() {
        return shards().stream().mapToInt(ShardCases::cases).max().orElseThrow();
    }

    /** Labelled cases of the shard that has most of those. */
    public static int mostLabelled() {
        return shards().stream().mapToInt(cases -> cases.labelled().length).max().orElseThrow();
    }

    static List<ShardCases> shards() {
        return shards(SHARDS);
    }

    /** The same cases in so many shards. */
    static List<ShardCases> shards(int count) {
        RowPlacement placement = new RowPlacement(SEED, SOURCE.cases(), count);
        return IntStream.range(0, count).mapToObj(shard -> SOURCE.shard(placement, shard)).toList();
    }
}
