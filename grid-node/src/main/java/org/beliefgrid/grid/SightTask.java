package org.beliefgrid.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Whom a member sees: it asks all members that it knows of, itself too, and each answers with its UUID. A member takes tasks
 * from members of its own side only. So one that the others have given up gets no answer from them, even while it does not
 * know yet.
 */
final class SightTask implements Callable<String>, HazelcastInstanceAware {
    /** What a member answers that does not see all members that it knows of. */
    static final String NOT_ALL = "";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final boolean askOthers;
    private transient HazelcastInstance member;

    private SightTask(boolean askOthers) {
        this.askOthers = askOthers;
    }

    /** Whom a member sees: {@link #together} of all members, or {@link #NOT_ALL}. */
    static SightTask whomDoYouSee() {
        return new SightTask(true);
    }

    private static SightTask whoAreYou() {
        return new SightTask(false);
    }

    /** Members in one line, whatever their order. */
    static String together(Collection<String> uuids) {
        return uuids.stream().sorted().collect(Collectors.joining(","));
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcastInstance) {
        member = hazelcastInstance;
    }

    @Override
    public String call() throws InterruptedException {
        if (!askOthers) {
            return member.getLocalEndpoint().getUuid().toString();
        }
        Map<Member, Future<String>> answers = new GridMaps(member).answers().submitToAllMembers(whoAreYou());
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        List<String> seen = new ArrayList<>();
        for (Future<String> answer : answers.values()) {
            try {
                seen.add(answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (ExecutionException | TimeoutException e) {
                return NOT_ALL;
            }
        }
        return Quorum.of(member).isCutOff() ? NOT_ALL : together(seen);
    }

    /** The task on the wire. */
    public static final class Serializer implements CompactSerializer<SightTask> {
        @Override
        public SightTask read(CompactReader reader) {
            return new SightTask(reader.readBoolean("askOthers"));
        }

        @Override
        public void write(CompactWriter writer, SightTask task) {
            writer.writeBoolean("askOthers", task.askOthers);
        }

        @Override
        public String getTypeName() {
            return "org.beliefgrid.SightTask";
        }

        @Override
        public Class<SightTask> getCompactClass() {
            return SightTask.class;
        }
    }
}
