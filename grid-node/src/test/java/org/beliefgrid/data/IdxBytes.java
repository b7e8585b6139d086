package org.beliefgrid.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import org.beliefgrid.store.Location;

/** Bytes of IDX files, made and read in the plainest way. */
final class IdxBytes {
    /** One case as a scan hands it over. */
    record Case(int row, List<Byte> pixels, int label) {
    }

    private IdxBytes() {
    }

    static byte[] images(int cases, int height, int width, long seed) {
        byte[] pixels = new byte[cases * height * width];
        new Random(seed).nextBytes(pixels);
        return ByteBuffer.allocate(16 + pixels.length).putInt(0x803).putInt(cases).putInt(height).putInt(width).put(pixels)
                .array();
    }

    /** Labels 0 to 9, about one in eleven unlabelled. */
    static byte[] labels(int cases, long seed) {
        Random random = new Random(seed);
        ByteBuffer bytes = ByteBuffer.allocate(8 + cases).putInt(0x801).putInt(cases);
        for (int row = 0; row < cases; row++) {
            int label = random.nextInt(11);
            bytes.put((byte) (label == 10 ? 255 : label));
        }
        return bytes.array();
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    static byte[] gunzip(InputStream packed) throws IOException {
        try (InputStream in = new GZIPInputStream(packed)) {
            return in.readAllBytes();
        }
    }

    static Location write(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        return Location.of(file.toString());
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What the two files hold, if every number in them is right.
     *
     * @throws IllegalArgumentException if they are damaged
     */
    static List<Case> cases(byte[] images, byte[] labels, int classes) {
        require(images.length >= 16 && labels.length >= 8);
        ByteBuffer in = ByteBuffer.wrap(images);
        ByteBuffer labelIn = ByteBuffer.wrap(labels);
        require(in.getInt() == 0x803 && labelIn.getInt() == 0x801);
        int cases = in.getInt();
        int height = in.getInt();
        int width = in.getInt();
        require(cases > 0 && height > 0 && height <= 4096 && width > 0 && width <= 4096 && labelIn.getInt() == cases);
        require(images.length == 16 + (long) cases * height * width && labels.length == 8L + cases);
        List<Case> result = new ArrayList<>();
        for (int row = 0; row < cases; row++) {
            byte[] pixels = new byte[height * width];
            in.get(pixels);
            int label = labelIn.get() & 255;
            require(label < classes || label == 255);
            result.add(caseOf(row, pixels, label == 255 ? -1 : label));
        }
        return result;
    }

    static Case caseOf(int row, byte[] pixels, int label) {
        List<Byte> copy = new ArrayList<>(pixels.length);
        for (byte pixel : pixels) {
            copy.add(pixel);
        }
        return new Case(row, copy, label);
    }

    /** Every case of a source, in the order of the scan. */
    static List<Case> scan(CaseSource source) throws IOException {
        List<Case> found = new ArrayList<>();
        source.scan(row -> true, (row, pixels, label) -> found.add(caseOf(row, pixels, label)));
        return found;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("damaged");
        }
    }
}
