package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.io.IOException;
import java.util.concurrent.Callable;

/** Drops what a member itself keeps of a run, and the run's fence; sent to all members at its end. */
final class ForgetRunTask implements Callable<Boolean>, HazelcastInstanceAware {
    private final String run;
    private transient HazelcastInstance member;

    ForgetRunTask(String run) {
        this.run = run;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcastInstance) {
        member = hazelcastInstance;
    }

    @Override
    public Boolean call() throws IOException {
        PreparedShards.of(member).drop(run);
        RunFence fence = (RunFence) member.getUserContext().get(RunFence.CONTEXT_KEY);
        if (fence != null) {
            fence.release(run);
        }
        return true;
    }

    /** The task on the wire. */
    public static final class Serializer implements CompactSerializer<ForgetRunTask> {
        @Override
        public ForgetRunTask read(CompactReader reader) {
            return new ForgetRunTask(reader.readString("run"));
        }

        @Override
        public void write(CompactWriter writer, ForgetRunTask task) {
            writer.writeString("run", task.run);
        }

        @Override
        public String getTypeName() {
            return "org.beliefgrid.ForgetRunTask";
        }

        @Override
        public Class<ForgetRunTask> getCompactClass() {
            return ForgetRunTask.class;
        }
    }
}
