package org.beliefgrid.model;

import java.util.List;

/**
 * Numbers of the result of an algorithm.
 *
 * @param name unique in its result, such as {@code clusters.centroids}; 1 to 200 characters
 * @param shape sizes of its dimensions, one to four, each 1 and up
 * @param values row-major, as many as the product of the sizes; handed over, not modified afterwards
 */
public record NamedSection(String name, List<Integer> shape, float[] values) {
    /** Most dimensions. */
    public static final int MOST_DIMENSIONS = 4;
    /** Longest name, in characters. */
    public static final int LONGEST_NAME = 200;

    public NamedSection {
        shape = List.copyOf(shape);
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("name of a section must have 1 to %d characters, had %d".formatted(LONGEST_NAME,
                    name.length()));
        }
        if (shape.isEmpty() || shape.size() > MOST_DIMENSIONS || shape.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("section %s must have 1 to %d dimensions of 1 and up, had %s".formatted(name,
                    MOST_DIMENSIONS, shape));
        }
        long count = 1;
        for (int size : shape) {
            count = Math.multiplyExact(count, (long) size);
        }
        if (count != values.length) {
            throw new IllegalArgumentException("section %s of shape %s must have %d values, had %d".formatted(name, shape,
                    count, values.length));
        }
    }

    /** Name and sizes, such as {@code clusters.centroids 10x784}. */
    @Override
    public String toString() {
        return name + " " + String.join("x", shape.stream().map(String::valueOf).toList());
    }
}
