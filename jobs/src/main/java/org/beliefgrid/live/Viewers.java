package org.beliefgrid.live;

import java.util.concurrent.TimeUnit;

/** Whether somebody looks on: who keeps a connection, or has asked lately. Thread-safe. */
final class Viewers {
    /** Who has asked so lately is still there. */
    static final long PATIENCE_MILLIS = 10_000;

    private int staying;
    private boolean asked;
    private long askedNanos;

    synchronized void stay(int count) {
        staying = count;
    }

    synchronized void asked() {
        asked = true;
        askedNanos = System.nanoTime();
    }

    synchronized boolean any() {
        return staying > 0 || asked && System.nanoTime() - askedNanos < TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    }
}
