package org.beliefgrid.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableInput.Column;
import org.beliefgrid.model.TableSchemaText;

/**
 * The columns of a table in a {@link ModelFile}. A text is an int32, its length in bytes, 0 to 65,536, and that many bytes of
 * UTF-8.
 * <pre>
 * type              field             value
 * text              schema            YAML of {@link TableSchemaText}
 * int32             columns           number of columns, 1 and up, in the order of their visible units
 * of each column:
 *   text            name              in the header of the table
 *   float64         offset            a number x becomes (x - offset) * factor, within the bounds of the schema's scale: unit
 * 0 to
 *   float64         factor            1, standardise -10 to 10
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
record TableSection(String schema, List<Raw> columns, List<String> classes) {
    private static final int MOST_NAMES = 1 << 24;

    /** A column, not yet looked at. */
    record Raw(String name, double offset, double factor, List<String> categories, float[] whenMissing) {
        Column checked() {
            List<Float> values = new ArrayList<>();
            for (float value : whenMissing) {
                values.add(value);
            }
            return new Column(name, offset, factor, categories, values);
        }
    }

    static void write(TableInput input, LittleEndianOutput output) throws IOException {
        output.text(TableSchemaText.write(input.schema()), "schema");
        output.size(input.columns().size(), "number of columns");
        for (Column column : input.columns()) {
            output.text(column.name(), "name of a column");
            output.real(column.offset());
            output.real(column.factor());
            write(column.categories(), "category", output);
            float[] values = new float[column.units()];
            for (int unit = 0; unit < values.length; unit++) {
                values[unit] = column.whenMissing().get(unit);
            }
            output.floats(values);
        }
        write(input.classes(), "name of a class", output);
    }

    private static void write(List<String> names, String what, LittleEndianOutput output) throws IOException {
        output.number(names.size());
        for (String name : names) {
            output.text(name, what);
        }
    }

    static TableSection read(LittleEndianInput input) throws IOException {
        String schema = input.text("schema");
        int count = input.size("number of columns");
        List<Raw> columns = new ArrayList<>();
        for (int column = 0; column < count; column++) {
            String name = input.text("name of column " + column);
            double offset = input.real("offset of column " + column);
            double factor = input.real("factor of column " + column);
            List<String> categories = names(input, "category of column " + column);
            columns.add(new Raw(name, offset, factor, categories,
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

    /** @throws IllegalArgumentException if it makes no sense */
    TableInput checked() {
        return new TableInput(TableSchemaText.read("schema", schema), columns.stream().map(Raw::checked).toList(), classes);
    }
}
