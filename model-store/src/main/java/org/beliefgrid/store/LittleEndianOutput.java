package org.beliefgrid.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Writes what {@link LittleEndianInput} reads. */
final class LittleEndianOutput {
    private static final int CHUNK_FLOATS = 16_384;

    private final OutputStream out;
    private final MessageDigest digest = LittleEndianInput.sha256();
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    LittleEndianOutput(OutputStream out) {
        this.out = out;
    }

    void bytes(byte[] bytes) throws IOException {
        digest.update(bytes);
        out.write(bytes);
    }

    void number(int value) throws IOException {
        chunk.clear().putInt(value);
        writeChunk();
    }

    void real(double value) throws IOException {
        chunk.clear().putDouble(value);
        writeChunk();
    }

    /** @param what name of the size, for messages */
    void size(int value, String what) throws IOException {
        if (value < 1) {
            throw new IllegalArgumentException("%s must be 1 or more, was %d".formatted(what, value));
        }
        number(value);
    }

    /** @param what name of the text, for messages */
    void text(String text, String what) throws IOException {
        text(text, what, LittleEndianInput.LONGEST_TEXT);
    }

    /**
     * @param what name of the text, for messages
     * @param longest most bytes that it may have
     */
    void text(String text, String what, int longest) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > longest) {
            throw new IllegalArgumentException("%s may have %d bytes, had %d".formatted(what, longest, bytes.length));
        }
        number(bytes.length);
        bytes(bytes);
    }

    void floats(float[] values) throws IOException {
        for (int start = 0; start < values.length; start += CHUNK_FLOATS) {
            int count = Math.min(CHUNK_FLOATS, values.length - start);
            chunk.clear().asFloatBuffer().put(values, start, count);
            chunk.position(count * Float.BYTES);
            writeChunk();
        }
    }

    /** Ends with the SHA-256 of everything written before. */
    void checksum() throws IOException {
        out.write(digest.digest());
    }

    private void writeChunk() throws IOException {
        digest.update(chunk.array(), 0, chunk.position());
        out.write(chunk.array(), 0, chunk.position());
    }
}
