package org.beliefgrid.model;

/** The one place where the length of a flat array is held against its shape. */
final class Lengths {
    private Lengths() {
    }

    static void require(String name, float[] values, int expected) {
        if (values.length != expected) {
            throw new IllegalArgumentException("%s must have %d values, had %d".formatted(name, expected, values.length));
        }
    }
}
