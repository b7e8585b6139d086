package org.beliefgrid.data.table;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.error.BadInputException;

/** All cases of a split, one after the other. At its end it is held against what was found in it first. Not thread-safe. */
public final class SplitCases implements Closeable {
    private final SurveyedSplit split;
    private final TableRows rows;
    private final byte[] values;
    private final FloatBuffer floats;
    private final int end;
    private int row;

    SplitCases(SurveyedSplit split, TableRows rows, int units) {
        this.split = split;
        this.rows = rows;
        values = new byte[Math.multiplyExact(units, Float.BYTES)];
        floats = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        end = split.firstRow() + split.rows();
        row = split.firstRow() - 1;
    }

    /**
     * Goes on to the next case; false if there is none left.
     *
     * @throws BadInputException if the split is damaged, or was changed since it was surveyed
     */
    public boolean next() throws IOException {
        boolean found = rows.next();
        row++;
        if (found != row < end || !found && !rows.sha256().equals(split.sha256())) {
            throw TableCases.changed(split);
        }
        if (found) {
            floats.put(0, rows.values());
        }
        return found;
    }

    /** Number of the case in the whole table. */
    public int row() {
        return row;
    }

    /** Its values, as floats of {@link org.beliefgrid.data.ValueEncoding#FLOATS}; overwritten by the next. */
    public byte[] values() {
        return values;
    }

    /** Its class, or {@link CaseSource#UNLABELLED}. */
    public int label() {
        return rows.label();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
