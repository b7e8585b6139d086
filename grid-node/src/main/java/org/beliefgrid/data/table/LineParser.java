package org.beliefgrid.data.table;

/** Finds the values of a row in its line. Not thread-safe. */
interface LineParser {
    /**
     * Takes a line apart.
     *
     * @param bytes has the line; not modified
     * @param start where it begins
     * @param end where it ends, without its end of line
     * @param row overwritten; what is wrong with the line is its {@code problem}
     */
    void parse(byte[] bytes, int start, int end, RawRow row);
}
