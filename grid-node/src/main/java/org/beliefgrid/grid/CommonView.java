package org.beliefgrid.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.beliefgrid.error.GridUnavailableException;

/**
 * A moment at which all members that a caller knows of see each other, and nobody else (docs/adr/024). What the caller had
 * written before that moment on one of them was written on the side that goes on: no member comes back that was given up.
 */
public final class CommonView {
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(300);
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_MILLIS = 100;

    private final HazelcastInstance grid;
    private final LongSupplier clock;

    /** @param grid a member or a client */
    public CommonView(HazelcastInstance grid) {
        this(grid, System::nanoTime);
    }

    CommonView(HazelcastInstance grid, LongSupplier clock) {
        this.grid = grid;
        this.clock = clock;
    }

    /**
     * Waits for such a moment: a few milliseconds in a grid to which nothing happens, else until members that are silent have
     * answered or have been given up.
     *
     * @throws GridUnavailableException if there is none within five minutes
     */
    public void await() {
        long start = clock.getAsLong();
        String problem = problem();
        while (!problem.isEmpty()) {
            if (clock.getAsLong() - start > MOST_NANOS) {
                throw new GridUnavailableException("for %d s the members of the grid have not agreed on who is there: %s"
                        .formatted(TimeUnit.NANOSECONDS.toSeconds(MOST_NANOS), problem));
            }
            pause();
            problem = problem();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted");
    }

    /** What is wrong now, one line; empty if all members see each other. */
    private String problem() {
        Map<Member, Future<String>> answers;
        try {
            answers = new GridMaps(grid).sight().submitToAllMembers(SightTask.whomDoYouSee());
        } catch (RuntimeException e) {
            if (!grid.getLifecycleService().isRunning()) {
                throw e;
            }
            return e.toString();
        }
        String expected = view(answers.keySet().stream().toList());
        long deadline = System.nanoTime() + ANSWER_NANOS;
        for (Map.Entry<Member, Future<String>> answer : answers.entrySet()) {
            String problem = problem(answer.getKey(), answer.getValue(), deadline, expected);
            if (!problem.isEmpty()) {
                return problem;
            }
        }
        String now = view(List.copyOf(grid.getCluster().getMembers()));
        return now.equals(expected) ? "" : "members come or go";
    }

    private static String view(List<Member> members) {
        return SightTask.together(members.stream().map(member -> member.getUuid().toString()).toList());
    }

    private static String problem(Member member, Future<String> answer, long deadline, String expected) {
        try {
            String seen = answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (seen.equals(SightTask.NOT_ALL)) {
                return "member %s does not see all others".formatted(member.getAddress());
            }
            return seen.equals(expected) ? "" : "member %s sees others than this process".formatted(member.getAddress());
        } catch (ExecutionException e) {
            return "member %s: %s".formatted(member.getAddress(), e.getCause());
        } catch (TimeoutException e) {
            return "member %s does not answer".formatted(member.getAddress());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }
}
