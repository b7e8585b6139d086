package org.beliefgrid.learning;

import java.util.concurrent.CancellationException;

/** Lets a shard epoch end in the middle, when the run that it is for was cancelled: its thread is interrupted then. */
final class Cancellation {
    private Cancellation() {
    }

    /** @throws CancellationException if this thread was interrupted; it stays so */
    static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the shard epoch was cancelled");
        }
    }
}
