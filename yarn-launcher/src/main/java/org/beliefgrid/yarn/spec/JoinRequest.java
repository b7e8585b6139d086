package org.beliefgrid.yarn.spec;

/**
 * What a member says of itself ({@code POST /join}, {@code POST /heartbeat}).
 *
 * @param slot that it fills
 * @param incarnation of the slot, from 1: only the newest is let in
 * @param address host:port of the grid's socket
 * @param residentMb its resident size
 */
public record JoinRequest(int slot, int incarnation, String address, int residentMb) {
}
