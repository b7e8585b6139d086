package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.beliefgrid.model.RunState;
import org.beliefgrid.store.RunStore;

/**
 * Says in the members' store what a run is to do, before a driver has it: with that much it can be gone on with when the grid is
 * lost while the data are still being loaded. Callers may not reach that store, so a member does it.
 */
public final class DescribeRunTask implements Callable<Boolean>, HazelcastInstanceAware {
    private final String run;
    private final String text;
    private transient HazelcastInstance member;

    private DescribeRunTask(String run, String text) {
        this.run = run;
        this.text = text;
    }

    /** Writes what a run is to do. */
    public static DescribeRunTask of(RunState state) {
        return new DescribeRunTask(state.description().run(), state.text());
    }

    /** Takes back what was said of a run that did not begin. */
    public static DescribeRunTask takeBack(String run) {
        return new DescribeRunTask(run, "");
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcastInstance) {
        member = hazelcastInstance;
    }

    /** @return whether the member has a store */
    @Override
    public Boolean call() throws IOException {
        RunStore store = (RunStore) member.getUserContext().get(Checkpoints.CONTEXT_KEY);
        if (store == null) {
            return false;
        }
        if (text.isEmpty()) {
            store.delete(run);
        } else {
            store.describe(RunState.read("run " + run, text));
        }
        return true;
    }

    /** The task on the wire. */
    public static final class Serializer implements CompactSerializer<DescribeRunTask> {
        @Override
        public DescribeRunTask read(CompactReader reader) {
            return new DescribeRunTask(reader.readString("run"), reader.readString("text"));
        }

        @Override
        public void write(CompactWriter writer, DescribeRunTask task) {
            writer.writeString("run", task.run);
            writer.writeString("text", task.text);
        }

        @Override
        public String getTypeName() {
            return "org.beliefgrid.DescribeRunTask";
        }

        @Override
        public Class<DescribeRunTask> getCompactClass() {
            return DescribeRunTask.class;
        }
    }
}
