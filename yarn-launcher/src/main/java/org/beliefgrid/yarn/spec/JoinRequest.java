package org.beliefgrid.yarn.spec;

/**
 * What a member says of itself ({@code POST /join} before it is in the grid, {@code POST /heartbeat} afterwards).
 *
 * @param slot that it fills
 * @param container it runs in: only the one that the slot belongs to now is let in
 * @param address host:port of the grid's socket
 * @param inGrid whether it is in the grid, or is about to join
 * @param residentMb its resident size
 * @param warning what it has to say about its memory, or empty
 * @param metrics address of its page of metrics; empty if it has none, or not yet
 * @param beat counts up, so that a request that was left in a folder is taken once
 */
public record JoinRequest(int slot, String container, String address, boolean inGrid, int residentMb, String warning,
        String metrics, long beat) {
}
