package org.beliefgrid.data.table;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.store.Location;

/**
 * A part of a file that is read by itself: the lines whose first byte is in a range. Files in gzip are one split.
 *
 * @param file its location
 * @param from first byte of the range
 * @param to the byte behind the range; of a file's last split {@link Long#MAX_VALUE}, so that it is seen if the file grows
 * @param packed whether it is in gzip; the range is of the uncompressed bytes then
 */
record Split(String file, long from, long to, boolean packed) implements Serializable {
    /** Bytes of a split, and of the pieces that a fingerprint is made of. */
    static final long BYTES = 1L << 24;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * The splits of a file.
     *
     * @throws BadInputException if it is empty or cannot be read
     */
    static List<Split> of(Location file) throws IOException {
        long length = file.length();
        if (length == 0) {
            throw new BadInputException(file + ": is empty, expected a first line with the names of the columns");
        }
        String name = name(file);
        if (isPacked(file)) {
            return List.of(new Split(name, 0, Long.MAX_VALUE, true));
        }
        List<Split> splits = new ArrayList<>();
        for (long from = 0; from < length; from += BYTES) {
            boolean last = from + BYTES >= length;
            splits.add(new Split(name, from, last ? Long.MAX_VALUE : from + BYTES, false));
        }
        return splits;
    }

    /** A file as one split, plain. */
    static Split whole(Location file) {
        return new Split(name(file), 0, Long.MAX_VALUE, false);
    }

    /** Whatever folder the process works in that reads it. */
    private static String name(Location file) {
        return file.isLocal() ? Path.of(file.toString()).toAbsolutePath().toString() : file.toString();
    }

    private static boolean isPacked(Location file) throws IOException {
        try (InputStream in = file.open()) {
            return (in.read() << 8 | in.read()) == GZIP_MAGIC;
        }
    }

    /** Whether it begins with the first line of its file. */
    boolean isFirst() {
        return from == 0;
    }

    /** The split's bytes, beginning with the one before its range if there is one. */
    InputStream open() throws IOException {
        InputStream in = Location.of(file).open();
        try {
            if (packed) {
                return new GZIPInputStream(new BufferedInputStream(in, BUFFER_BYTES), BUFFER_BYTES);
            }
            in.skipNBytes(Math.max(0, from - 1));
            return in;
        } catch (IOException e) {
            in.close();
            throw damaged(e, 0);
        }
    }

    /** @param read bytes that were read before */
    BadInputException damaged(IOException failure, long read) {
        if (failure instanceof BadInputException already) {
            return already;
        }
        String what = failure instanceof ZipException || packed && failure instanceof EOFException
                ? "the gzip data are damaged or cut" : "cannot be read";
        return new BadInputException("%s: %s after byte %d: %s".formatted(file, what, from + read, failure.getMessage()),
                failure);
    }
}
