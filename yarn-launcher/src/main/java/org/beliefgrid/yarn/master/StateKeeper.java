package org.beliefgrid.yarn.master;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.beliefgrid.yarn.spec.MasterState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has written what the next attempt has to know: at once, and again and again where that fails. */
final class StateKeeper implements Consumer<MasterState>, Runnable {
    private static final long AGAIN_MILLIS = 5_000;
    private static final Logger LOGGER = LoggerFactory.getLogger(StateKeeper.class);

    private final ScheduledExecutorService writer;
    private final Target target;
    private final AtomicReference<MasterState> due = new AtomicReference<>();

    /** Where it is written to. */
    @FunctionalInterface
    interface Target {
        void write(MasterState state) throws IOException;
    }

    /**
     * With nothing to write so far.
     *
     * @param writer one thread, which may wait
     */
    StateKeeper(ScheduledExecutorService writer, Target target) {
        this.writer = writer;
        this.target = target;
        writer.scheduleWithFixedDelay(this, AGAIN_MILLIS, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Returns at once. What was not written before is out of date. */
    @Override
    public void accept(MasterState state) {
        due.set(state);
        writer.execute(this);
    }

    /** On the writer's thread. */
    @Override
    public void run() {
        MasterState state = due.get();
        if (state == null) {
            return;
        }
        try {
            target.write(state);
            due.compareAndSet(state, null);
        } catch (IOException | RuntimeException e) {
            LOGGER.warn("the next attempt does not know {} so far: {}", state, e.toString());
        }
    }
}
