package org.beliefgrid.grid;

/**
 * A round of a run and the algorithm that it belongs to.
 *
 * @param algorithm index of the run's algorithm
 * @param firstRound round at which that algorithm began
 * @param round averaging, counted through the run
 */
public record RoundOf(int algorithm, int firstRound, int round) {
    /** Round of the algorithm, counted from 0. */
    int index() {
        return round - firstRound;
    }
}
