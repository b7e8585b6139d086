package org.beliefgrid.jobs;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Whether a grid lives and dies with this process. */
public final class AllHere {
    private AllHere() {
    }

    /** Whether all members run in this process, so that they read the files that it reads. */
    public static boolean areMembersOf(HazelcastInstance grid) {
        Set<UUID> here = Hazelcast.getAllHazelcastInstances().stream()
                .filter(instance -> instance.getLifecycleService().isRunning())
                .map(instance -> instance.getLocalEndpoint().getUuid()).collect(Collectors.toSet());
        return grid.getCluster().getMembers().stream().allMatch(member -> here.contains(member.getUuid()));
    }
}
