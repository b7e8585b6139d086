package org.beliefgrid.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.beliefgrid.error.BadInputException;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each message names the file, where in it, what was found and what was expected. */
class IdxDamageTest {
    private static final int CASES = 20;
    private static final int SIDE = 6;
    private static final int CLASSES = 10;
    private static final int MUTATIONS = 200;
    private static final long MOST_BYTES_A_MUTANT = 4_000_000;

    private final byte[] images = IdxBytes.images(CASES, SIDE, SIDE, TestSeed.VALUE);
    private final byte[] labels = IdxBytes.labels(CASES, TestSeed.VALUE);

    @TempDir
    Path folder;
    private Location imagesFile;
    private Location labelsFile;

    @BeforeEach
    void writeIntactFiles() throws IOException {
        imagesFile = IdxBytes.write(folder.resolve("images"), images);
        labelsFile = IdxBytes.write(folder.resolve("labels"), labels);
    }

    @Test
    void aMissingFile() throws IOException {
        Files.delete(folder.resolve("images"));
        assertRefusedAtOpen(imagesFile + ": no such file");
    }

    @Test
    void aMissingLabelFile() throws IOException {
        Files.delete(folder.resolve("labels"));
        assertRefusedAtOpen(labelsFile + ": no such file");
    }

    @Test
    void anEmptyFile() throws IOException {
        writeImages(new byte[0]);
        assertRefusedAtOpen(imagesFile + ": is empty, expected an IDX file");
    }

    @Test
    void aHeaderThatEnds() throws IOException {
        writeImages(Arrays.copyOf(images, 9));
        assertRefusedAtOpen(imagesFile + ": ends at byte 9, within the header");
        writeImages(images);
        writeLabels(Arrays.copyOf(labels, 1));
        assertRefusedAtOpen(labelsFile + ": ends at byte 1, within the header");
    }

    @Test
    void aWrongMagic() throws IOException {
        writeImages(labels);
        assertRefusedAtOpen(imagesFile + ": begins with 0x00000801 at byte 0, expected 0x00000803 of an IDX file of images");
        writeImages(images);
        writeLabels(IdxBytes.gzip(images));
        assertRefusedAtOpen(labelsFile + ": begins with 0x00000803 at byte 0, expected 0x00000801 of an IDX file of labels");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void imagesThatEndEarly(boolean packed) throws IOException {
        byte[] cut = Arrays.copyOf(images, 16 + 17 * SIDE * SIDE + 13);
        writeImages(packed ? IdxBytes.gzip(cut) : cut);
        assertRefusedAtOpen(imagesFile + ": ends at byte 13 of image 17, expected 20 images of 6x6");
    }

    @Test
    void labelsThatEndEarly() throws IOException {
        writeLabels(Arrays.copyOf(labels, 8 + 19));
        assertRefusedAtOpen(labelsFile + ": ends at label 19, expected 20 labels");
        writeLabels(IdxBytes.gzip(Arrays.copyOf(labels, 8 + 19)));
        assertRefusedByScan(labelsFile + ": ends at label 19, expected 20 labels");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bytesBeyondTheCount(boolean packed) throws IOException {
        byte[] longer = Arrays.copyOf(images, images.length + 1);
        writeImages(packed ? IdxBytes.gzip(longer) : longer);
        assertRefusedByScan(imagesFile + ": goes on after byte 736, where the 20 images of 6x6 end");
        writeImages(images);
        writeLabels(Arrays.copyOf(labels, labels.length + 5));
        assertRefusedByScan(labelsFile + ": goes on after byte 28, where the 20 labels end");
    }

    @Test
    void noCases() throws IOException {
        writeImages(ByteBuffer.allocate(16).putInt(0x803).putInt(0).putInt(SIDE).putInt(SIDE).array());
        assertRefusedAtOpen(imagesFile + ": no cases: 0 images at byte 4, expected at least 1");
    }

    @Test
    void countsThatDiffer() throws IOException {
        writeLabels(IdxBytes.labels(CASES + 1, 1));
        assertRefusedAtOpen(labelsFile + ": 21 labels, expected 20 as there are images in " + imagesFile);
    }

    @Test
    void aLabelOutOfRangeEvenInAnUnwantedRow() throws IOException {
        labels[8 + 5] = 12;
        writeLabels(labels);
        assertRefusedByScan(labelsFile + ": label of row 5 (byte 13) is 12, expected 0..9 or 255 for an unknown class");
        labels[8 + 5] = (byte) 254;
        writeLabels(labels);
        assertRefusedByScan(labelsFile + ": label of row 5 (byte 13) is 254, expected 0..9 or 255 for an unknown class");
    }

    @Test
    void sizesOutOfRange() throws IOException {
        writeImages(images, 4, 0x80000000);
        assertRefusedAtOpen(imagesFile + ": 2147483648 images at byte 4, expected 1..2147483647");
        writeImages(images, 8, 4097);
        assertRefusedAtOpen(imagesFile + ": height of the images at byte 8 is 4097, expected 1..4096");
        writeImages(images, 12, -1);
        assertRefusedAtOpen(imagesFile + ": width of the images at byte 12 is 4294967295, expected 1..4096");
        writeImages(images, 12, 0);
        assertRefusedAtOpen(imagesFile + ": width of the images at byte 12 is 0, expected 1..4096");
    }

    /** Whoever opens a source may make room for all that its header promises. */
    @Test
    void theGreatestSizesThatAreNotThereAreRefusedAtTheOpening() throws IOException {
        byte[] promise = ByteBuffer.allocate(17).putInt(0x803).putInt(Integer.MAX_VALUE).putInt(4096).putInt(4096).array();
        writeImages(promise);
        assertRefusedAtOpen(imagesFile + ": ends at byte 1 of image 0, expected 2147483647 images of 4096x4096");
        byte[] packed = IdxBytes.gzip(promise);
        writeImages(packed);
        assertRefusedAtOpen(imagesFile + ": too short for 2147483647 images of 4096x4096: its gzip data stand for at most "
                + 1032 * packed.length + " bytes");
    }

    /** One flipped bit of the height, 28 + 2048: all that is promised could be there by the length of the file. */
    @Test
    void whatGzipDataCouldStandForButDoNotIsRefusedAtTheOpening() throws IOException {
        byte[] digits = IdxBytes.images(CASES, 28, 28, TestSeed.VALUE);
        byte[] packed = IdxBytes.gzip(ByteBuffer.wrap(digits.clone()).putInt(8, 28 + 2048).array());
        assertTrue(packed.length * 1032L > (long) CASES * (28 + 2048) * 28);
        writeImages(packed);
        assertRefusedAtOpen(imagesFile + ": ends at byte 15680 of image 0, expected 20 images of 2076x28");
    }

    /** As pigz and cat leave it, and with bytes behind the data, which gzip itself passes over, too. */
    @Test
    void gzipDataOfSeveralPartsAndWithBytesBehindThemAreNoDamage() throws IOException {
        byte[] first = IdxBytes.gzip(Arrays.copyOf(images, 100));
        byte[] second = IdxBytes.gzip(Arrays.copyOfRange(images, 100, images.length));
        List<IdxBytes.Case> expected = IdxBytes.cases(images, labels, CLASSES);
        for (byte[] packed : List.of(joined(first, second), joined(IdxBytes.gzip(images), IdxBytes.gzip(new byte[0])),
                joined(IdxBytes.gzip(images), new byte[] {1, 2, 3, 4, 5}))) {
            writeImages(packed);
            assertEquals(expected, IdxBytes.scan(IdxCases.open(imagesFile, labelsFile, CLASSES)));
        }
        writeImages(joined(first, IdxBytes.gzip(Arrays.copyOfRange(images, 100, images.length - 1))));
        assertRefusedAtOpen(imagesFile + ": ends at byte 35 of image 19, expected 20 images of 6x6");
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }

    @Test
    void theGreatestNumberOfLabelsThatAreNotThereIsRefusedAtTheOpening() throws IOException {
        byte[] manyImages = IdxBytes.gzip(IdxBytes.images(100_000, 1, 1, 1));
        writeImages(manyImages);
        byte[] promise = ByteBuffer.allocate(9).putInt(0x801).putInt(100_000).array();
        writeLabels(promise);
        assertRefusedAtOpen(labelsFile + ": ends at label 1, expected 100000 labels");
        byte[] packed = IdxBytes.gzip(promise);
        writeLabels(packed);
        assertRefusedAtOpen(labelsFile + ": too short for 100000 labels: its gzip data stand for at most " + 1032
                * packed.length
                + " bytes");
    }

    /** What 1 byte can stand for at most is true of the most monotonous content there is. */
    @Test
    void theTightestPackingIsNoDamage() throws IOException {
        int cases = 4000;
        byte[] black = ByteBuffer.allocate(16 + cases * 1000).putInt(0x803).putInt(cases).putInt(1000).putInt(1).array();
        writeImages(IdxBytes.gzip(black));
        writeLabels(IdxBytes.gzip(IdxBytes.labels(cases, 1)));
        int[] seen = {0};
        IdxCases.open(imagesFile, labelsFile, CLASSES).scan(row -> true, (row, pixels, label) -> seen[0]++);
        assertEquals(cases, seen[0]);
    }

    @Test
    void gzipDataThatEndEarly() throws IOException {
        byte[] packed = IdxBytes.gzip(images);
        writeImages(Arrays.copyOf(packed, packed.length - 3));
        assertRefusedByScan(imagesFile
                + ": after byte 736 of the uncompressed content the gzip data end, expected more of them and"
                + " their checksum");
        writeImages(Arrays.copyOf(packed, 5));
        assertRefusedAtOpen(imagesFile
                + ": after byte 0 of the uncompressed content the gzip data end, expected more of them and"
                + " their checksum");
    }

    @Test
    void aWrongGzipChecksum() throws IOException {
        byte[] packed = IdxBytes.gzip(images);
        packed[packed.length - 8] ^= 1;
        writeImages(packed);
        assertRefusedByScan(imagesFile
                + ": after byte 736 of the uncompressed content the gzip data are damaged (Corrupt GZIP trailer),"
                + " expected a right checksum");
    }

    @Test
    void aFileThatChangesWhileInUse() throws IOException {
        IdxCases source = IdxCases.open(imagesFile, null, CLASSES);
        writeImages(IdxBytes.images(CASES + 1, SIDE, SIDE, 1));
        assertEquals(imagesFile + ": was changed while in use: holds 21 images of 6x6, expected 20 images of 6x6",
                assertThrows(BadInputException.class, () -> IdxBytes.scan(source)).getMessage());
    }

    /** Neither hangs nor takes more memory than a few times its size and some buffers, whatever it promises. */
    @ParameterizedTest(name = "packed: {0}")
    @ValueSource(booleans = {false, true})
    void aMutatedFileIsRefusedOrReadAsItIs(boolean packed) {
        Random random = new Random(TestSeed.VALUE);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            int refused = 0;
            for (int mutation = 0; mutation < MUTATIONS; mutation++) {
                String name = "seed " + TestSeed.VALUE + ", mutation " + mutation;
                long before = threads.getCurrentThreadAllocatedBytes();
                refused += isRefused(packed, random, name) ? 1 : 0;
                long bytes = threads.getCurrentThreadAllocatedBytes() - before;
                assertTrue(bytes < MOST_BYTES_A_MUTANT, () -> name + ": took " + bytes + " bytes");
            }
            assertTrue(refused > MUTATIONS / 4, "seed " + TestSeed.VALUE + ": refused only " + refused);
        });
    }

    /** Whether the mutant is refused; if not, its rows must be what the plain reading of its bytes gives. */
    private boolean isRefused(boolean packed, Random random, String name) throws IOException {
        boolean ofImages = random.nextInt(3) > 0;
        byte[] intact = ofImages ? images : labels;
        byte[] mutant;
        boolean anotherHeader = random.nextInt(4) == 0;
        if (anotherHeader) {
            byte[] header = headerMutated(intact, ofImages ? 4 : 2, random);
            mutant = packed ? IdxBytes.gzip(header) : header;
        } else {
            mutant = mutated(packed ? IdxBytes.gzip(intact) : intact, random);
        }
        IdxBytes.write(folder.resolve(ofImages ? "images" : "labels"), mutant);
        IdxBytes.write(folder.resolve(ofImages ? "labels" : "images"), ofImages ? labels : images);
        // A gzip checksum makes sure that what can be read at all is what was written.
        byte[] content = !packed ? mutant : anotherHeader ? IdxBytes.gunzip(new ByteArrayInputStream(mutant)) : intact;
        try {
            List<IdxBytes.Case> found = IdxBytes.scan(IdxCases.open(imagesFile, labelsFile, CLASSES));
            assertEquals(IdxBytes.cases(ofImages ? content : images, ofImages ? labels : content, CLASSES), found, name);
            return false;
        } catch (BadInputException e) {
            assertTrue(e.getMessage().contains((ofImages ? imagesFile : labelsFile) + ""), name + ": " + e.getMessage());
            assertFalse(e.getMessage().contains("\n"), name + ": " + e.getMessage());
            if (!packed) {
                assertThrows(IllegalArgumentException.class,
                        () -> IdxBytes.cases(ofImages ? content : images, ofImages ? labels : content, CLASSES), name);
            }
            return true;
        }
    }

    /** One of its numbers is another: a huge one, one that is a bit off, or anything. */
    private static byte[] headerMutated(byte[] original, int numbers, Random random) {
        ByteBuffer bytes = ByteBuffer.wrap(original.clone());
        int at = Integer.BYTES * random.nextInt(numbers);
        int number = bytes.getInt(at);
        bytes.putInt(at, switch (random.nextInt(4)) {
            case 0 -> Integer.MAX_VALUE - random.nextInt(3);
            case 1 -> 4096 - random.nextInt(2);
            case 2 -> number + random.nextInt(5) - 2;
            default -> random.nextInt();
        });
        return bytes.array();
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original.clone();
        int at = random.nextInt(3) == 0 ? random.nextInt(Math.min(20, bytes.length)) : random.nextInt(bytes.length);
        switch (random.nextInt(3)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = Arrays.copyOf(bytes, at);
            default -> {
                int inserted = 1 + random.nextInt(5);
                ByteBuffer longer = ByteBuffer.allocate(bytes.length + inserted).put(bytes, 0, at);
                for (int i = 0; i < inserted; i++) {
                    longer.put((byte) random.nextInt());
                }
                bytes = longer.put(bytes, at, bytes.length - at).array();
            }
        }
        return bytes;
    }

    private void writeImages(byte[] content) throws IOException {
        IdxBytes.write(folder.resolve("images"), content);
    }

    private void writeImages(byte[] content, int offset, int value) throws IOException {
        writeImages(ByteBuffer.wrap(content.clone()).putInt(offset, value).array());
    }

    private void writeLabels(byte[] content) throws IOException {
        IdxBytes.write(folder.resolve("labels"), content);
    }

    private void assertRefusedAtOpen(String message) {
        assertEquals(message,
                assertThrows(BadInputException.class, () -> IdxCases.open(imagesFile, labelsFile, CLASSES)).getMessage());
    }

    /** No row is wanted: damage counts wherever it is. */
    private void assertRefusedByScan(String message) throws IOException {
        IdxCases source = IdxCases.open(imagesFile, labelsFile, CLASSES);
        assertEquals(message, assertThrows(BadInputException.class, () -> source.scan(row -> false, (row, pixels, label) -> {
            throw new IllegalStateException("row " + row + " was not wanted");
        })).getMessage());
        assertThrows(IllegalStateException.class, source::fingerprint);
    }
}
