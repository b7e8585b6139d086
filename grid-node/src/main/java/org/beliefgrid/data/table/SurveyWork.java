package org.beliefgrid.data.table;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TableSchemaText;
import org.beliefgrid.store.Location;

/**
 * The first reading of a table, a piece of work for each split. A {@link Serializable} because Jet ships it to the members that
 * way.
 */
public final class SurveyWork implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final ArrayList<String> header;
    private final String schema;
    private final boolean mayLackLabel;
    private final ArrayList<Split> splits;
    /** Number of the first row of each split, where rows are held out; else empty. */
    private final int[] firstRows;
    private final CaseSelection selection;
    /** Names of the classes, where rows are held out. */
    private final ArrayList<String> classes;
    private transient TableLayout layout;

    private SurveyWork(List<Split> splits, TableLayout layout, boolean mayLackLabel, int[] firstRows, CaseSelection selection,
            List<String> classes) {
        this.layout = layout;
        this.mayLackLabel = mayLackLabel;
        this.splits = new ArrayList<>(splits);
        this.firstRows = firstRows;
        this.selection = selection;
        this.classes = new ArrayList<>(classes);
        file = layout.file();
        header = new ArrayList<>(layout.header());
        schema = TableSchemaText.write(layout.schema());
    }

    /** @param mayLackLabel whether files without the label are all right */
    static SurveyWork of(List<Split> splits, TableLayout layout, boolean mayLackLabel) {
        return new SurveyWork(splits, layout, mayLackLabel, new int[0], CaseSelection.EVERYTHING, List.of());
    }

    /**
     * The same for scales of rows that are not held out.
     *
     * @param firstRow number of the first row of each split
     * @param heldOut what is held out
     * @param names of the classes, in the order of the labels that the selection knows
     */
    SurveyWork withoutHeldOut(int[] firstRow, CaseSelection heldOut, List<String> names) {
        return new SurveyWork(splits, layout, mayLackLabel, firstRow, heldOut, names);
    }

    /** Number of splits. */
    public int splits() {
        return splits.size();
    }

    /** Whether the files are on this process's own disk. */
    public boolean isLocal() {
        return Location.of(file).isLocal();
    }

    List<Split> all() {
        return splits;
    }

    synchronized TableLayout layout() throws IOException {
        if (layout == null) {
            TableSchema read = TableSchemaText.readWritten(schema);
            layout = TableLayout.of(file, header, read, mayLackLabel);
        }
        return layout;
    }

    /**
     * Reads a split.
     *
     * @param number of the split, from 0
     * @return what was found in it, for {@link TableSurvey}
     * @throws org.beliefgrid.error.BadInputException if its file cannot be read, or is not as the others
     */
    public byte[] survey(int number) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            read(number).write(out);
        }
        return bytes.toByteArray();
    }

    SplitSurvey read(int number) throws IOException {
        int first = firstRows.length == 0 ? 0 : firstRows[number];
        return new SplitSurvey(layout()).read(splits.get(number), (row, label) -> firstRows.length == 0
                || !selection.isHeldOut(first + row, label == null ? CaseSource.UNLABELLED : classes.indexOf(label)));
    }

    SplitSurvey found(byte[] survey) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(survey))) {
            return new SplitSurvey(layout()).read(in);
        }
    }
}
