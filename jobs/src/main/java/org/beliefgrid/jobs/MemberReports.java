package org.beliefgrid.jobs;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.MemberStatistics;
import org.beliefgrid.grid.MemberStatisticsTask;

/** What the members of a grid say of themselves. */
final class MemberReports {
    private MemberReports() {
    }

    /** The statistics of each member, by its address. */
    static Map<String, MemberStatistics> of(HazelcastInstance grid) {
        Map<String, MemberStatistics> all = new TreeMap<>();
        Map<Member, Future<MemberStatistics>> answers = new GridMaps(grid).chores()
                .submitToAllMembers(new MemberStatisticsTask());
        for (Future<MemberStatistics> answer : answers.values()) {
            try {
                MemberStatistics statistics = answer.get();
                all.put(statistics.member(), statistics);
            } catch (ExecutionException e) {
                // A member that is leaving has no statistics to give.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            }
        }
        return all;
    }
}
