package org.beliefgrid.grid;

/** Reads that must find something. */
final class Required {
    private Required() {
    }

    static <T> T value(T found, String what) {
        if (found == null) {
            throw new IllegalStateException(what + " is not in the grid");
        }
        return found;
    }
}
