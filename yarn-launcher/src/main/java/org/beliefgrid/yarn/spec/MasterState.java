package org.beliefgrid.yarn.spec;

/**
 * What the next attempt of the application master has to know of the last one ({@code state.json}).
 *
 * @param wantedMembers as submitted or scaled
 * @param started whether the command was started in the grid
 */
public record MasterState(int wantedMembers, boolean started) {
}
