package org.beliefgrid.data.table;

import java.io.IOException;
import java.util.List;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TableSchema;

/** The rows of a split of a text file, a line each. */
final class LineRows implements Rows {
    /** Most columns of a file. */
    static final int MOST_COLUMNS = TableSchema.MOST_COLUMNS;
    private static final int LONGEST_SHOWN = 200;

    private final LineReader lines;
    private final LineParser parser;

    /**
     * At the split's first row.
     *
     * @throws BadInputException if the file cannot be read, or its header is not that of the layout
     */
    LineRows(Split split, TableLayout layout) throws IOException {
        parser = layout.parser();
        lines = new LineReader(split);
        try {
            if (split.isFirst() && layout.hasHeader()) {
                requireHeader(split.file(), lines, layout);
            }
        } catch (IOException e) {
            lines.close();
            throw e;
        }
    }

    /** The names in the first line of a CSV file. */
    static List<String> header(Split first, char separator) throws IOException {
        try (LineReader lines = new LineReader(first)) {
            if (!lines.next()) {
                throw new BadInputException(first.file() + ": is empty, expected a first line with the names of the columns");
            }
            CsvFields fields = new CsvFields(separator, MOST_COLUMNS);
            int count = fields.divide(lines.buffer(), lines.start(), lines.end());
            if (count > MOST_COLUMNS) {
                throw new BadInputException("%s: line 1: %d columns, expected at most %d".formatted(first.file(), count,
                        MOST_COLUMNS));
            }
            if (count < 0) {
                throw new BadInputException("%s: line 1: %s".formatted(first.file(), CsvParser.quoteProblem(count)));
            }
            return fields.texts(lines.buffer(), count);
        }
    }

    /** Goes behind the first line of a file, which must have the names of the layout. */
    static void requireHeader(String file, LineReader lines, TableLayout layout) throws IOException {
        CsvFields fields = new CsvFields(layout.schema().separator(), layout.header().size());
        int count = lines.next() ? fields.divide(lines.buffer(), lines.start(), lines.end()) : 0;
        List<String> found = count < 0 ? List.of()
                : fields.texts(lines.buffer(), Math.min(count, layout.header().size()));
        if (count != layout.header().size() || !found.equals(layout.header())) {
            throw new BadInputException("%s: line 1: its columns are %s, expected those of the first file, %s"
                    .formatted(file, shown(found), shown(layout.header())));
        }
    }

    private static String shown(List<String> names) {
        String all = String.join(", ", names);
        return all.length() > LONGEST_SHOWN ? all.substring(0, LONGEST_SHOWN) + "..." : all;
    }

    @Override
    public boolean next(RawRow row) throws IOException {
        if (!lines.next()) {
            return false;
        }
        parser.parse(lines.buffer(), lines.start(), lines.end(), row);
        return true;
    }

    @Override
    public boolean pass() throws IOException {
        return lines.next();
    }

    @Override
    public long lines() {
        return lines.lines();
    }

    @Override
    public List<byte[]> pieces() {
        return lines.pieces();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
