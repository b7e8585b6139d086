package org.beliefgrid.data.table;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TableEncoder;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.store.Location;

/**
 * The lines of text files whose rows a model takes, one after the other, for those who make cases of them elsewhere: with a
 * {@link RowEncoder} on another thread. Not thread-safe.
 */
public final class TableLines implements Closeable {
    private final List<Location> files;
    private final FileKind kind;
    private final TableLayout layout;
    private final TableEncoder encoder;
    private int next;
    private String file = "";
    /** Null before the first file and behind the last. */
    private LineReader lines;

    private TableLines(List<Location> files, TableLayout layout, TableEncoder encoder) {
        this.files = files;
        this.layout = layout;
        this.encoder = encoder;
        kind = layout.kind();
    }

    /**
     * Before the first row. Files need the columns of the input, in any order, and all the same; the label may be missing.
     *
     * @param input of the model
     * @param data a file, a folder, or a pattern
     * @throws BadInputException if there is no file, or it has not the columns
     */
    public static TableLines open(TableInput input, String data) throws IOException {
        List<Location> files = TableFiles.of(data);
        Split first = Split.of(files.get(0)).get(0);
        List<String> header = FileKind.of(input.schema()).header(first, input.schema());
        return new TableLines(files, TableLayout.of(first.file(), header, input), new TableEncoder(input));
    }

    /**
     * Goes on to the next row; false if there is none left.
     *
     * @throws BadInputException if a file is damaged, or its columns are not those of the first
     */
    public boolean next() throws IOException {
        while (lines == null || !lines.next()) {
            close();
            if (next == files.size()) {
                return false;
            }
            open(files.get(next++));
        }
        return true;
    }

    private void open(Location place) throws IOException {
        Split first = kind.splits(place).get(0);
        file = first.file();
        lines = new LineReader(new Split(file, 0, Long.MAX_VALUE, first.packed()));
        if (layout.hasHeader()) {
            LineRows.requireHeader(file, lines, layout);
        }
    }

    /** File of the row. */
    public String file() {
        return file;
    }

    /** Number of the row's line in its file, the first being 1. */
    public long line() {
        return lines.lines();
    }

    /** What holds the line; overwritten by the next. */
    public byte[] buffer() {
        return lines.buffer();
    }

    /** Where in the buffer the line begins. */
    public int start() {
        return lines.start();
    }

    /** Where in the buffer the line ends, without its end of line. */
    public int end() {
        return lines.end();
    }

    /** A new encoder of the lines. */
    public RowEncoder encoder() {
        return new RowEncoder(layout, encoder);
    }

    @Override
    public void close() throws IOException {
        if (lines != null) {
            lines.close();
            lines = null;
        }
    }
}
