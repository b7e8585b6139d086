package org.beliefgrid.data.table;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes lines of CSV apart. Values are read from the line's bytes; only names become texts. */
final class CsvParser implements LineParser {
    private final TableLayout layout;
    private final CsvFields fields;
    private final byte[][] missingAs;

    CsvParser(TableLayout layout) {
        this.layout = layout;
        missingAs = layout.missingAs().toArray(byte[][]::new);
        fields = new CsvFields(layout.schema().separator(), layout.header().size());
    }

    @Override
    public void parse(byte[] bytes, int start, int end, RawRow row) {
        row.problem = null;
        int count = fields.divide(bytes, start, end);
        if (count != layout.header().size()) {
            row.problem = count < 0 ? quoteProblem(count) : start == end ? "is empty"
                    : "%d fields, expected %d".formatted(count, layout.header().size());
            return;
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
    }

    static String quoteProblem(int found) {
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
            double value = isDecimal(bytes, start, end) ? JavaDoubleParser.parseDouble(bytes, start, end - start)
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
    static boolean isDecimal(byte[] bytes, int start, int end) {
        byte last = end > start ? bytes[end - 1] : (byte) 'x';
        return last <= '9' && (end - start < 3 || (bytes[start + 1] | 0x20) != 'x' && (bytes[start + 2] | 0x20) != 'x');
    }
}
