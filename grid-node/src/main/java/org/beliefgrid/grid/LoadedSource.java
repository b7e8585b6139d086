package org.beliefgrid.grid;

import org.beliefgrid.data.SourceSpec;

/**
 * Where a dataset came from and how it was cut, so that blocks can be loaded again. Of the two sources one is there.
 *
 * @param files IDX files, or null
 * @param digits drawn digits, or null
 * @param byCaller whether the caller read it, because the members cannot
 * @param layout of the dataset; its homes are those of the first load
 */
public record LoadedSource(SourceSpec.Idx files, SourceSpec.Digits digits, boolean byCaller, ShardLayout layout) {
    /** What a load has used. */
    public static LoadedSource of(SourceSpec spec, boolean byCaller, ShardLayout layout) {
        return new LoadedSource(spec instanceof SourceSpec.Idx idx ? idx : null,
                spec instanceof SourceSpec.Digits drawn ? drawn : null, byCaller, layout);
    }

    SourceSpec spec() {
        return files == null ? digits : files;
    }
}
