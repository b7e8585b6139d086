package org.beliefgrid.cli;

import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes what a thread ends with that nobody waits for, and tells it through the log as everything else, at a level that
 * {@code config/log4j2.xml} knows. The virtual machine by itself would print the trace in the midst of a command's own lines.
 */
final class UncaughtFailures implements Thread.UncaughtExceptionHandler {
    /** How Hazelcast names the threads of its members and clients. */
    private static final String GRID_THREADS = "hz.";
    /** Below Hazelcast's own loggers, so that its level counts for this one, too. */
    static final String GRID_LOGGER = "com.hazelcast.uncaught";

    private UncaughtFailures() {
    }

    /** For all threads of this process that have no handler of their own. */
    static void toLog() {
        Thread.setDefaultUncaughtExceptionHandler(new UncaughtFailures());
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        Logger log = LoggerFactory.getLogger(ofGrid(thread) ? GRID_LOGGER : BeliefGrid.class.getName());
        log.atLevel(level(thread, failure)).setCause(failure).log("thread {} has ended with a failure", thread.getName());
    }

    /**
     * A member that stops ends its executors one after the other, and tasks of one that come round by themselves (Jet's scan
     * of jobs, {@code JobCoordinationService.scanJobs}) find the next one ended already: no failure of anything.
     */
    static Level level(Thread thread, Throwable failure) {
        return ofGrid(thread) && failure instanceof RejectedExecutionException ? Level.DEBUG : Level.ERROR;
    }

    private static boolean ofGrid(Thread thread) {
        return thread.getName().startsWith(GRID_THREADS);
    }
}
