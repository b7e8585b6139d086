package org.beliefgrid.learning;

/**
 * Something measured in a round, as people read it.
 *
 * @param name such as {@code reconstruction error}; unique in its round
 * @param value in the unit that the name says
 */
public record Figure(String name, double value) {
}
