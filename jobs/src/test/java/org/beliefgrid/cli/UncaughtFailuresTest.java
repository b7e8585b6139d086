package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of threads that end with a failure that nobody waits for. */
class UncaughtFailuresTest {
    /** As one came from a member that stopped. */
    private static final String REJECTED = "Task java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask@3d7723f8[Not "
            + "completed, task = java.util.concurrent.Executors$RunnableAdapter@3a79e977[Wrapped task = DelegateDecorator{executor="
            + "com.hazelcast.internal.util.executor.CachedExecutorServiceDelegate@254a7853, runnable=com.hazelcast.jet.impl."
            + "JobCoordinationService$$Lambda$1670/0x00007f6e6156b588@6b975a2d}]] rejected from com.hazelcast.internal.util.executor."
            + "LoggingScheduledExecutor@48b05770[";

    private final Kept kept = new Kept();
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private Thread.UncaughtExceptionHandler before;

    @BeforeEach
    void listen() {
        before = Thread.getDefaultUncaughtExceptionHandler();
        UncaughtFailures.toLog();
        kept.start();
        root().addAppender(kept, null, null);
    }

    @AfterEach
    void stopListening() {
        root().removeAppender(kept.getName());
        kept.stop();
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        REJECTED + "Terminated, pool size = 0, active threads = 0, queued tasks = 0, completed tasks = 164]",
        REJECTED + "Shutting down, pool size = 1, active threads = 1, queued tasks = 0, completed tasks = 164]",
        "Executor[hz:async] was shut down."})
    void aTaskThatComesRoundWhileAMemberStopsIsNotTold(String message) throws Exception {
        RejectedExecutionException failure = new RejectedExecutionException(message);
        Thread thread = end("hz.elegant_gauss.cached.thread-3", failure);
        assertEquals(List.of(), kept.of(thread).stream().filter(event -> event.getLevel().isMoreSpecificThan(Level.INFO)).toList());
        assertEquals(org.slf4j.event.Level.DEBUG, UncaughtFailures.level(thread, failure));
    }

    @ParameterizedTest
    @ValueSource(strings = {REJECTED + "Running, pool size = 4, active threads = 4, queued tasks = 9, completed tasks = 164]",
        "Executor[hz:async] is overloaded!"})
    void anExecutorThatIsFullIsAnErrorOfTheGridsLogger(String message) throws Exception {
        RuntimeException full = new RejectedExecutionException(message);
        assertTold(UncaughtFailures.GRID_LOGGER, end("hz.elegant_gauss.cached.thread-4", full), full, full.toString());
    }

    @Test
    void ourOwnThreadsAreToldWithTheCausesWhateverTheFailure() throws Exception {
        RuntimeException ended = new RejectedExecutionException("Executor[hz:async] was shut down.");
        RuntimeException failure = new IllegalStateException("round 3", ended);
        assertTold(BeliefGrid.class.getName(), end("epochs-1", failure), failure, failure + ", caused by " + ended);
        assertTold(BeliefGrid.class.getName(), end("epochs-2", ended), ended, ended.toString());
    }

    private void assertTold(String logger, Thread thread, Throwable failure, String causes) {
        List<LogEvent> events = kept.of(thread);
        assertEquals(1, events.size(), events::toString);
        LogEvent event = events.get(0);
        assertEquals(Level.ERROR, event.getLevel());
        assertEquals(logger, event.getLoggerName());
        assertEquals("thread " + thread.getName() + " has ended with " + causes, event.getMessage().getFormattedMessage());
        assertSame(failure, event.getThrown());
    }

    private static Thread end(String name, RuntimeException failure) throws InterruptedException {
        Thread thread = new Thread(() -> {
            throw failure;
        }, name);
        thread.start();
        thread.join();
        return thread;
    }

    private LoggerConfig root() {
        return context.getConfiguration().getRootLogger();
    }

    /** What was logged, in the order of its coming. */
    private static final class Kept extends AbstractAppender {
        private final List<LogEvent> events = new CopyOnWriteArrayList<>();

        private Kept() {
            super("kept", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            events.add(event.toImmutable());
        }

        /** What was logged on a thread. */
        private List<LogEvent> of(Thread thread) {
            return events.stream().filter(event -> event.getThreadName().equals(thread.getName())).toList();
        }
    }
}
