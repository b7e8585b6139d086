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

    /** @throws IllegalArgumentException if a network with that number of visible units does not take images of this size */
    public void requirePixels(int visible) {
        if (pixels() != visible) {
            throw new IllegalArgumentException("the network takes %d values, images of %s have %d"
                    .formatted(visible, this, pixels()));
        }
    }

    @Override
    public String toString() {
        return height + "x" + width;
    }
}
