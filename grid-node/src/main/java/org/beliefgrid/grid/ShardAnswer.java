package org.beliefgrid.grid;

/**
 * What the task of a shard says to the driver, besides the update that it left in the grid.
 *
 * @param largest the largest magnitude of each section of the update, if it is made of increments; else empty
 * @param member that ran it, host:port
 * @param owner member that the shard's blocks lay on, host:port
 * @param seconds that it took
 * @param sentBefore bytes that the member had sent since its start when the task began
 * @param sentAfter the same when it ended
 */
public record ShardAnswer(float[] largest, String member, String owner, double seconds, long sentBefore, long sentAfter) {
}
