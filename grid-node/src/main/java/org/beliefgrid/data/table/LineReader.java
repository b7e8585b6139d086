package org.beliefgrid.data.table;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beliefgrid.error.BadInputException;

/**
 * The lines of a split, one after the other in a buffer of its own, which grows to the longest of them. A line ends in a line
 * feed,
 * perhaps with a carriage return before it, or at the end of the file; a byte order mark at the beginning of a file is no part
 * of
 * its first line. Keeps a SHA-256 of every piece of the file that it reads, which is the lines whose first byte is in one
 * stretch of
 * {@link Split#BYTES}: so the hashes are the same in whichever splits the file is read, and whether it is packed.
 */
final class LineReader implements Closeable {
    /** Most bytes of a line. */
    static final int LONGEST_LINE = 1 << 20;
    private static final int FIRST_BUFFER = 1 << 18;

    private final Split split;
    private final InputStream in;
    private final MessageDigest digest = sha256();
    private final List<byte[]> pieces = new ArrayList<>();
    private byte[] buffer = new byte[FIRST_BUFFER];
    /** Where in the file the buffer begins. */
    private long base;
    private int filled;
    /** Where in the buffer the next line begins. */
    private int next;
    private int hashed;
    private int start;
    private int end;
    private long lines;
    private long piece;

    /** At the beginning of a split's first line. */
    LineReader(Split split) throws IOException {
        this.split = split;
        in = split.open();
        base = Math.max(0, split.from() - 1);
        piece = split.from() / Split.BYTES;
        if (!split.isFirst()) {
            try {
                next = endOfLine();
                hashed = next;
            } catch (IOException e) {
                in.close();
                throw e;
            }
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Goes on to the next line; false if the split has no more. */
    boolean next() throws IOException {
        if (base + next >= split.to()) {
            return false;
        }
        int behind = endOfLine();
        if (behind == next) {
            return false;
        }
        beginPiece((base + next) / Split.BYTES);
        start = next;
        end = behind;
        if (buffer[end - 1] == '\n') {
            end--;
            if (end > start && buffer[end - 1] == '\r') {
                end--;
            }
        }
        if (base == 0 && start == 0 && end >= 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB
                && buffer[2] == (byte) 0xBF) {
            start = 3;
        }
        next = behind;
        lines++;
        return true;
    }

    /** Where the line that begins at {@code next} ends, its line feed included; {@code next} at the end of the file. */
    private int endOfLine() throws IOException {
        int searched = next;
        while (true) {
            byte[] bytes = buffer;
            for (int index = searched; index < filled; index++) {
                if (bytes[index] == '\n') {
                    return index + 1;
                }
            }
            searched = filled - next;
            if (!fill()) {
                return filled;
            }
            searched += next;
        }
    }

    /** Reads on, behind what is not yet used of the buffer, which moves to its beginning; false at the end of the file. */
    private boolean fill() throws IOException {
        if (next > 0) {
            hashTo(next);
            System.arraycopy(buffer, next, buffer, 0, filled - next);
            base += next;
            filled -= next;
            next = 0;
            hashed = 0;
        }
        if (filled > LONGEST_LINE) {
            throw new BadInputException("%s: line at byte %d is longer than %d bytes".formatted(split.file(), base,
                    LONGEST_LINE));
        }
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        try {
            int read = in.read(buffer, filled, buffer.length - filled);
            filled += Math.max(0, read);
            return read >= 0;
        } catch (IOException e) {
            throw split.damaged(e, base + filled - split.from());
        }
    }

    private void beginPiece(long number) {
        for (; piece < number; piece++) {
            hashTo(next);
            pieces.add(digest.digest());
        }
    }

    private void hashTo(int place) {
        digest.update(buffer, hashed, place - hashed);
        hashed = place;
    }

    /** The hashes of the pieces, once there is no line left. */
    List<byte[]> pieces() {
        long bytes = Math.min(base + filled, split.to());
        beginPiece(Math.max(split.from() / Split.BYTES, (bytes - 1) / Split.BYTES));
        hashTo(next);
        pieces.add(digest.digest());
        return pieces;
    }

    /** What holds the line; overwritten by the next. */
    byte[] buffer() {
        return buffer;
    }

    /** Where in the buffer the line begins. */
    int start() {
        return start;
    }

    /** Where in the buffer the line ends, without its end of line. */
    int end() {
        return end;
    }

    /** Number of lines of this split so far. */
    long lines() {
        return lines;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
