package org.beliefgrid.data.table;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.beliefgrid.error.BadInputException;

/** The rows of a split of a CSV file. Values are read from the line's bytes; only names become texts. */
final class CsvRows implements Closeable {
    /** Most columns of a file. */
    static final int MOST_COLUMNS = 1 << 16;
    private static final int LONGEST_SHOWN = 200;

    private final Split split;
    private final CsvLayout layout;
    private final LineReader lines;
    private final CsvFields fields;
    private final byte[][] missingAs;

    /**
     * At the split's first row.
     *
     * @throws BadInputException if the file cannot be read, or its header is not that of the layout
     */
    CsvRows(Split split, CsvLayout layout) throws IOException {
        this.split = split;
        this.layout = layout;
        missingAs = layout.missingAs().toArray(byte[][]::new);
        fields = new CsvFields(layout.schema().separator(), layout.header().size());
        lines = new LineReader(split);
        try {
            if (split.isFirst()) {
                requireHeader();
            }
        } catch (IOException e) {
            lines.close();
            throw e;
        }
    }

    /** The names in the first line of a file. */
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
                throw new BadInputException("%s: line 1: %s".formatted(first.file(), quoteProblem(count)));
            }
            return fields.texts(lines.buffer(), count);
        }
    }

    private void requireHeader() throws IOException {
        List<String> found = lines.next() ? fieldsOfLine() : List.of();
        if (!found.equals(layout.header())) {
            throw new BadInputException("%s: line 1: its columns are %s, expected those of the first file, %s"
                    .formatted(split.file(),
                    shown(found), shown(layout.header())));
        }
    }

    private List<String> fieldsOfLine() {
        int count = fields.divide(lines.buffer(), lines.start(), lines.end());
        return count < 0 ? List.of() : fields.texts(lines.buffer(), Math.min(count, layout.header().size()));
    }

    private static String shown(List<String> names) {
        String all = String.join(", ", names);
        return all.length() > LONGEST_SHOWN ? all.substring(0, LONGEST_SHOWN) + "..." : all;
    }

    /** Reads a row; false if there is none left. */
    boolean next(RawRow row) throws IOException {
        if (!lines.next()) {
            return false;
        }
        row.problem = null;
        byte[] bytes = lines.buffer();
        int count = fields.divide(bytes, lines.start(), lines.end());
        if (count != layout.header().size()) {
            row.problem = count < 0 ? quoteProblem(count) : lines.start() == lines.end() ? "is empty"
                    : "%d fields, expected %d".formatted(count, layout.header().size());
            return true;
        }
        int[] numbers = layout.numbers();
        for (int index = 0; index < numbers.length; index++) {
            int field = numbers[index];
            row.numbers[index] = number(bytes, fields.start(field), fields.end(field), index, row);
        }
        int[] texts = layout.texts();
        for (int index = 0; index < texts.length; index++) {
            row.texts[index] = text(bytes, texts[index]);
        }
        row.label = layout.label() < 0 ? null : text(bytes, layout.label());
        return true;
    }

    /** Passes over a line without looking at it; false if there is none left. */
    boolean pass() throws IOException {
        return lines.next();
    }

    private static String quoteProblem(int found) {
        return found == CsvFields.OPEN_QUOTE ? "a quote is not closed in its line" : "something stands behind a closing quote";
    }

    private String text(byte[] bytes, int field) {
        return isMissing(bytes, fields.start(field), fields.end(field)) ? null : fields.text(bytes, field);
    }

    private boolean isMissing(byte[] bytes, int start, int end) {
        for (byte[] word : missingAs) {
            if (word.length == end - start && Arrays.equals(bytes, start, end, word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }

    private double number(byte[] bytes, int start, int end, int index, RawRow row) {
        if (isMissing(bytes, start, end)) {
            return Double.NaN;
        }
        try {
            double value = end > start && isDecimal(bytes, start, end) ? JavaDoubleParser.parseDouble(bytes, start, end - start)
                    : Double.NaN;
            if (Math.abs(value) <= Float.MAX_VALUE) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, with the column.
        }
        if (row.problem == null) {
            String found = new String(bytes, start, end - start, StandardCharsets.UTF_8);
            row.problem = "column %s is \"%s\", expected a number of at most 3.4e38".formatted(layout.number(index),
                    RawRow.shown(found));
        }
        return Double.NaN;
    }

    /** Without the words, suffixes and hexadecimal numbers that Java knows besides. */
    private static boolean isDecimal(byte[] bytes, int start, int end) {
        byte last = bytes[end - 1];
        return last <= '9' && (end - start < 3 || (bytes[start + 1] | 0x20) != 'x' && (bytes[start + 2] | 0x20) != 'x');
    }

    /** Lines of this split so far, a header included. */
    long lines() {
        return lines.lines();
    }

    /** As {@link LineReader#pieces}. */
    List<byte[]> pieces() {
        return lines.pieces();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
