package org.beliefgrid.grid;

/**
 * What a shard's part of a round took.
 *
 * @param shard the shard, counted from 0
 * @param member that learned from it in the end, host:port
 * @param owner member that its blocks lay on, host:port: another one only while shards move
 * @param seconds that the task took which ended well, reading of cases included
 * @param reruns tasks that were started again before, because a task failed or what it left was lost
 */
public record ShardWork(int shard, String member, String owner, double seconds, int reruns) {
    /** Whether it was learned from where it lies. */
    public boolean isLocal() {
        return member.equals(owner);
    }
}
