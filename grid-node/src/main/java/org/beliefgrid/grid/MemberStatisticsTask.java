package org.beliefgrid.grid;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.LocalMapStats;
import com.hazelcast.nearcache.NearCacheStats;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.concurrent.Callable;
import org.beliefgrid.math.BlasKernel;

/** Reads a member's statistics, on that member. */
public final class MemberStatisticsTask implements Callable<MemberStatistics>, HazelcastInstanceAware {
    private transient HazelcastInstance member;

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcastInstance) {
        member = hazelcastInstance;
    }

    @Override
    public MemberStatistics call() {
        GridMaps maps = new GridMaps(member);
        LocalMapStats blocks = maps.blocks().getLocalMapStats();
        // The near cache of this map takes in remote entries only (config/hazelcast.yaml): each one that went in was read
        // remotely once, and each hit would have been another remote read.
        NearCacheStats remote = blocks.getNearCacheStats();
        long remoteReads = remote.getOwnedEntryCount() + remote.getEvictions() + remote.getExpirations()
                + remote.getInvalidations() + remote.getHits();
        long reads = blocks.getGetOperationCount() + remote.getHits();
        Address address = member.getCluster().getLocalMember().getAddress();
        String kernel = BlasKernel.ofThisProcess().core();
        String processor = System.getProperty("os.arch") + ", OpenBLAS kernel " + kernel;
        return new MemberStatistics(address.getHost() + ":" + address.getPort(), processor, kernel,
                maps.training().getLocalExecutorStats().getCompletedTaskCount(), reads - remoteReads, remoteReads);
    }

    /** The task on the wire: it has no fields. */
    public static final class Serializer implements CompactSerializer<MemberStatisticsTask> {
        @Override
        public MemberStatisticsTask read(CompactReader reader) {
            return new MemberStatisticsTask();
        }

        @Override
        public void write(CompactWriter writer, MemberStatisticsTask task) {
            // Nothing to say.
        }

        @Override
        public String getTypeName() {
            return "org.beliefgrid.MemberStatisticsTask";
        }

        @Override
        public Class<MemberStatisticsTask> getCompactClass() {
            return MemberStatisticsTask.class;
        }
    }
}
