package org.beliefgrid.jobs;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.spi.exception.RetryableException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.MissingClassTask;
import org.beliefgrid.learning.IterativeAlgorithm;

/** Whether the members of a grid have the classes of a run's algorithms. */
final class MemberClasses {
    private static final String OURS = IterativeAlgorithm.class.getPackageName();

    private MemberClasses() {
    }

    /**
     * Asks the members for algorithms that are not the program's own.
     *
     * @throws InvalidConfigException if one lacks a class
     */
    static void require(HazelcastInstance grid, List<IterativeAlgorithm> algorithms) {
        List<IterativeAlgorithm> users = algorithms.stream()
                .filter(algorithm -> !algorithm.getClass().getPackageName().equals(OURS)).toList();
        if (users.isEmpty()) {
            return;
        }
        Map<Member, Future<String>> answers = new GridMaps(grid).chores().submitToAllMembers(MissingClassTask.of(users));
        answers.forEach((member, answer) -> {
            String missing = missing(answer);
            if (!missing.isEmpty()) {
                throw new InvalidConfigException("member %s:%d does not have %s: start it with --lib, as this command"
                        .formatted(member.getAddress().getHost(), member.getAddress().getPort(), missing));
            }
        });
    }

    private static String missing(Future<String> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            boolean leaving = e.getCause() instanceof RetryableException
                    || e.getCause() instanceof HazelcastInstanceNotActiveException;
            return leaving ? "" : "an answer about its classes (" + e.getCause() + ")";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }
}
