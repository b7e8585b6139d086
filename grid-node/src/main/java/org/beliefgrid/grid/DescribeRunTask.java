package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.beliefgrid.store.RunStore;

/**
 * Says in the members' store of a run what its driver cannot: what it is to do, before a driver has it, so that it can be gone
 * on with when the grid is lost while the data are still being loaded; and that it was stopped in good order, after its driver
 * has gone. Callers may not reach that store, so a member does it.
 */
public final class DescribeRunTask implements Callable<Boolean>, HazelcastInstanceAware {
    private final String run;
    private final What what;
    private final String text;
    private transient HazelcastInstance member;

    private enum What { BEGINS, TAKEN_BACK, INTERRUPTED }

    private DescribeRunTask(String run, What what, String text) {
        this.run = run;
        this.what = what;
        this.text = text;
    }

    /** Writes what a run is to do. */
    public static DescribeRunTask begins(RunState state) {
        return new DescribeRunTask(state.description().run(), What.BEGINS, state.text());
    }

    /** Takes back what was said of a run that did not begin. */
    public static DescribeRunTask takeBack(String run) {
        return new DescribeRunTask(run, What.TAKEN_BACK, "");
    }

    /** Says that a run was stopped in good order, if it has not ended. */
    public static DescribeRunTask interrupted(String run) {
        return new DescribeRunTask(run, What.INTERRUPTED, "");
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
        switch (what) {
            case BEGINS -> store.describe(RunState.read("run " + run, text));
            case TAKEN_BACK -> store.delete(run);
            case INTERRUPTED -> interrupt(store);
        }
        return true;
    }

    private void interrupt(RunStore store) throws IOException {
        Optional<RunState> found = store.find(run);
        if (found.isPresent() && found.get().progress().status() == RunProgress.Status.RUNNING) {
            store.describe(found.get().at(found.get().progress().interrupted()));
        }
    }

    /** The task on the wire. */
    public static final class Serializer implements CompactSerializer<DescribeRunTask> {
        @Override
        public DescribeRunTask read(CompactReader reader) {
            return new DescribeRunTask(reader.readString("run"), What.valueOf(reader.readString("what")),
                    reader.readString("text"));
        }

        @Override
        public void write(CompactWriter writer, DescribeRunTask task) {
            writer.writeString("run", task.run);
            writer.writeString("what", task.what.name());
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
