package org.beliefgrid.grid;

/**
 * Names an algorithm of a run.
 *
 * @param run name of the run
 * @param index its place in the run, 0 and up; {@link #STARTING_POINT} for what it starts from
 */
public record AlgorithmKey(String run, int index) {
    /** The place of a run's starting point, before its first algorithm. */
    static final int STARTING_POINT = -1;
}
