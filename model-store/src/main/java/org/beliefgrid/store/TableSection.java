package org.beliefgrid.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a table in the file of a model, its schema not yet read. Needs the JDK alone, as {@link StoredModel} does. A
 * text is an int32, its length in bytes, 0 to 65,536, and that many bytes of UTF-8.
 * <pre>
 * type              field             value
 * text              schema            YAML of {@code TableSchemaText}
 * int32             columns           number of columns, 1 and up, in the order of their visible units
 * of each column:
 *   text            name              in the header of the table
 *   float64         offset            a number x becomes (x - offset) * factor, within the bounds of the schema's scale:
 *   float64         factor            unit 0 to 1, standardise -10 to 10
 *   int32           categories        number K of categories, 0 for a column of numbers
 *   text[K]         names             of the categories; unit k of the column is 1 in rows of name k, else 0
 *   float32[]       when missing      values of its units in a row without a value: K of them, or 1 in a column of numbers
 * int32             classes           number of classes that have a name, 0 if there is no label
 * text[]            names             of the classes
 * </pre>
 *
 * @param schema not yet looked at
 * @param columns not yet looked at
 * @param classes names
 */
public record TableSection(String schema, List<Column> columns, List<String> classes) {
    private static final int MOST_NAMES = 1 << 24;

    /**
     * A column, not yet looked at.
     *
     * @param name in the header
     * @param offset a number x becomes {@code (x - offset) * factor}
     * @param factor as above
     * @param categories names, one for each unit; empty for a column of numbers
     * @param whenMissing one value for each unit
     */
    public record Column(String name, double offset, double factor, List<String> categories, float[] whenMissing) {
    }

    /** @throws IllegalArgumentException if a network of so many visible units and classes, 0 if it has none, is another's */
    void requireFit(int visible, int outputs) {
        long units = columns.stream().mapToLong(column -> column.whenMissing().length).sum();
        if (units != visible) {
            throw new IllegalArgumentException("the network takes %d values, the columns of its table have %d"
                    .formatted(visible, units));
        }
        if (!classes.isEmpty() && outputs > 0 && classes.size() != outputs) {
            throw new IllegalArgumentException("the network has %d classes, its table names %d".formatted(outputs,
                    classes.size()));
        }
    }

    static TableSection read(LittleEndianInput input) throws IOException {
        String schema = input.text("schema");
        int count = input.size("number of columns");
        List<Column> columns = new ArrayList<>();
        for (int column = 0; column < count; column++) {
            String name = input.text("name of column " + column);
            double offset = input.real("offset of column " + column);
            double factor = input.real("factor of column " + column);
            List<String> categories = names(input, "category of column " + column);
            columns.add(new Column(name, offset, factor, categories,
                    input.floats(Math.max(1, categories.size()), "missing values of column " + column)));
        }
        return new TableSection(schema, columns, names(input, "class"));
    }

    private static List<String> names(LittleEndianInput input, String what) throws IOException {
        int count = input.number("number of names: " + what, 0, MOST_NAMES);
        List<String> names = new ArrayList<>();
        for (int name = 0; name < count; name++) {
            names.add(input.text(what));
        }
        return names;
    }
}
