package org.beliefgrid.cli;

import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs what a thread ends with that nobody waits for, so that {@code config/log4j2.xml} decides what is told. The virtual machine
 * by itself would print the trace among a command's own lines.
 */
final class UncaughtFailures implements Thread.UncaughtExceptionHandler {
    /** Below Hazelcast's own loggers, so that their level counts for this one, too. */
    static final String GRID_LOGGER = "com.hazelcast.uncaught";
    /** How Hazelcast names the threads of its members and clients. */
    private static final String GRID_THREADS = "hz.";
    /**
     * How the JDK's executors and Hazelcast's cached ones say that they have ended; those that are only full say something else.
     * What a client's timers say is for {@code config/log4j2.xml}.
     */
    private static final Pattern EXECUTOR_ENDED = Pattern.compile("rejected from \\S+\\[(?:Shutting down|Terminated),"
            + "|^Executor\\[.*] was shut down");
    /** A chain of causes may be a ring. */
    private static final int MOST_CAUSES = 10;

    private UncaughtFailures() {
    }

    /** For all threads of this process that have no handler of their own. */
    static void toLog() {
        Thread.setDefaultUncaughtExceptionHandler(new UncaughtFailures());
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        Logger log = LoggerFactory.getLogger(ofGrid(thread) ? GRID_LOGGER : BeliefGrid.class.getName());
        // The causes in the message: of a trace the terminal shows the first lines only.
        log.atLevel(level(thread, failure)).setCause(failure)
                .log("thread {} has ended with {}", thread.getName(), causes(failure));
    }

    /**
     * A member that stops ends its executors one after the other, and a task that comes round by itself (Jet's scan of jobs,
     * {@code JobCoordinationService.scanJobs}) may find its own ended already: no failure of anything.
     */
    static Level level(Thread thread, Throwable failure) {
        boolean ended = failure instanceof RejectedExecutionException
                && EXECUTOR_ENDED.matcher(String.valueOf(failure.getMessage())).find();
        return ofGrid(thread) && ended ? Level.DEBUG : Level.ERROR;
    }

    private static boolean ofGrid(Thread thread) {
        return thread.getName().startsWith(GRID_THREADS);
    }

    private static String causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(MOST_CAUSES).map(Throwable::toString)
                .collect(Collectors.joining(", caused by "));
    }
}
