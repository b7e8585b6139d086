package org.beliefgrid.data.table;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.store.Location;

/** What differs between formats of files. */
enum FileKind {
    /** A line with the names of the columns, then a row a line. */
    CSV {
        @Override
        List<String> header(Split first, TableSchema schema) throws IOException {
            return LineRows.header(first, schema.separator());
        }
    },
    /** A row a line; the columns are those of the schema, and called by their number. */
    LIBSVM {
        @Override
        List<String> header(Split first, TableSchema schema) {
            return Stream.concat(IntStream.rangeClosed(1, schema.columns()).mapToObj(String::valueOf),
                    Stream.of(TableSchema.SVM_LABEL)).toList();
        }
    },
    /** Parquet files of flat columns. */
    PARQUET {
        @Override
        List<Split> splits(Location file) throws IOException {
            return ParquetRows.splits(file);
        }

        @Override
        List<String> header(Split first, TableSchema schema) throws IOException {
            return ParquetRows.header(first);
        }

        @Override
        Rows rows(Split split, TableLayout layout) throws IOException {
            return new ParquetRows(split, layout);
        }
    };

    static FileKind of(TableSchema schema) {
        return valueOf(schema.format().name());
    }

    /** The splits of some files. */
    List<Split> splits(Location file) throws IOException {
        return Split.of(file);
    }

    /**
     * Names of all columns of a file.
     *
     * @throws BadInputException if it has none
     */
    abstract List<String> header(Split first, TableSchema schema) throws IOException;

    /** The rows of a split. */
    Rows rows(Split split, TableLayout layout) throws IOException {
        return new LineRows(split, layout);
    }
}
