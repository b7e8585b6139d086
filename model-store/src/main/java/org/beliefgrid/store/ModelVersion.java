package org.beliefgrid.store;

/**
 * One version of a model. That it was there once does not mean that it is there still.
 *
 * @param name of the model
 * @param number of the version, 1 and up
 * @param file see {@link ModelFile}
 */
public record ModelVersion(String name, int number, Location file) {
    /** As a user names it: {@code digits@3}. */
    @Override
    public String toString() {
        return name + "@" + number;
    }
}
