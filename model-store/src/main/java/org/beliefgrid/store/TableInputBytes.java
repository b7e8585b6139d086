package org.beliefgrid.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableInput.Column;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TableSchemaText;

/**
 * A {@link TableInput} as bytes, for its way from process to process: as in a {@link ModelFile}, with a checksum at the end.
 */
public final class TableInputBytes {
    private static final int CHECKSUM_BYTES = 32;

    private TableInputBytes() {
    }

    /** The bytes of an input. */
    public static byte[] write(TableInput input) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        LittleEndianOutput output = new LittleEndianOutput(bytes);
        try {
            write(input, output);
            output.checksum();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /** SHA-256 of schema, scales and names: the checksum of {@link #write}, in hexadecimal digits. */
    public static String sha256(TableInput input) {
        byte[] bytes = write(input);
        return HexFormat.of().formatHex(bytes, bytes.length - CHECKSUM_BYTES, bytes.length);
    }

    /**
     * The input of some bytes.
     *
     * @throws org.beliefgrid.error.CorruptModelException if they are not what {@link #write} gave
     */
    public static TableInput read(byte[] bytes) throws IOException {
        LittleEndianInput input = new LittleEndianInput("columns of a table", new ByteArrayInputStream(bytes));
        TableSection section = TableSection.read(input);
        input.checksumAndEnd();
        return checked(section);
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

    /** @throws IllegalArgumentException if the section makes no sense; one line for each problem */
    static TableInput checked(TableSection section) {
        TableSchema schema = TableSchemaText.read("schema", section.schema());
        return new TableInput(schema, section.columns().stream().map(TableInputBytes::checked).toList(), section.classes());
    }

    private static Column checked(TableSection.Column column) {
        List<Float> values = new ArrayList<>();
        for (float value : column.whenMissing()) {
            values.add(value);
        }
        return new Column(column.name(), column.offset(), column.factor(), column.categories(), values);
    }
}
