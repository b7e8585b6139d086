package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.concurrent.Callable;

/**
 * Whether no partition of a member is on its way, nor any that the oldest member knows of, and the backups of its own ones are
 * there. Answers at once, but for one that goes away just then, which it waits for: ten seconds.
 */
final class SettledTask implements Callable<Boolean>, HazelcastInstanceAware {
    private transient HazelcastInstance member;

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcastInstance) {
        member = hazelcastInstance;
    }

    @Override
    public Boolean call() {
        return member.getPartitionService().isLocalMemberSafe();
    }

    /** The task on the wire: it says nothing but what it is. */
    public static final class Serializer implements CompactSerializer<SettledTask> {
        @Override
        public SettledTask read(CompactReader reader) {
            return new SettledTask();
        }

        @Override
        public void write(CompactWriter writer, SettledTask task) {
            // It has no fields.
        }

        @Override
        public String getTypeName() {
            return "org.beliefgrid.SettledTask";
        }

        @Override
        public Class<SettledTask> getCompactClass() {
            return SettledTask.class;
        }
    }
}
