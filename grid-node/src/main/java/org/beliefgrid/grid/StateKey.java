package org.beliefgrid.grid;

/**
 * Names a part of a run's state.
 *
 * @param run name of the run
 * @param algorithm index of the run's algorithm
 * @param round the round that starts from this state; for frozen sections the first round of their algorithm
 * @param section place of the section in the algorithm's layout
 * @param part part of the section, 0 and up; parts have {@link StateParts#PART_LENGTH} numbers but for the last
 */
public record StateKey(String run, int algorithm, int round, int section, int part) {
}
