package org.beliefgrid.grid;

/**
 * What a member did, from Hazelcast's own statistics, counted since it started.
 *
 * @param member its address
 * @param processor its architecture and OpenBLAS kernel, one line
 * @param kernel its OpenBLAS kernel
 * @param tasks shard epochs that ran on it
 * @param localBlockReads blocks that its tasks read from its own partitions
 * @param remoteBlockReads blocks that its tasks read from other members
 */
public record MemberStatistics(String member, String processor, String kernel, long tasks, long localBlockReads,
                               long remoteBlockReads) {
    /** What was done since earlier statistics of the same member. */
    public MemberStatistics since(MemberStatistics earlier) {
        return new MemberStatistics(member, processor, kernel, tasks - earlier.tasks,
                localBlockReads - earlier.localBlockReads, remoteBlockReads - earlier.remoteBlockReads);
    }
}
