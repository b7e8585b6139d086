package org.beliefgrid.yarn.spec;

/**
 * {@code POST /scale}.
 *
 * @param members wanted from now on
 */
public record ScaleRequest(int members) {
}
