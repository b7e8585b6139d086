package org.beliefgrid.grid.monitoring;

import com.hazelcast.core.HazelcastInstance;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.MemberStatistics;
import org.beliefgrid.grid.MemberStatisticsTask;

/**
 * A member's own counters at one moment; nothing is asked of other members.
 *
 * @param statistics what it did
 * @param shardSeconds that its shard epochs took, one after the other
 * @param bytesSent to members and clients
 * @param members that it sees
 * @param trainingThreads that it has
 */
record MemberReading(MemberStatistics statistics, double shardSeconds, long bytesSent, int members, int trainingThreads) {
    static MemberReading of(HazelcastInstance member) {
        MemberStatisticsTask statistics = new MemberStatisticsTask();
        statistics.setHazelcastInstance(member);
        return new MemberReading(statistics.call(),
                new GridMaps(member).training().getLocalExecutorStats().getTotalExecutionLatency() / 1e3,
                SentBytes.of(member).total(), member.getCluster().getMembers().size(),
                member.getConfig().getExecutorConfig(GridMaps.TRAINING).getPoolSize());
    }
}
