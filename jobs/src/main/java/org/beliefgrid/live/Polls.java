package org.beliefgrid.live;

import java.util.concurrent.TimeUnit;

/**
 * Snapshots for viewers whose connection does not let events through, as behind a proxy that collects what it forwards: they
 * ask again and again, and are told nothing but the revision while it is the one that they have. A snapshot is written as JSON
 * once for all.
 */
final class Polls {
    private static final long MILLIS_BETWEEN_LOOKS = 50;

    private final PageSource source;
    private final Viewers viewers = new Viewers();
    private final Json json = new Json();
    private boolean finished;
    private long told = -1;
    private long writtenRevision = -1;
    private byte[] written = new byte[0];

    /**
     * An answer.
     *
     * @param revision of the snapshot
     * @param last whether no other one comes
     * @param snapshot null if it is the one that the viewer has
     */
    record Answer(long revision, boolean last, Object snapshot) {
    }

    Polls(PageSource source) {
        this.source = source;
    }

    /**
     * Answers one viewer.
     *
     * @param since revision that it has, or any other text
     * @return JSON
     */
    synchronized byte[] answer(String since) {
        viewers.asked();
        source.asked();
        long now = source.revision();
        told = now;
        if (String.valueOf(now).equals(since)) {
            return json.bytes(new Answer(now, finished, null));
        }
        if (now != writtenRevision || finished) {
            written = json.bytes(new Answer(now, finished, source.snapshot()));
            writtenRevision = now;
        }
        return written;
    }

    private synchronized boolean knowsTheLast() {
        return told == source.revision();
    }

    /**
     * Waits until a viewer has the last snapshot, at most so long.
     *
     * @return whether there was a viewer
     */
    boolean finish(long millis) throws InterruptedException {
        synchronized (this) {
            finished = true;
        }
        boolean any = viewers.any();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (any && !knowsTheLast() && System.nanoTime() < end) {
            Thread.sleep(MILLIS_BETWEEN_LOOKS);
        }
        return any;
    }
}
