package org.beliefgrid.cli;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns the end of the process by a signal into an orderly end of the command: the action is told to stop its work, and the
 * process waits, a bounded time, until the command has cleaned up.
 */
public final class CtrlC implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final long patienceSeconds;
    private final CountDownLatch cleanedUp = new CountDownLatch(1);
    private final Thread hook = new Thread(this::signalled, "beliefgrid-signal");
    private Runnable action = () -> { };
    private boolean signalled;

    public CtrlC() {
        this(PATIENCE_SECONDS);
    }

    /** @param patienceSeconds how long the process waits for the command to clean up */
    public CtrlC(long patienceSeconds) {
        this(patienceSeconds, true);
    }

    private CtrlC(long patienceSeconds, boolean hooked) {
        this.patienceSeconds = patienceSeconds;
        if (hooked) {
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    /** For work that goes on when this process ends, and is stopped by {@link #stop} only. */
    static CtrlC withoutSignals() {
        return new CtrlC(PATIENCE_SECONDS, false);
    }

    /** Whether the work is stopped when the process ends; not any more afterwards. */
    boolean unhook() {
        return Runtime.getRuntime().removeShutdownHook(hook);
    }

    /** What to do on a signal; done at once if one has come already. */
    public void onSignal(Runnable stop) {
        boolean now;
        synchronized (this) {
            action = stop;
            now = signalled;
        }
        if (now) {
            stop.run();
        }
    }

    /** Lets the process end at once on a signal, as long as there is nothing to clean up. */
    void endAtOnce() {
        onSignal(cleanedUp::countDown);
    }

    /**
     * Lets the process end on a signal as soon as something is done.
     *
     * @param cleanUp what; it should not take long, and should not fail
     */
    void endAfter(Runnable cleanUp) {
        onSignal(() -> {
            try {
                cleanUp.run();
            } finally {
                cleanedUp.countDown();
            }
        });
    }

    /** Work that may fail. */
    @FunctionalInterface
    interface Work<T> {
        T toDo() throws IOException;
    }

    /**
     * Does something to its end, such as writing: what is to be done on a signal is done after it if one comes meanwhile.
     *
     * @param work it should not take long, as the process does not wait forever
     * @throws CancellationException if a signal has come before; nothing of the work is done then
     */
    <T> T toItsEnd(Work<T> work) throws IOException {
        Runnable before;
        synchronized (this) {
            if (signalled) {
                throw new CancellationException("stopped");
            }
            before = action;
            action = () -> { };
        }
        try {
            return work.toDo();
        } finally {
            onSignal(before);
        }
    }

    private synchronized Runnable signal() {
        signalled = true;
        return action;
    }

    /** Stops the work as a signal would, in a process that goes on. */
    void stop() {
        signal().run();
    }

    private void signalled() {
        // On a thread of its own: a grid that does not answer must not keep the process beyond its time.
        Thread stopping = new Thread(signal(), "beliefgrid-stop");
        stopping.setDaemon(true);
        stopping.start();
        try {
            cleanedUp.await(patienceSeconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        cleanedUp.countDown();
        try {
            unhook();
        } catch (IllegalStateException e) {
            // The process is ending: the hook is running, and was just told that it may.
        }
    }
}
