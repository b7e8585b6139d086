package org.beliefgrid.data.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TableSchema.Malformed;
import org.beliefgrid.model.TableSchema.Missing;

/** Decides about rows as a schema says, and counts what became of them. */
final class RowTally {
    /** Characters of a problem: names of classes and columns may be long. */
    private static final int MOST_SHOWN = 1000;

    private final TableSchema schema;
    private long rows;
    private long malformed;
    private long skipped;
    private long firstMalformed;
    private String firstProblem = "";
    private long firstSkipped;

    RowTally(TableSchema schema) {
        this.schema = schema;
    }

    /**
     * Whether a row is taken.
     *
     * @param problem what is wrong with it, or null
     * @param missing name of its first column without a value, or null
     * @param line its number, the first being 1
     */
    boolean takes(String problem, String missing, long line) {
        if (problem == null && missing != null && schema.missing() == Missing.SKIP_ROW) {
            firstSkipped = skipped++ == 0 ? line : firstSkipped;
            return false;
        }
        String why = problem == null && missing != null && schema.missing() == Missing.ERROR
                ? missing(missing) : problem;
        if (why == null) {
            rows++;
            return true;
        }
        if (malformed++ == 0) {
            firstMalformed = line;
            firstProblem = why.length() > MOST_SHOWN ? why.substring(0, MOST_SHOWN) + "..." : why;
        }
        return false;
    }

    /** What is wrong with a row whose column has no value. */
    static String missing(String column) {
        return "column %s has no value, or none that is known".formatted(column);
    }

    void write(DataOutput out) throws IOException {
        for (long number : new long[] {rows, malformed, skipped, firstMalformed, firstSkipped}) {
            out.writeLong(number);
        }
        out.writeUTF(firstProblem);
    }

    /** What {@link #write} wrote. */
    static RowTally read(DataInput in, TableSchema schema) throws IOException {
        RowTally tally = new RowTally(schema);
        tally.rows = in.readLong();
        tally.malformed = in.readLong();
        tally.skipped = in.readLong();
        tally.firstMalformed = in.readLong();
        tally.firstSkipped = in.readLong();
        tally.firstProblem = in.readUTF();
        return tally;
    }

    /** Whether the reading must end: a row was malformed, and that is fatal. */
    boolean isFatal() {
        return malformed > 0 && schema.malformed() == Malformed.FATAL;
    }

    long rows() {
        return rows;
    }

    long malformed() {
        return malformed;
    }

    long skipped() {
        return skipped;
    }

    /**
     * What was wrong with the first malformed row.
     *
     * @param file that it is in
     * @param linesBefore lines before those that were counted here
     */
    String firstMalformed(String file, long linesBefore) {
        return "%s: %s %d: %s".formatted(file, unit(), linesBefore + firstMalformed, firstProblem);
    }

    /** Where the first row without a value was that was passed over. */
    String firstSkipped(String file, long linesBefore) {
        return "%s: %s %d".formatted(file, unit(), linesBefore + firstSkipped);
    }

    private String unit() {
        return schema.format() == TableSchema.Format.PARQUET ? "row" : "line";
    }
}
