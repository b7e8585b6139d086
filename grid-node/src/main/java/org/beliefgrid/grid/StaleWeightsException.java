package org.beliefgrid.grid;

/** The weights of a round are not in the grid yet, or not any more. Trying again helps if the round is the current one. */
public final class StaleWeightsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleWeightsException(StateKey wanted) {
        super("run %s: wanted weights of round %d (algorithm %d, section %d, part %d), they are not in the grid".formatted(
                wanted.run(), wanted.round(), wanted.algorithm(), wanted.section(), wanted.part()));
    }
}
