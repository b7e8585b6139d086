package org.beliefgrid.data.table;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes lines of LIBSVM's format apart: {@code label index:value index:value ...}, indices ascending from 1, the columns that
 * are not named being 0, and perhaps a comment behind {@code #}.
 */
final class SvmParser implements LineParser {
    private final TableLayout layout;
    private final int columns;
    /** Place of each column among the numbers of a row, or -1. */
    private final int[] places;

    SvmParser(TableLayout layout) {
        this.layout = layout;
        columns = layout.schema().columns();
        places = new int[columns];
        Arrays.fill(places, -1);
        for (int place = 0; place < layout.numbers().length; place++) {
            places[layout.numbers()[place]] = place;
        }
    }

    @Override
    public void parse(byte[] bytes, int start, int end, RawRow row) {
        row.problem = null;
        row.label = null;
        Arrays.fill(row.numbers, 0);
        int at = skipBlanks(bytes, start, end);
        int behind = endOfWord(bytes, at, end);
        if (at == behind) {
            row.problem = "is empty";
            return;
        }
        row.label = layout.label() < 0 ? null : text(bytes, at, behind);
        int last = 0;
        for (at = skipBlanks(bytes, behind, end); at < end; at = skipBlanks(bytes, behind, end)) {
            behind = endOfWord(bytes, at, end);
            if (behind == at) {
                return;  // a comment
            }
            last = pair(bytes, at, behind, last, row);
            if (last < 0) {
                row.problem += " at byte %d".formatted(at - start + 1);
                return;
            }
        }
    }

    /** @return the index, or -1 if the word is no pair, or its index is not behind the last one */
    private int pair(byte[] bytes, int start, int end, int last, RawRow row) {
        int index = 0;
        int at = start;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9' && index <= columns) {
            index = 10 * index + bytes[at++] - '0';
        }
        if (at == start || at >= end || bytes[at] != ':' || index <= last || index > columns) {
            row.problem = "\"%s\", expected INDEX:NUMBER with an index from %d to %d".formatted(
                    RawRow.shown(text(bytes, start, end)), last + 1, columns);
            return -1;
        }
        int place = places[index - 1];
        double value = number(bytes, at + 1, end);
        if (value != value) {
            row.problem = "\"%s\", expected a number of at most 3.4e38 behind the index".formatted(
                    RawRow.shown(text(bytes, start, end)));
            return -1;
        }
        if (place >= 0) {
            row.numbers[place] = value;
        }
        return index;
    }

    /** @return NaN if it is none that can be taken */
    private static double number(byte[] bytes, int start, int end) {
        try {
            double value = CsvParser.isDecimal(bytes, start, end) ? JavaDoubleParser.parseDouble(bytes, start, end - start)
                    : Double.NaN;
            return Math.abs(value) <= Float.MAX_VALUE ? value : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** The largest index of a line; 0 if it has none that can be read. */
    static int largestIndex(byte[] bytes, int start, int end) {
        int largest = 0;
        int behind = endOfWord(bytes, skipBlanks(bytes, start, end), end);
        for (int at = skipBlanks(bytes, behind, end); at < end; at = skipBlanks(bytes, behind, end)) {
            behind = endOfWord(bytes, at, end);
            if (behind == at) {
                return largest;
            }
            int index = 0;
            while (at < behind && bytes[at] >= '0' && bytes[at] <= '9' && index <= LineRows.MOST_COLUMNS) {
                index = 10 * index + bytes[at++] - '0';
            }
            largest = at < behind && bytes[at] == ':' ? Math.max(largest, index) : largest;
        }
        return largest;
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    private static int skipBlanks(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    /** Behind the word that begins there; where it begins, if that is a comment or the end. */
    private static int endOfWord(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != ' ' && bytes[at] != '\t' && bytes[at] != '#') {
            at++;
        }
        return at;
    }
}
