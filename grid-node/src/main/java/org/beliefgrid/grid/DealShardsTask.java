package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.concurrent.Callable;

/** Deals shards on a member: a client of a new grid does not know yet who owns which partition. */
final class DealShardsTask implements Callable<int[]>, HazelcastInstanceAware {
    private final int shards;
    private transient HazelcastInstance member;

    DealShardsTask(int shards) {
        this.shards = shards;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcastInstance) {
        member = hazelcastInstance;
    }

    @Override
    public int[] call() {
        return new ShardHomes(member).deal(shards);
    }

    /** The task on the wire. */
    public static final class Serializer implements CompactSerializer<DealShardsTask> {
        @Override
        public DealShardsTask read(CompactReader reader) {
            return new DealShardsTask(reader.readInt32("shards"));
        }

        @Override
        public void write(CompactWriter writer, DealShardsTask task) {
            writer.writeInt32("shards", task.shards);
        }

        @Override
        public String getTypeName() {
            return "org.beliefgrid.DealShardsTask";
        }

        @Override
        public Class<DealShardsTask> getCompactClass() {
            return DealShardsTask.class;
        }
    }
}
