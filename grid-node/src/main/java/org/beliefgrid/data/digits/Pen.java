package org.beliefgrid.data.digits;

import java.util.Arrays;

/**
 * A round pen: a pixel is as dark as its centre is near to the path of the pen's tip, full inside the radius, fading to
 * nothing over one pixel at its edge.
 *
 * @param radius half the width of a stroke, in pixels
 */
record Pen(float radius) {
    /** Half the width of the fading edge, in pixels. */
    private static final float HALF_EDGE = 0.5f;
    private static final float FULL_INK = 255;

    /**
     * @param strokes [strokes][2 * points] x and y in pixels; not modified
     * @param pixels overwritten from {@code offset} with rows of unsigned bytes, 0 for paper to 255 for ink
     */
    void draw(float[][] strokes, byte[] pixels, int offset) {
        float[] squaredDistances = new float[DigitPainter.HEIGHT * DigitPainter.WIDTH];
        Arrays.fill(squaredDistances, Float.MAX_VALUE);
        for (float[] points : strokes) {
            for (int end = 2; end < points.length; end += 2) {
                approach(points[end - 2], points[end - 1], points[end], points[end + 1], squaredDistances);
            }
        }
        float reach = radius + HALF_EDGE;
        for (int pixel = 0; pixel < squaredDistances.length; pixel++) {
            pixels[offset + pixel] = squaredDistances[pixel] < reach * reach ? ink(squaredDistances[pixel]) : 0;
        }
    }

    private byte ink(float squaredDistance) {
        float beyondRadius = (float) Math.sqrt(squaredDistance) - radius;
        float share = Math.min(1, HALF_EDGE - beyondRadius);
        return (byte) (int) (FULL_INK * share + 0.5f);
    }

    /** Lowers the squared distances of the pixels that a straight piece of the path may reach. */
    private void approach(float fromX, float fromY, float toX, float toY, float[] squaredDistances) {
        float reach = radius + HALF_EDGE;
        int left = pixelAt(Math.min(fromX, toX) - reach, DigitPainter.WIDTH);
        int right = pixelAt(Math.max(fromX, toX) + reach, DigitPainter.WIDTH);
        int top = pixelAt(Math.min(fromY, toY) - reach, DigitPainter.HEIGHT);
        int bottom = pixelAt(Math.max(fromY, toY) + reach, DigitPainter.HEIGHT);
        float alongX = toX - fromX;
        float alongY = toY - fromY;
        float inverseSquare = 1 / Math.max(Float.MIN_NORMAL, alongX * alongX + alongY * alongY);
        for (int row = top; row <= bottom; row++) {
            float y = row + 0.5f - fromY;
            for (int column = left; column <= right; column++) {
                float x = column + 0.5f - fromX;
                float share = Math.max(0, Math.min(1, (x * alongX + y * alongY) * inverseSquare));
                float missX = x - share * alongX;
                float missY = y - share * alongY;
                int pixel = row * DigitPainter.WIDTH + column;
                squaredDistances[pixel] = Math.min(squaredDistances[pixel], missX * missX + missY * missY);
            }
        }
    }

    /** The pixel that holds a coordinate, or the nearest one of the image. */
    private static int pixelAt(float coordinate, int pixels) {
        return Math.max(0, Math.min(pixels - 1, (int) coordinate));
    }
}
