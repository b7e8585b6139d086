package org.beliefgrid.grid;

/**
 * Names an algorithm of a run.
 *
 * @param run name of the run
 * @param index its place in the run, 0 and up
 */
public record AlgorithmKey(String run, int index) {
}
