package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.beliefgrid.grid.DescribeRunTask;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the members' store what a run is to do while its data are being loaded, before a driver has it, again and again as a
 * driver does: so the run is listed, and can be gone on with if the grid is lost meanwhile. What cannot be said is one line in
 * the log, and the run begins all the same.
 */
public final class Announcement implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Announcement.class);
    private static final long MILLIS_BETWEEN = 10_000;
    private static final long MOST_SECONDS = 30;

    private final HazelcastInstance grid;
    private final RunDescription description;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Announcement::announcer);

    private Announcement(HazelcastInstance grid, RunDescription description) {
        this.grid = grid;
        this.description = description;
    }

    private static Thread announcer(Runnable work) {
        Thread thread = new Thread(work, "beliefgrid-announcement");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Announces a run, until this is closed.
     *
     * @param grid a member or a client
     * @param description without a fingerprint of the data, which are still to be read
     */
    public static Announcement of(HazelcastInstance grid, RunDescription description) {
        return of(grid, description, MILLIS_BETWEEN);
    }

    static Announcement of(HazelcastInstance grid, RunDescription description, long millisBetween) {
        Announcement announcement = new Announcement(grid, description);
        announcement.say();
        announcement.thread.scheduleWithFixedDelay(announcement::say, millisBetween, millisBetween, TimeUnit.MILLISECONDS);
        return announcement;
    }

    /** Takes back what was said of a run that will not begin. */
    public static void takeBack(HazelcastInstance grid, String run) {
        ask(grid, run, DescribeRunTask.takeBack(run));
    }

    /** Says that a run was stopped in good order: its driver has gone. */
    static void interrupted(HazelcastInstance grid, String run) {
        ask(grid, run, DescribeRunTask.interrupted(run));
    }

    private void say() {
        ask(grid, description.run(), DescribeRunTask.begins(new RunState(description, RunProgress.before(Moment.now()))));
    }

    private static void ask(HazelcastInstance grid, String run, DescribeRunTask task) {
        try {
            new GridMaps(grid).chores().submit(task).get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            warn(run, e.getCause());
        } catch (TimeoutException | RuntimeException e) {
            warn(run, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void warn(String run, Throwable failure) {
        LOGGER.warn("what run {} is to do cannot be written: {}", run, failure.toString());
    }

    /**
     * What was said last stays, and nothing follows that could take the place of what a driver says: what is on its way to the
     * store is waited for.
     */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(MOST_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.warn("the store has not answered for {} s: run {} does not wait for it", MOST_SECONDS,
                        description.run());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
