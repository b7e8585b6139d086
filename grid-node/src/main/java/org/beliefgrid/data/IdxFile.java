package org.beliefgrid.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import org.beliefgrid.error.BadInputException;
import org.beliefgrid.store.Location;

/**
 * One pass through a file of the IDX format (LeCun), plain or in gzip; which of the two, its first bytes tell, not its name.
 *
 * <pre>
 *   images   int 0x00000803, int count, int height, int width, then count * height * width bytes
 *   labels   int 0x00000801, int count,                        then count bytes
 * </pre>
 *
 * Integers are big-endian. Positions in messages are those of the uncompressed bytes; rows count from 0. Memory does not depend
 * on what the header says.
 */
final class IdxFile implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int GZIP_MAGIC = 0x1f8b;
    /** What one byte of gzip data can stand for at most: a match of 258 bytes takes two bits. */
    private static final int MOST_EXPANSION = 1032;

    private final String name;
    private final MessageDigest digest = sha256();
    private final InputStream in;
    private final long mostBytes;
    private boolean packed;
    private long position;

    /**
     * The file, at its first byte.
     *
     * @throws BadInputException if it is missing, empty, or not readable
     */
    IdxFile(Location location) throws IOException {
        this(location.toString(), location.length(), location.open());
    }

    /**
     * What a stream holds, from its first byte.
     *
     * @param name what messages call it
     * @param raw closed with this file, or if it is no good
     */
    IdxFile(String name, InputStream raw) throws IOException {
        this(name, Long.MAX_VALUE, raw);
    }

    private IdxFile(String name, long length, InputStream raw) throws IOException {
        this.name = name;
        try {
            InputStream content = uncompressed(new BufferedInputStream(raw, BUFFER_BYTES));
            mostBytes = packed && length <= Long.MAX_VALUE / MOST_EXPANSION ? length * MOST_EXPANSION : length;
            this.in = new BufferedInputStream(new DigestInputStream(content, digest), BUFFER_BYTES);
        } catch (IOException e) {
            raw.close();
            throw damaged(e);
        }
    }

    private InputStream uncompressed(InputStream raw) throws IOException {
        raw.mark(2);
        int first = raw.read();
        int second = raw.read();
        raw.reset();
        if (first < 0) {
            throw new BadInputException(name + ": is empty, expected an IDX file");
        }
        packed = (first << 8 | second) == GZIP_MAGIC;
        return packed ? new GZIPInputStream(raw, BUFFER_BYTES) : raw;
    }

    /**
     * What the end of gzip data says of its uncompressed bytes: their number modulo 2^32. Where several parts follow each
     * other it is that of the last one, and where something else follows it is anything.
     */
    static int sizeAtTheEnd(Location location) throws IOException {
        try (DataInputStream end = new DataInputStream(location.open())) {
            end.skipNBytes(location.length() - Integer.BYTES);
            return Integer.reverseBytes(end.readInt());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What messages call this file. */
    String name() {
        return name;
    }

    /** Next integer of the header. */
    int readInt() throws IOException {
        byte[] bytes = new byte[Integer.BYTES];
        if (read(bytes) < bytes.length) {
            throw new BadInputException(name + ": ends at byte " + position + ", within the header");
        }
        return ByteBuffer.wrap(bytes).getInt();
    }

    /**
     * The next bytes of the file.
     *
     * @param bytes overwritten from its start
     * @return how many there were: all, or fewer if the file ends
     */
    int read(byte[] bytes) throws IOException {
        try {
            int count = in.readNBytes(bytes, 0, bytes.length);
            position += count;
            return count;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /** Next byte of the file, 0 to 255; -1 if it ends. */
    int read() throws IOException {
        try {
            int value = in.read();
            position += value < 0 ? 0 : 1;
            return value;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /**
     * How many bytes can follow, by the length of the file: just as many if it is plain, no more if it is in gzip. Nobody needs
     * to make room for what a header says beyond that.
     */
    long mostToCome() {
        return mostBytes - position;
    }

    /** Reads on to a position or to the end of the file, whichever comes first. */
    void readUpTo(long end) throws IOException {
        boolean more = true;
        while (more && position < end) {
            int wanted = (int) Math.min(BUFFER_BYTES, end - position);
            more = read(new byte[wanted]) == wanted;
        }
    }

    /** Whether it is in gzip. */
    boolean packed() {
        return packed;
    }

    /** Bytes read so far. */
    long position() {
        return position;
    }

    /**
     * Makes sure that the file ends here, which in gzip includes its checksum.
     *
     * @param expected what ends here, for the message
     * @return SHA-256 of the uncompressed bytes
     */
    String finish(String expected) throws IOException {
        long end = position;
        if (read() >= 0) {
            throw new BadInputException(name + ": goes on after byte " + end + ", where " + expected + " end");
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** SHA-256 of the uncompressed bytes from the first to the last, whatever they are. Ends the pass. */
    String hashToTheEnd() throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        while (read(buffer) == buffer.length) {
            // The digest sees what is read.
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private BadInputException damaged(IOException failure) {
        if (failure instanceof BadInputException already) {
            return already;
        }
        String after = name + ": after byte " + position + " of the uncompressed content ";
        if (failure instanceof EOFException) {
            return new BadInputException(after + "the gzip data end, expected more of them and their checksum", failure);
        }
        if (failure instanceof ZipException) {
            return new BadInputException(after + "the gzip data are damaged (" + failure.getMessage()
                    + "), expected a right checksum", failure);
        }
        return new BadInputException(name + ": cannot be read after byte " + position + ": " + failure.getMessage(), failure);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
