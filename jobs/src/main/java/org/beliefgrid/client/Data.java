package org.beliefgrid.client;

import java.io.IOException;
import java.util.Optional;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.data.table.SplitReading;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.NamedLoad;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.TableSources;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableSchema;

/**
 * Cases to train and to evaluate on. Nothing is read before a training begins but which files there are, and
 * schemas. Immutable.
 *
 * <p>Files on this machine's own disk are sent to the grid by this process, unless all members run in it; what is on HDFS, or
 * is drawn, the members read by themselves.
 */
public final class Data {
    /** How its cases are found. */
    @FunctionalInterface
    private interface Finding {
        Sources find(Optional<TableInput> known, SplitReading reading) throws IOException;
    }

    private final String name;
    private final boolean table;
    private final Finding finding;

    private Data(String name, boolean table, Finding finding) {
        this.name = name;
        this.table = table;
        this.finding = finding;
    }

    private static Data of(Sources sources) {
        return new Data(sources.name(), false, (known, reading) -> {
            if (known.isPresent()) {
                throw new InvalidConfigException(sources.name() + ": the model to start from was trained on rows of a table");
            }
            return sources;
        });
    }

    /**
     * 60,000 training and 10,000 test images of 28 x 28, of ten classes, that the program draws itself: the same everywhere.
     */
    public static Data digits() {
        return of(Sources.digits());
    }

    /**
     * The 60,000 + 10,000 handwritten digits of MNIST: from the folder {@code mnist} in {@code $BELIEFGRID_DATA}, the user's
     * cache or a public mirror.
     *
     * @throws org.beliefgrid.error.BadInputException if they are nowhere, or are not the originals
     * @throws IOException if they cannot be fetched
     */
    public static Data mnist() throws IOException {
        return of(Sources.mnist(System.getenv()));
    }

    /**
     * A folder with IDX files of the names that MNIST has, plain or in gzip; labels and test images may be missing.
     *
     * @param uri local path, or a place on any file system that Hadoop knows
     * @param classes of the labels, 2 to 255
     * @throws org.beliefgrid.error.BadInputException if there are no training images
     * @throws InvalidConfigException if the number of classes is out of its range
     * @throws IOException if the folder cannot be looked into
     */
    public static Data folder(String uri, int classes) throws IOException {
        if (classes < 2 || classes > Sources.MOST_CLASSES) {
            throw new InvalidConfigException("classes must be in 2 to %d, was %d".formatted(Sources.MOST_CLASSES, classes));
        }
        return of(Sources.folder(uri, classes));
    }

    /**
     * Rows of tables, read as a schema says (docs/guides/data.md). They are read when a training begins, twice: for scales,
     * categories and classes, and as cases. A training that starts from a model reads them as that model's schema says.
     *
     * @param uri a file, a folder, or a pattern like {@code data/part-*.csv}, local or on any file system that Hadoop knows
     * @param schema location of the schema's file, YAML
     * @throws InvalidConfigException if the schema is none
     * @throws IOException if it cannot be read
     */
    public static Data table(String uri, String schema) throws IOException {
        return table(uri, Optional.empty(), TableSources.schema(schema));
    }

    /**
     * The same with other rows to evaluate on, which must have the label.
     *
     * @param test as {@code uri}
     */
    public static Data table(String uri, String schema, String test) throws IOException {
        return table(uri, Optional.of(test), TableSources.schema(schema));
    }

    private static Data table(String uri, Optional<String> test, TableSchema schema) {
        return new Data(uri, true, (known, members) -> known.isPresent() ? TableSources.of(uri, test, known.get(), members)
                : TableSources.of(uri, test, schema, members));
    }

    /** The name that the model's provenance will have. */
    public String name() {
        return name;
    }

    /**
     * As they are found by this process alone, to be loaded under a name.
     *
     * @throws InvalidConfigException if they are rows of a table, of which none is read
     */
    Sources toLoad() throws IOException {
        if (table) {
            throw NamedLoad.noTable(name);
        }
        return sources(Optional.empty(), null);
    }

    /**
     * The test cases, unopened.
     *
     * @param known columns of the model to evaluate, if it was trained on a table
     * @throws BadInputException if there are none
     */
    SourceSpec test(Optional<TableInput> known) throws IOException {
        return sources(known, null).test()
                .orElseThrow(() -> new BadInputException(name + ": no labelled test cases to evaluate on"));
    }

    /**
     * @param known columns of the model to start from, if it was trained on a table
     * @param members who read tables that they see
     */
    Sources sources(Optional<TableInput> known, SplitReading members) throws IOException {
        return finding.find(known, members);
    }
}
