package org.beliefgrid.grid.security;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** Warnings that strangers can cause as often as they like: one line every ten seconds, which counts those left out. */
final class RareWarning {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Logger logger;
    private boolean warned;
    private long lastNanos;
    private long leftOut;

    RareWarning(Logger logger) {
        this.logger = logger;
    }

    synchronized void warn(String line) {
        long now = System.nanoTime();
        if (warned && now - lastNanos < PAUSE_NANOS) {
            leftOut++;
            return;
        }
        logger.warn(leftOut == 0 ? line : line + " (and " + leftOut + " more like it before)");
        warned = true;
        lastNanos = now;
        leftOut = 0;
    }
}
