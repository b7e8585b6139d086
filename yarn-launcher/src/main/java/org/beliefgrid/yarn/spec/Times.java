package org.beliefgrid.yarn.spec;

/**
 * For how long an application waits and lives.
 *
 * @param allocationSeconds to wait for room for its members
 * @param wholeSeconds of the whole application, 0 for no limit
 */
public record Times(int allocationSeconds, int wholeSeconds) {
}
