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

/** What is told of threads that end with a failure that nobody waits for. */
class UncaughtFailuresTest {
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
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    @Test
    void aTaskThatComesRoundWhileAMemberStopsIsNotTold() throws Exception {
        end("hz.elegant_gauss.cached.thread-3", new RejectedExecutionException("executor terminated"));
        assertEquals(List.of(), kept.events);
    }

    @Test
    void otherFailuresOfThreadsOfTheGridAreErrorsOfItsLogger() throws Exception {
        IllegalStateException failure = new IllegalStateException("no partition table");
        end("hz.elegant_gauss.generic-operation.thread-0", failure);
        assertTold(UncaughtFailures.GRID_LOGGER, "hz.elegant_gauss.generic-operation.thread-0", failure);
    }

    @Test
    void ourOwnThreadsAreToldWhateverTheFailure() throws Exception {
        RejectedExecutionException failure = new RejectedExecutionException("queue is full");
        end("epochs-1", failure);
        assertTold(BeliefGrid.class.getName(), "epochs-1", failure);
    }

    private void assertTold(String logger, String thread, Throwable failure) {
        assertEquals(1, kept.events.size(), kept.events::toString);
        LogEvent event = kept.events.get(0);
        assertEquals(Level.ERROR, event.getLevel());
        assertEquals(logger, event.getLoggerName());
        assertEquals("thread " + thread + " has ended with a failure", event.getMessage().getFormattedMessage());
        assertSame(failure, event.getThrown());
    }

    private static void end(String name, RuntimeException failure) throws InterruptedException {
        Thread thread = new Thread(() -> {
            throw failure;
        }, name);
        thread.start();
        thread.join();
    }

    private LoggerConfig root() {
        return context.getConfiguration().getRootLogger();
    }

    /** What was logged, warnings and above as the level of the root has it, in the order of its coming. */
    private static final class Kept extends AbstractAppender {
        private final List<LogEvent> events = new CopyOnWriteArrayList<>();

        private Kept() {
            super("kept", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            events.add(event.toImmutable());
        }
    }
}
