package org.beliefgrid.data.table;

import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TableEncoder;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableSchema.Missing;
import org.beliefgrid.store.Location;

/**
 * The rows of a file as the cases of a model, one after the other: raw values are scaled, categories become units, as the
 * model's
 * {@link TableInput} says. Malformed rows are passed over and counted, or end the reading, as its schema says. Not thread-safe.
 */
public final class TableRows implements Closeable {
    private final Split split;
    private final long linesBefore;
    private final TableEncoder encoder;
    private final Rows rows;
    private final RawRow raw;
    private final RowTally tally;
    private final float[] values;
    private int label;

    private TableRows(Split split, long linesBefore, TableLayout layout, TableEncoder encoder) throws IOException {
        this.split = split;
        this.linesBefore = linesBefore;
        this.encoder = encoder;
        raw = new RawRow(encoder.numbers(), encoder.texts());
        tally = new RowTally(encoder.input().schema());
        values = new float[encoder.units()];
        rows = layout.kind().rows(split, layout);
    }

    /**
     * At the first row of a file; one of text may be in gzip. It needs the columns of the input, in any order; the label may be
     * missing.
     *
     * @param input of the model
     * @param file read as the schema of the input says
     * @throws BadInputException if it cannot be read, or has not the columns
     */
    public static TableRows open(TableInput input, Location file) throws IOException {
        FileKind kind = FileKind.of(input.schema());
        Split first = kind.splits(file).get(0);
        List<String> header = kind.header(first, input.schema());
        return new TableRows(new Split(first.file(), 0, Long.MAX_VALUE, first.packed()), 0,
                TableLayout.of(first.file(), header, input), new TableEncoder(input));
    }

    /** The same of the file at a place. */
    public static TableRows open(TableInput input, String file) throws IOException {
        return open(input, Location.of(file));
    }

    /**
     * The files that are meant.
     *
     * @param data a file, a folder, or a pattern
     * @throws BadInputException if there is none
     */
    public static List<String> files(String data) throws IOException {
        return TableFiles.of(data).stream().map(Location::toString).toList();
    }

    /** At the first row of a split. */
    static TableRows of(SurveyedSplit split, TableLayout layout, TableEncoder encoder) throws IOException {
        return new TableRows(split.split(), split.linesBefore(), layout, encoder);
    }

    /**
     * Goes on to the next row that is a case; false if there is none left.
     *
     * @throws BadInputException if a row is malformed and the schema takes that for fatal, with file and line
     */
    public boolean next() throws IOException {
        while (rows.next(raw)) {
            if (tally.takes(labelProblem(), missing(), rows.lines())) {
                return true;
            }
            if (tally.isFatal()) {
                throw new BadInputException(tally.firstMalformed(split.file(), linesBefore));
            }
        }
        return false;
    }

    /** Goes on to the next row, whether it is a case or not; false if there is none left. Nothing is counted. */
    public boolean step() throws IOException {
        return rows.next(raw);
    }

    /**
     * Why the row of the last {@link #step} is no case; empty if it is one, with {@link #values}. Its label is not looked at.
     */
    public String problem() {
        Missing rule = encoder.input().schema().missing();
        String missing = missing();
        boolean refused = missing != null && (rule == Missing.ERROR || rule == Missing.SKIP_ROW);
        return raw.problem != null ? raw.problem : refused ? RowTally.missing(missing) : "";
    }

    /** Passes over a line, whatever is in it; false if there is none left. */
    boolean pass() throws IOException {
        return rows.pass();
    }

    private String labelProblem() {
        label = RowEncoder.label(encoder, raw);
        return label == TableEncoder.UNKNOWN ? "label %s is \"%s\", expected one of %s"
                .formatted(encoder.input().schema().label(),
                RawRow.shown(raw.label), encoder.input().classes()) : raw.problem;
    }

    private String missing() {
        int missing = raw.problem == null ? encoder.encode(raw.numbers, raw.texts, values, 0) : -1;
        return missing < 0 ? null : encoder.input().columns().get(missing).name();
    }

    /** Values of the row's visible units; overwritten by the next row. */
    public float[] values() {
        return values;
    }

    /** Class of the row, or {@link CaseSource#UNLABELLED}. */
    public int label() {
        return label;
    }

    /** Line of the row in its file, the header being line 1. */
    public long line() {
        return linesBefore + rows.lines();
    }

    /** Rows that were malformed so far. */
    public long malformed() {
        return tally.malformed();
    }

    /** File, line and problem of the first malformed row; empty if there is none. */
    public String firstMalformed() {
        return tally.malformed() == 0 ? "" : tally.firstMalformed(split.file(), linesBefore);
    }

    /** Rows that were passed over so far because they lack a value. */
    public long skipped() {
        return tally.skipped();
    }

    /** SHA-256 of all lines, when there is no row left. */
    String sha256() {
        MessageDigest digest = LineReader.sha256();
        rows.pieces().forEach(digest::update);
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
