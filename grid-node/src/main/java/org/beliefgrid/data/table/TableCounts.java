package org.beliefgrid.data.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became of the rows of a table.
 *
 * @param files number of files
 * @param rows that are cases
 * @param malformed rows that could not be read and were passed over
 * @param firstMalformed file, line and problem of the first of them; empty if there is none
 * @param skipped rows that were passed over because they lack a value
 * @param firstSkipped file and line of the first of them; empty if there is none
 */
public record TableCounts(int files, long rows, long malformed, String firstMalformed, long skipped, String firstSkipped) {
    /** A line for each number, as people read them. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "read %,d rows of %,d files", rows + malformed + skipped, files));
        if (malformed > 0) {
            lines.add(String.format(Locale.ROOT, "passed over %,d malformed rows, the first: %s", malformed, firstMalformed));
        }
        if (skipped > 0) {
            lines.add(String.format(Locale.ROOT, "passed over %,d rows without a value, the first: %s", skipped, firstSkipped));
        }
        return lines;
    }
}
