package org.beliefgrid.jobs;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.ExecutionCallback;
import com.hazelcast.core.HazelcastInstance;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.MemberStatistics;
import org.beliefgrid.grid.MemberStatisticsTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the members of a grid do from some moment on, and which processors they have, for the report of a run and for its
 * model's provenance: those, too, that join and leave meanwhile.
 */
final class RunMembers implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(RunMembers.class);

    private final HazelcastInstance grid;
    private final Map<String, MemberStatistics> before;
    private final Set<String> processors = new ConcurrentSkipListSet<>();
    private final UUID newcomers;

    /** @param grid a member or a client */
    RunMembers(HazelcastInstance grid) {
        this.grid = grid;
        newcomers = grid.getCluster().addMembershipListener(new MembershipAdapter() {
            @Override
            public void memberAdded(MembershipEvent event) {
                note(event.getMember());
            }
        });
        before = statisticsOfAll();
    }

    Set<String> processors() {
        return Set.copyOf(processors);
    }

    /** What each has done since this was made, by its address. */
    Map<String, MemberStatistics> statistics() {
        Map<String, MemberStatistics> now = statisticsOfAll();
        now.replaceAll((member, statistics) -> before.containsKey(member) ? statistics.since(before.get(member)) : statistics);
        return now;
    }

    private Map<String, MemberStatistics> statisticsOfAll() {
        Map<String, MemberStatistics> all = MemberReports.of(grid);
        all.values().forEach(statistics -> processors.add(statistics.processor()));
        return all;
    }

    /** Asks a member that has just joined: it may have left again when the run ends. */
    private void note(Member newcomer) {
        new GridMaps(grid).chores().submitToMember(new MemberStatisticsTask(), newcomer, new ExecutionCallback<>() {
            @Override
            public void onResponse(MemberStatistics statistics) {
                processors.add(statistics.processor());
            }

            @Override
            public void onFailure(Throwable failure) {
                LOGGER.info("member {} does not say which kernel it has: {}", newcomer.getAddress(), failure.toString());
            }
        });
    }

    @Override
    public void close() {
        grid.getCluster().removeMembershipListener(newcomers);
    }
}
