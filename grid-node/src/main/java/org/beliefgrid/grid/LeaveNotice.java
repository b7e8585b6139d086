package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.UUID;
import java.util.concurrent.Callable;

/** Tells a member that another one is about to leave in good order, so that it does not count as gone away. */
final class LeaveNotice implements Callable<Boolean>, HazelcastInstanceAware {
    private final String leaving;
    private transient HazelcastInstance member;

    /** @param leaving UUID of the member that leaves */
    LeaveNotice(String leaving) {
        this.leaving = leaving;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcastInstance) {
        member = hazelcastInstance;
    }

    @Override
    public Boolean call() {
        Quorum.of(member).leaves(UUID.fromString(leaving));
        return true;
    }

    /** The notice on the wire. */
    public static final class Serializer implements CompactSerializer<LeaveNotice> {
        @Override
        public LeaveNotice read(CompactReader reader) {
            return new LeaveNotice(reader.readString("leaving"));
        }

        @Override
        public void write(CompactWriter writer, LeaveNotice notice) {
            writer.writeString("leaving", notice.leaving);
        }

        @Override
        public String getTypeName() {
            return "org.beliefgrid.LeaveNotice";
        }

        @Override
        public Class<LeaveNotice> getCompactClass() {
            return LeaveNotice.class;
        }
    }
}
