package org.beliefgrid.data.table;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.store.Location;

/**
 * The lines of CSV files as they are, with the two fields that decide which fold of a back-test a row belongs to: its label,
 * and its time if there is one. Lines that cannot be divided are passed over, as {@link TableSurvey} says what is wrong with
 * them. Not thread-safe.
 */
public final class LabelledLines implements Closeable {
    private final List<Location> files;
    private final TableLayout layout;
    private final CsvFields fields;
    private final List<String> missingAs;
    /** Place of the time in a line, or -1. */
    private final int time;
    private int next;
    private String file = "";
    /** Null before the first file and behind the last. */
    private LineReader lines;

    private LabelledLines(List<Location> files, TableLayout layout, int time) {
        this.files = files;
        this.layout = layout;
        this.time = time;
        fields = new CsvFields(layout.schema().separator(), layout.header().size());
        missingAs = layout.schema().missingAs();
    }

    /**
     * Before the first row.
     *
     * @param schema of CSV files, with a label
     * @param data a file, a folder, or a pattern
     * @param time name of the column of the time; empty if there is none
     * @throws InvalidConfigException if the files are of another format
     * @throws BadInputException if there is no file, or it has not the columns
     */
    public static LabelledLines open(TableSchema schema, String data, String time) throws IOException {
        requireText(schema);
        List<Location> files = TableFiles.of(data);
        Split first = Split.of(files.get(0)).get(0);
        TableLayout layout = TableLayout.of(first.file(), LineRows.header(first, schema.separator()), schema);
        int place = layout.header().indexOf(time);
        if (!time.isEmpty() && place < 0) {
            throw new BadInputException("%s: line 1: no column %s".formatted(first.file(), time));
        }
        return new LabelledLines(files, layout, place);
    }

    /** @throws InvalidConfigException if files of a schema are not such that can be divided */
    public static void requireText(TableSchema schema) {
        if (schema.format() != TableSchema.Format.CSV) {
            throw new InvalidConfigException("format must be csv to divide rows into folds, was " + schema.format().setting());
        }
    }

    /**
     * Goes on to the next row; false if there is none left.
     *
     * @throws BadInputException if a file is damaged, or its columns are not those of the first
     */
    public boolean next() throws IOException {
        while (true) {
            while (lines == null || !lines.next()) {
                close();
                if (next == files.size()) {
                    return false;
                }
                open(files.get(next++));
            }
            if (fields.divide(lines.buffer(), lines.start(), lines.end()) == layout.header().size()) {
                return true;
            }
        }
    }

    private void open(Location place) throws IOException {
        Split first = Split.of(place).get(0);
        file = first.file();
        lines = new LineReader(new Split(file, 0, Long.MAX_VALUE, first.packed()));
        LineRows.requireHeader(file, lines, layout);
    }

    /** Name of the row's class; null if it has none. */
    public String label() {
        return text(layout.label());
    }

    /** When the row was; null if it does not say. */
    public String time() {
        return text(time);
    }

    private String text(int field) {
        String text = fields.text(lines.buffer(), field);
        return missingAs.contains(text) ? null : text;
    }

    /** Names of the columns, in the order of the files. */
    public List<String> header() {
        return layout.header();
    }

    /** File and line of the row, for messages. */
    public String place() {
        return "%s: line %d".formatted(file, lines.lines());
    }

    /** What holds the line; overwritten by the next. */
    public byte[] buffer() {
        return lines.buffer();
    }

    /** Where in the buffer the line begins. */
    public int start() {
        return lines.start();
    }

    /** Number of bytes of the line, without its end. */
    public int length() {
        return lines.end() - lines.start();
    }

    @Override
    public void close() throws IOException {
        if (lines != null) {
            lines.close();
            lines = null;
        }
    }
}
