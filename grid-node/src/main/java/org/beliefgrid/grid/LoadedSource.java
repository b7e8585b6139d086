package org.beliefgrid.grid;

import java.nio.file.Path;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.data.ValueEncoding;
import org.beliefgrid.store.Location;

/**
 * Where a dataset came from and how it was cut, so that blocks can be loaded again. Of the three sources one is there. Its
 * parts
 * say in Compact form what {@link SourceSpec} and {@link ShardLayout} say in Java's, which Jet ships.
 *
 * @param files IDX files, or null
 * @param digits drawn digits, or null
 * @param table a table, or null
 * @param byCaller whether the caller read it, because members may not be able to
 * @param cut how rows became shards
 * @param chosen what was held out and kept its labels
 */
public record LoadedSource(Files files, Digits digits, Table table, boolean byCaller, Cut cut, Chosen chosen) {
    /** As {@link SourceSpec.Idx}. */
    public record Files(String images, String labels, int classes) {
    }

    /** As {@link SourceSpec.Digits}. */
    public record Digits(long seed, int first, int cases) {
    }

    /** As {@link SourceSpec.Table}. */
    public record Table(String data, byte[] survey) {
    }

    /** As {@link ShardLayout}, without the homes; the encoding by its word. */
    public record Cut(String dataset, long seed, int rows, int units, String encoding) {
    }

    /** As {@link CaseSelection}. */
    public record Chosen(long seed, long[] heldOutBelow, long[] labelledBelow, int heldOut, int labels) {
    }

    /** What a load has used. */
    public static LoadedSource of(SourceSpec spec, boolean byCaller, ShardLayout layout) {
        CaseSelection selection = layout.selection();
        return new LoadedSource(
                spec instanceof SourceSpec.Idx idx ? new Files(whole(idx.images()), whole(idx.labels()), idx.classes()) : null,
                spec instanceof SourceSpec.Digits drawn ? new Digits(drawn.seed(), drawn.first(), drawn.cases()) : null,
                spec instanceof SourceSpec.Table table ? new Table(whole(table.data()), table.survey()) : null,
                byCaller, new Cut(layout.dataset(), layout.seed(), layout.rows(), layout.units(), layout.encoding().word()),
                new Chosen(selection.seed(), selection.heldOutBelow(), selection.labelledBelow(), selection.heldOut(),
                        selection.labels()));
    }

    /** A path that does not depend on the folder in which the caller was started. */
    private static String whole(String location) {
        boolean path = !location.isEmpty() && Location.of(location).isLocal() && !location.startsWith("file:");
        return path ? Path.of(location).toAbsolutePath().toString() : location;
    }

    /** What was loaded. */
    public SourceSpec spec() {
        if (table != null) {
            return new SourceSpec.Table(table.data, table.survey);
        }
        return files == null ? new SourceSpec.Digits(digits.seed, digits.first, digits.cases)
                : new SourceSpec.Idx(files.images, files.labels, files.classes);
    }

    /** @param homes of the shards now */
    ShardLayout layout(int[] homes) {
        return new ShardLayout(cut.dataset, cut.seed, cut.rows, cut.units, homes,
                new CaseSelection(chosen.seed, chosen.heldOutBelow, chosen.labelledBelow, chosen.heldOut, chosen.labels),
                ValueEncoding.of(cut.encoding));
    }
}
