package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.io.IOException;
import java.util.concurrent.Callable;

/** Drops what a member itself keeps of a run and, if the run has ended, its fence and checkpoints; sent to all members. */
final class ForgetRunTask implements Callable<Boolean>, HazelcastInstanceAware {
    private final String run;
    private final boolean ended;
    private transient HazelcastInstance member;

    /** @param ended whether nobody will go on with it */
    ForgetRunTask(String run, boolean ended) {
        this.run = run;
        this.ended = ended;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcastInstance) {
        member = hazelcastInstance;
    }

    @Override
    public Boolean call() throws IOException {
        PreparedShards.of(member).drop(run);
        RunFence fence = (RunFence) member.getUserContext().get(RunFence.CONTEXT_KEY);
        if (fence != null && ended) {
            fence.release(run);
        }
        return true;
    }

    /** The task on the wire. */
    public static final class Serializer implements CompactSerializer<ForgetRunTask> {
        @Override
        public ForgetRunTask read(CompactReader reader) {
            return new ForgetRunTask(reader.readString("run"), reader.readBoolean("ended"));
        }

        @Override
        public void write(CompactWriter writer, ForgetRunTask task) {
            writer.writeString("run", task.run);
            writer.writeBoolean("ended", task.ended);
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
