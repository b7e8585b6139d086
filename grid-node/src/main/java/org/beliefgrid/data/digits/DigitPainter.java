package org.beliefgrid.data.digits;

import java.util.List;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;

/**
 * Paints grey images of handwriting-like digits without end: an {@link Outline} of the digit, a {@link Distortion} of its
 * points, a {@link Pen} along them. An image depends on the seed and its index alone, and its bytes are the same on any
 * machine: only exactly specified arithmetic is used. Safe for use by many threads.
 *
 * <p>By custom, images 0 to 59,999 are the training part and 60,000 to 69,999 the test part.
 */
public final class DigitPainter {
    /** Rows of an image. */
    public static final int HEIGHT = 28;
    /** Pixels in a row. */
    public static final int WIDTH = 28;

    /** Index of the draw that decides the label; it lies before {@link #FIRST_FORM_DRAW}. */
    private static final int LABEL_DRAW = 0;
    private static final int FIRST_FORM_DRAW = 4;
    /** Bounds of the pen's radius, in pixels. */
    private static final float THINNEST = 0.7f;
    private static final float THICKEST = 1.6f;

    private final CounterStream stream;

    /** @param seed any value; each seed gives other images */
    public DigitPainter(long seed) {
        stream = CounterStream.of(seed, Purpose.DRAWING);
    }

    /**
     * The digit that an image shows, uniformly drawn.
     *
     * @param index number of the image, 0 to 2^24 - 1
     * @return 0 to 9
     * @throws IllegalArgumentException if {@code index} is outside its range
     */
    public int label(int index) {
        return stream.atMiniBatch(index).below(LABEL_DRAW, DigitOutlines.DIGITS);
    }

    /**
     * Paints one image.
     *
     * @param index number of the image, 0 to 2^24 - 1
     * @param pixels overwritten at {@code offset} to {@code offset + HEIGHT * WIDTH - 1}, row by row, unsigned: 0 is paper,
     *     255 is ink
     * @param offset first position written
     * @throws IllegalArgumentException if {@code index} is outside its range
     */
    public void paint(int index, byte[] pixels, int offset) {
        List<Outline> outlines = DigitOutlines.of(label(index));
        Draws draws = new Draws(stream.atMiniBatch(index), FIRST_FORM_DRAW);
        Outline outline = outlines.get(draws.below(outlines.size()));
        Pen pen = new Pen(draws.between(THINNEST, THICKEST));
        pen.draw(new Distortion(draws).apply(outline, pen.radius()), pixels, offset);
    }
}
