package org.beliefgrid.model;

/**
 * Size of the images a network was trained on, in pixels.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record ImageShape(int height, int width) {
    /** Number of visible units. */
    public int pixels() {
        return Math.multiplyExact(height, width);
    }

    @Override
    public String toString() {
        return height + "x" + width;
    }
}
