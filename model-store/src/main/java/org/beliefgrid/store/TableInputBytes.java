package org.beliefgrid.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.beliefgrid.model.TableInput;

/**
 * A {@link TableInput} as bytes, for its way from process to process: as in a {@link ModelFile}, with a checksum at the end.
 */
public final class TableInputBytes {
    private TableInputBytes() {
    }

    /** The bytes of an input. */
    public static byte[] write(TableInput input) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        LittleEndianOutput output = new LittleEndianOutput(bytes);
        try {
            TableSection.write(input, output);
            output.checksum();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
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
        return section.checked();
    }
}
