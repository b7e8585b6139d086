package org.beliefgrid.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** A dataset that a small network learns in a moment: a bright stripe at the top, in the middle or at the bottom, in noise. */
public final class SmallData {
    public static final int TRAINING_CASES = 400;
    public static final int TEST_CASES = 100;
    public static final int HEIGHT = 6;
    public static final int WIDTH = 5;
    public static final int CLASSES = 3;
    public static final int UNLABELLED = 255;

    public static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    public static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    public static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    public static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    private static final int IMAGES_MAGIC = 0x803;
    private static final int LABELS_MAGIC = 0x801;
    private static final long TRAINING_SEED = 1;
    private static final long TEST_SEED = 2;

    private SmallData() {
    }

    /** Writes the four files, plain. */
    public static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(TRAIN_IMAGES), trainImages());
        Files.write(folder.resolve(TRAIN_LABELS), trainLabels());
        Files.write(folder.resolve(TEST_IMAGES), images(TEST_CASES, HEIGHT, WIDTH, TEST_SEED));
        Files.write(folder.resolve(TEST_LABELS), labels(TEST_CASES, TEST_SEED));
        return folder;
    }

    /** Packs the four files in place of the plain ones. */
    static Path pack(Path folder) throws IOException {
        for (String name : new String[] {TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS}) {
            Files.write(folder.resolve(name + ".gz"), gzip(Files.readAllBytes(folder.resolve(name))));
            Files.delete(folder.resolve(name));
        }
        return folder;
    }

    static byte[] trainImages() {
        return images(TRAINING_CASES, HEIGHT, WIDTH, TRAINING_SEED);
    }

    static byte[] trainLabels() {
        return labels(TRAINING_CASES, TRAINING_SEED);
    }

    public static byte[] images(int cases, int height, int width, long seed) {
        Random noise = new Random(seed);
        ByteBuffer file = ByteBuffer.allocate(16 + cases * height * width)
                .putInt(IMAGES_MAGIC).putInt(cases).putInt(height).putInt(width);
        for (int row = 0; row < cases; row++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    boolean inStripe = y * CLASSES / height == labelOf(row, seed);
                    boolean flipped = noise.nextInt(12) == 0;
                    file.put((byte) (inStripe != flipped ? 180 + noise.nextInt(76) : noise.nextInt(60)));
                }
            }
        }
        return file.array();
    }

    public static byte[] labels(int cases, long seed) {
        ByteBuffer file = ByteBuffer.allocate(8 + cases).putInt(LABELS_MAGIC).putInt(cases);
        for (int row = 0; row < cases; row++) {
            file.put((byte) labelOf(row, seed));
        }
        return file.array();
    }

    private static int labelOf(int row, long seed) {
        return new Random(31L * seed + row).nextInt(CLASSES * 1000) / 1000;
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
