package org.beliefgrid.data.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TableSchema.Feature;

/** What a first reading found in one split. */
final class SplitSurvey {
    private final TableLayout layout;
    private RowTally tally;
    private final List<NumberFit> numbers = new ArrayList<>();
    private final List<NameFit> texts = new ArrayList<>();
    private final List<Set<String>> listed = new ArrayList<>();
    private final List<String> textNames;
    private final NameFit labels;
    private final Set<String> classes;
    private long lines;
    private boolean everyLine;
    private List<byte[]> pieces = List.of();

    /** Says which rows count; those held out do not. */
    @FunctionalInterface
    interface Counting {
        /**
         * @param row its number among the rows of the split
         * @param label name of its class, or null
         */
        boolean counts(int row, String label);
    }

    SplitSurvey(TableLayout layout) {
        this.layout = layout;
        TableSchema schema = layout.schema();
        tally = new RowTally(schema);
        for (Feature feature : layout.features()) {
            if (feature.categorical()) {
                texts.add(new NameFit(layout.place(feature.name()), NameFit.MOST_CATEGORIES));
                listed.add(Set.copyOf(feature.categories()));
            } else {
                numbers.add(new NumberFit(schema));
            }
        }
        textNames = layout.features().stream().filter(Feature::categorical).map(Feature::name).toList();
        labels = new NameFit(layout.place(schema.label()), TableSchema.MOST_CLASSES);
        classes = Set.copyOf(schema.classes());
    }

    /** Reads a split, to its end or to the first row that is fatal. */
    SplitSurvey read(Split split, Counting counting) throws IOException {
        RawRow row = new RawRow(numbers.size(), texts.size());
        try (Rows rows = layout.kind().rows(split, layout)) {
            while (rows.next(row)) {
                if (tally.takes(problem(row), missing(row), rows.lines())) {
                    add(row, counting.counts((int) (tally.rows() - 1), row.label));
                } else if (tally.isFatal()) {
                    return this;
                }
            }
            lines = rows.lines();
            everyLine = tally.rows() == lines - (split.isFirst() && layout.hasHeader() ? 1 : 0);
            pieces = rows.pieces();
        }
        return this;
    }

    private String problem(RawRow row) {
        boolean unknown = row.problem == null && row.label != null && !classes.isEmpty() && !classes.contains(row.label);
        return unknown ? "label %s is \"%s\", expected one of %s".formatted(layout.schema().label(), RawRow.shown(row.label),
                layout.schema().classes()) : row.problem;
    }

    private String missing(RawRow row) {
        if (row.problem != null) {
            return null;
        }
        for (int index = 0; index < row.numbers.length; index++) {
            if (row.numbers[index] != row.numbers[index]) {
                return layout.number(index);
            }
        }
        for (int index = 0; index < row.texts.length; index++) {
            if (row.texts[index] == null || !listed.get(index).isEmpty() && !listed.get(index).contains(row.texts[index])) {
                return textNames.get(index);
            }
        }
        return null;
    }

    private void add(RawRow row, boolean counted) throws BadInputException {
        for (int index = 0; counted && index < row.numbers.length; index++) {
            numbers.get(index).add(row.numbers[index]);
        }
        for (int index = 0; index < row.texts.length; index++) {
            texts.get(index).add(row.texts[index], counted);
        }
        labels.add(row.label, counted);
    }

    /** Takes in the columns of another split, which has them no more then. */
    void take(SplitSurvey other) throws BadInputException {
        for (int index = 0; index < numbers.size(); index++) {
            numbers.get(index).add(other.numbers.get(index));
        }
        for (int index = 0; index < texts.size(); index++) {
            texts.get(index).add(other.texts.get(index));
        }
        labels.add(other.labels);
        other.numbers.clear();
        other.texts.clear();
    }

    void write(DataOutput out) throws IOException {
        tally.write(out);
        out.writeLong(lines);
        out.writeBoolean(everyLine);
        out.writeInt(pieces.size());
        for (byte[] piece : pieces) {
            out.writeInt(piece.length);
            out.write(piece);
        }
        for (NumberFit number : numbers) {
            number.write(out);
        }
        for (NameFit text : texts) {
            text.write(out);
        }
        labels.write(out);
    }

    /** What {@link #write} wrote. */
    SplitSurvey read(DataInput in) throws IOException {
        tally = RowTally.read(in, layout.schema());
        lines = in.readLong();
        everyLine = in.readBoolean();
        pieces = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            byte[] piece = new byte[in.readInt()];
            in.readFully(piece);
            pieces.add(piece);
        }
        for (int number = 0; number < numbers.size(); number++) {
            numbers.set(number, NumberFit.read(in, layout.schema()));
        }
        for (NameFit text : texts) {
            text.read(in);
        }
        labels.read(in);
        return this;
    }

    RowTally tally() {
        return tally;
    }

    NumberFit number(int index) {
        return numbers.get(index);
    }

    NameFit text(int index) {
        return texts.get(index);
    }

    NameFit labels() {
        return labels;
    }

    /** Lines of the split, a header included. */
    long lines() {
        return lines;
    }

    /** Whether each line but a header is a case. */
    boolean everyLine() {
        return everyLine;
    }

    List<byte[]> pieces() {
        return pieces;
    }
}
