package org.beliefgrid.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.beliefgrid.error.CorruptModelException;

/**
 * Reads little-endian values and knows where it is, so that every refusal can say so. Memory grows only as bytes arrive: a size
 * that claims more than the file has costs nothing.
 */
final class LittleEndianInput {
    /** Most bytes of a text. */
    static final int LONGEST_TEXT = 65_536;

    /** Most values of an array; a few less than the largest number, as everywhere in Java. */
    private static final int MOST_VALUES = Integer.MAX_VALUE - 8;
    private static final int CHUNK_FLOATS = 16_384;
    private static final int FIRST_ALLOCATION = 1 << 20;

    private final String name;
    private final InputStream in;
    private final MessageDigest digest = sha256();
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long position;

    /** @param name of the file, for messages */
    LittleEndianInput(String name, InputStream in) {
        this.name = name;
        this.in = new BufferedInputStream(in, CHUNK_FLOATS * Float.BYTES);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    byte[] bytes(int count, String what) throws IOException {
        byte[] bytes = unchecked(count, what);
        digest.update(bytes);
        return bytes;
    }

    /** Bytes that the checksum is not of. */
    private byte[] unchecked(int count, String what) throws IOException {
        byte[] bytes = new byte[count];
        read(bytes, count, what);
        return bytes;
    }

    int number(String what) throws IOException {
        fill(chunk.array(), Integer.BYTES, what);
        return chunk.getInt(0);
    }

    double real(String what) throws IOException {
        fill(chunk.array(), Double.BYTES, what);
        return chunk.getDouble(0);
    }

    /** A number from {@code least} to {@code most}. */
    int number(String what, int least, int most) throws IOException {
        int value = number(what);
        if (value < least || value > most) {
            throw refusal("%s at byte %d must be %d to %d, was %d".formatted(what, position - Integer.BYTES, least, most,
                    value));
        }
        return value;
    }

    /** A number of things: 1 and up. */
    int size(String what) throws IOException {
        return number(what, 1, MOST_VALUES);
    }

    /** A length and that many bytes of UTF-8. */
    String text(String what) throws IOException {
        return text(what, LONGEST_TEXT);
    }

    /** @param longest most bytes that the text may have */
    String text(String what, int longest) throws IOException {
        int length = number("length of the " + what, 0, longest);
        return new String(bytes(length, what), StandardCharsets.UTF_8);
    }

    float[] floats(int rows, int columns, String what) throws IOException {
        if ((long) rows * columns > MOST_VALUES) {
            throw refusal("%s at byte %d would be %d x %d values, an array has at most %d"
                    .formatted(what, position, rows, columns, MOST_VALUES));
        }
        return floats(rows * columns, what);
    }

    float[] floats(int count, String what) throws IOException {
        float[] values = new float[Math.min(count, FIRST_ALLOCATION)];
        int filled = 0;
        while (filled < count) {
            if (filled == values.length) {
                values = Arrays.copyOf(values, (int) Math.min(count, 2L * values.length));
            }
            int next = Math.min(CHUNK_FLOATS, values.length - filled);
            fill(chunk.array(), next * Float.BYTES, what);
            chunk.clear().asFloatBuffer().get(values, filled, next);
            filled += next;
        }
        return values;
    }

    /** The end: a SHA-256 of all bytes before, and nothing after it. */
    void checksumAndEnd() throws IOException {
        byte[] computed = digest.digest();
        requireEqual(computed, unchecked(computed.length, "checksum"));
        if (in.read() >= 0) {
            throw refusal("should end after %d bytes, but goes on".formatted(position));
        }
    }

    /** Reads to the end, whatever there is, and makes sure that it is a SHA-256 of all bytes before. */
    void requireChecksumAtTheEnd() throws IOException {
        byte[] last = unchecked(digest.getDigestLength(), "checksum");
        byte[] buffer = new byte[last.length + chunk.capacity()];
        int read;
        while ((read = in.readNBytes(buffer, last.length, chunk.capacity())) > 0) {
            System.arraycopy(last, 0, buffer, 0, last.length);
            digest.update(buffer, 0, read);
            position += read;
            System.arraycopy(buffer, read, last, 0, last.length);
        }
        requireEqual(digest.digest(), last);
    }

    private void requireEqual(byte[] computed, byte[] stored) throws CorruptModelException {
        if (!Arrays.equals(computed, stored)) {
            throw refusal("damaged: its bytes have SHA-256 %s, the checksum at byte %d is %s".formatted(
                    HexFormat.of().formatHex(computed), position - stored.length, HexFormat.of().formatHex(stored)));
        }
    }

    /** The name of the file. */
    String name() {
        return name;
    }

    CorruptModelException refusal(String problem) {
        return new CorruptModelException(name + ": " + problem);
    }

    private void fill(byte[] bytes, int count, String what) throws IOException {
        read(bytes, count, what);
        digest.update(bytes, 0, count);
    }

    private void read(byte[] bytes, int count, String what) throws IOException {
        int read = in.readNBytes(bytes, 0, count);
        if (read < count) {
            throw refusal("truncated: has %d bytes, %s would be bytes %d to %d"
                    .formatted(position + read, what, position, position + count - 1));
        }
        position += count;
    }
}
