package org.beliefgrid.data.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitPainterTest {
    private static final int PIXELS = DigitPainter.HEIGHT * DigitPainter.WIDTH;
    private static final int IMAGES = 1_000;

    @Test
    void anImageDependsNeitherOnTheOrderNorOnTheThread() {
        byte[] inOrder = images(1, IMAGES);
        DigitPainter painter = new DigitPainter(1);
        byte[] byManyThreads = new byte[IMAGES * PIXELS];
        IntStream.range(0, IMAGES).parallel()
                .map(reversed -> IMAGES - 1 - reversed)
                .forEach(index -> painter.paint(index, byManyThreads, index * PIXELS));
        assertArrayEquals(inOrder, byManyThreads);
    }

    @Test
    void paintingOverwritesItsOwnPixelsAndNoOthers() {
        DigitPainter painter = new DigitPainter(1);
        byte[] clean = new byte[PIXELS];
        painter.paint(7, clean, 0);
        byte[] used = new byte[PIXELS + 2];
        Arrays.fill(used, (byte) 99);
        painter.paint(7, used, 1);
        assertArrayEquals(clean, Arrays.copyOfRange(used, 1, PIXELS + 1));
        assertEquals(99, used[0]);
        assertEquals(99, used[PIXELS + 1]);
    }

    @Test
    void anotherSeedGivesOtherImages() {
        byte[] ofOneSeed = images(1, IMAGES);
        byte[] ofAnother = images(2, IMAGES);
        for (int from = 0; from < IMAGES * PIXELS; from += PIXELS) {
            assertFalse(Arrays.equals(ofOneSeed, from, from + PIXELS, ofAnother, from, from + PIXELS), "image " + from
                    / PIXELS);
        }
    }

    @Test
    void noTwoImagesOfOneSeedAreEqual() {
        byte[] images = images(3, IMAGES);
        long different = IntStream.range(0, IMAGES)
                .mapToObj(index -> Arrays.hashCode(Arrays.copyOfRange(images, index * PIXELS, (index + 1) * PIXELS)))
                .distinct().count();
        assertEquals(IMAGES, different);
    }

    /** The statistic has 9 degrees of freedom; it is beyond 27.9 once in a thousand seeds. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, -3})
    void labelsAreNearlyBalanced(long seed) {
        int cases = 70_000;
        DigitPainter painter = new DigitPainter(seed);
        int[] counts = new int[10];
        for (int index = 0; index < cases; index++) {
            counts[painter.label(index)]++;
        }
        double expected = cases / 10.0;
        double chiSquare = Arrays.stream(counts).mapToDouble(count -> (count - expected) * (count - expected) / expected).sum();
        assertTrue(chiSquare < 27.9, () -> "chi-square was " + chiSquare + " for " + Arrays.toString(counts));
    }

    @Test
    void everyImageHasInkAndNoneAtItsEdge() {
        byte[] images = images(4, IMAGES);
        for (int index = 0; index < IMAGES; index++) {
            int from = index * PIXELS;
            long dark = IntStream.range(from, from + PIXELS).filter(pixel -> (images[pixel] & 0xFF) > 127).count();
            assertTrue(dark >= 12 && dark <= PIXELS / 2, "image " + index + " has " + dark + " dark pixels");
            for (int along = 0; along < DigitPainter.WIDTH; along++) {
                assertEquals(0, images[from + along], "top edge of image " + index);
                assertEquals(0, images[from + PIXELS - 1 - along], "bottom edge of image " + index);
                assertEquals(0, images[from + along * DigitPainter.WIDTH], "left edge of image " + index);
                assertEquals(0, images[from + along * DigitPainter.WIDTH + DigitPainter.WIDTH - 1], "right edge of image "
                        + index);
            }
        }
    }

    @Test
    void refusesAnIndexOutsideItsRange() {
        DigitPainter painter = new DigitPainter(1);
        assertThrows(IllegalArgumentException.class, () -> painter.label(-1));
        assertThrows(IllegalArgumentException.class, () -> painter.paint(1 << 24, new byte[PIXELS], 0));
    }

    /**
     * A recorded value on purpose: no calculation could tell whether another machine paints the same bytes, only a value that
     * one machine wrote down. It changes only when the images are meant to change.
     */
    @Test
    void theFirstThousandImagesAreTheSameBytesOnAnyMachine() throws NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(images(1, IMAGES));
        assertEquals("dd0be3f9f7b4d960082546af25eea7fb039d7b92de453010f63447bf3efd0675", HexFormat.of().formatHex(digest));
    }

    private static byte[] images(long seed, int count) {
        DigitPainter painter = new DigitPainter(seed);
        byte[] images = new byte[count * PIXELS];
        for (int index = 0; index < count; index++) {
            painter.paint(index, images, index * PIXELS);
        }
        return images;
    }
}
