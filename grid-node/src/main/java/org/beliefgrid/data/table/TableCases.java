package org.beliefgrid.data.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.IntPredicate;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.ValueEncoding;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TableEncoder;
import org.beliefgrid.model.TableSchema;

/** The cases of a table after its first reading. Each split is held against what was found in it then. */
public final class TableCases implements CaseSource {
    private final SurveyedTable table;
    private final TableEncoder encoder;
    private final TableLayout layout;

    private TableCases(SurveyedTable table, TableLayout layout) {
        this.table = table;
        this.layout = layout;
        encoder = new TableEncoder(table.input());
    }

    /** The cases of a table; reads the header of its first file. */
    public static TableCases of(SurveyedTable table) throws IOException {
        Split first = table.splits().get(0).split();
        TableSchema schema = table.input().schema();
        return new TableCases(table, TableLayout.of(first.file(), FileKind.of(schema).header(first, schema), table.input()));
    }

    @Override
    public int cases() {
        return (int) table.counts().rows();
    }

    @Override
    public int height() {
        return 1;
    }

    @Override
    public int width() {
        return encoder.units();
    }

    @Override
    public ValueEncoding encoding() {
        return ValueEncoding.FLOATS;
    }

    @Override
    public String size() {
        return "%d values of %d columns".formatted(encoder.units(), table.input().columns().size());
    }

    @Override
    public boolean labelled() {
        return table.labelled();
    }

    @Override
    public String fingerprint() {
        return table.fingerprint();
    }

    @Override
    public void scan(IntPredicate wanted, CaseConsumer consumer) throws IOException {
        for (SurveyedSplit split : table.splits()) {
            scan(split, wanted, consumer);
        }
    }

    /** Number of splits, which can be read side by side. */
    public int splits() {
        return table.splits().size();
    }

    /**
     * The cases of a split.
     *
     * @param number of the split, from 0
     * @throws BadInputException if its file cannot be read
     */
    public SplitCases split(int number) throws IOException {
        SurveyedSplit split = table.splits().get(number);
        return new SplitCases(split, TableRows.of(split, layout, encoder), encoder.units());
    }

    private void scan(SurveyedSplit split, IntPredicate wanted, CaseConsumer consumer) throws IOException {
        byte[] bytes = new byte[Math.multiplyExact(encoder.units(), Float.BYTES)];
        FloatBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        int end = split.firstRow() + split.rows();
        int row = split.firstRow();
        try (TableRows rows = TableRows.of(split, layout, encoder)) {
            boolean want = row < end && wanted.test(row);
            while (want || !split.everyLine() ? rows.next() : rows.pass()) {
                if (row == end) {
                    throw changed(split);
                }
                if (want) {
                    floats.put(0, rows.values());
                    consumer.accept(row, bytes, rows.label());
                }
                row++;
                want = row < end && wanted.test(row);
            }
            if (row != end || !rows.sha256().equals(split.sha256())) {
                throw changed(split);
            }
        }
    }

    static BadInputException changed(SurveyedSplit split) {
        return new BadInputException("%s: was changed while in use, at byte %d or behind it".formatted(split.split().file(),
                split.split().from()));
    }
}
