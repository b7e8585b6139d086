package org.beliefgrid.data.table;

import org.beliefgrid.data.CaseSource;
import org.beliefgrid.model.TableEncoder;
import org.beliefgrid.model.TableSchema.Missing;

/** Makes a case of a model of a line of a text file. Not thread-safe. */
public final class RowEncoder {
    private final TableLayout layout;
    private final TableEncoder encoder;
    private final LineParser parser;
    private final RawRow row;

    RowEncoder(TableLayout layout, TableEncoder encoder) {
        this.layout = layout;
        this.encoder = encoder;
        parser = layout.parser();
        row = new RawRow(encoder.numbers(), encoder.texts());
    }

    /** Number of values of a case. */
    public int units() {
        return encoder.units();
    }

    /**
     * Encodes a line. Its label, if there is one, is not looked at.
     *
     * @param bytes have the line; not modified
     * @param start where it begins
     * @param end where it ends, without its end of line
     * @param out [units] from {@code offset} on, overwritten
     * @return what is wrong with the line, so that it is no case; empty if it is one
     */
    public String encode(byte[] bytes, int start, int end, float[] out, int offset) {
        parser.parse(bytes, start, end, row);
        if (row.problem != null) {
            return row.problem;
        }
        int missing = encoder.encode(row.numbers, row.texts, out, offset);
        boolean refused = layout.schema().missing() == Missing.ERROR || layout.schema().missing() == Missing.SKIP_ROW;
        return missing >= 0 && refused ? RowTally.missing(encoder.input().columns().get(missing).name()) : "";
    }

    /** Class of a raw row, {@link CaseSource#UNLABELLED} or {@link TableEncoder#UNKNOWN}. */
    static int label(TableEncoder encoder, RawRow row) {
        return row.label == null || row.problem != null ? CaseSource.UNLABELLED : encoder.label(row.label);
    }
}
