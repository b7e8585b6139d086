package org.beliefgrid.data.table;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a line of CSV (RFC 4180), as places in its bytes, which stay as they are. A field in quotes may have
 * separators in
 * it, and quotes written twice; a line ends where its line feed is. Quotes are looked for at the beginning of a field only.
 */
final class CsvFields {
    /** A quote is not closed in its line. */
    static final int OPEN_QUOTE = -1;
    /** Something stands between a closing quote and the next separator. */
    static final int BEHIND_QUOTE = -2;

    private final byte separator;
    private final int[] starts;
    private final int[] ends;
    private final boolean[] quoted;

    /** @param columns of the file; of more fields than these only the number is kept */
    CsvFields(char separator, int columns) {
        this.separator = (byte) separator;
        starts = new int[columns];
        ends = new int[columns];
        quoted = new boolean[columns];
    }

    /**
     * Divides a line.
     *
     * @return number of fields, {@link #OPEN_QUOTE} or {@link #BEHIND_QUOTE}
     */
    int divide(byte[] bytes, int from, int to) {
        int count = 0;
        int at = from;
        while (true) {
            boolean inQuotes = at < to && bytes[at] == '"';
            int end = inQuotes ? closingQuote(bytes, at + 1, to) : at;
            if (end < 0) {
                return OPEN_QUOTE;
            }
            int behind = inQuotes ? end + 1 : end;
            while (!inQuotes && behind < to && bytes[behind] != separator) {
                behind++;
            }
            if (behind < to && bytes[behind] != separator) {
                return BEHIND_QUOTE;
            }
            if (count < starts.length) {
                starts[count] = inQuotes ? at + 1 : at;
                ends[count] = inQuotes ? end : behind;
                quoted[count] = inQuotes;
            }
            count++;
            if (behind >= to) {
                return count;
            }
            at = behind + 1;
        }
    }

    private static int closingQuote(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '"') {
                if (at + 1 >= to || bytes[at + 1] != '"') {
                    return at;
                }
                at++;
            }
        }
        return -1;
    }

    int start(int field) {
        return starts[field];
    }

    int end(int field) {
        return ends[field];
    }

    /** A field of the line that was divided last. */
    String text(byte[] bytes, int field) {
        String text = new String(bytes, starts[field], ends[field] - starts[field], StandardCharsets.UTF_8);
        return quoted[field] ? text.replace("\"\"", "\"") : text;
    }

    /** The first fields of the line that was divided last. */
    List<String> texts(byte[] bytes, int count) {
        List<String> texts = new ArrayList<>();
        for (int field = 0; field < count; field++) {
            texts.add(text(bytes, field));
        }
        return texts;
    }
}
