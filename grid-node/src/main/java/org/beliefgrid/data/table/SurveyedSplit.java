package org.beliefgrid.data.table;

/**
 * A split and what the first reading found in it.
 *
 * @param split where it is
 * @param firstRow number of its first row in the table
 * @param rows number of its rows that are cases
 * @param linesBefore number of the lines of its file before it
 * @param sha256 of its lines
 * @param everyLine whether each line but a header is a case, so that lines which nobody wants need not be read as rows
 */
record SurveyedSplit(Split split, int firstRow, int rows, long linesBefore, String sha256, boolean everyLine) {
}
