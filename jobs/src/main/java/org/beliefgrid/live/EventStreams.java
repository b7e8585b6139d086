package org.beliefgrid.live;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Server-sent events: every viewer gets the snapshot at once, and again whenever it has changed, though not more often than
 * once in {@link #MILLIS_BETWEEN}. It is written as JSON once for all.
 */
final class EventStreams implements AutoCloseable {
    static final long MILLIS_BETWEEN = 500;

    private static final long MILLIS_BETWEEN_SIGNS_OF_LIFE = 10_000;
    private static final int OK = 200;
    private static final int BUSY = 503;
    private static final int MOST_VIEWERS = 32;

    private final PageSource source;
    private final Json json = new Json();
    private int viewers;
    private boolean finished;
    private boolean closed;
    private Event event = new Event(-1, new byte[0]);

    /** A snapshot as it is sent. */
    private record Event(long revision, byte[] text) {
    }

    EventStreams(PageSource source) {
        this.source = source;
    }

    /** Serves one viewer until it goes away, or the last snapshot is sent. */
    void serve(HttpExchange exchange) throws IOException {
        if (!enter()) {
            LivePage.send(exchange, BUSY, "text/plain; charset=utf-8", "too many look on already\n");
            return;
        }
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
            exchange.sendResponseHeaders(OK, 0);
            stream(exchange.getResponseBody());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The viewer has gone away: nothing is owed to it.
        } finally {
            leave();
        }
    }

    private void stream(OutputStream out) throws IOException, InterruptedException {
        long sent = -1;
        long said = System.nanoTime();
        while (true) {
            boolean last;
            synchronized (this) {
                last = finished;
                if (closed) {
                    return;
                }
            }
            Event next = event();
            if (next.revision() != sent) {
                out.write(next.text());
                out.flush();
                sent = next.revision();
                said = System.nanoTime();
            } else if (System.nanoTime() - said > TimeUnit.MILLISECONDS.toNanos(MILLIS_BETWEEN_SIGNS_OF_LIFE)) {
                out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                said = System.nanoTime();
            }
            if (last) {
                out.write("event: end\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                return;
            }
            synchronized (this) {
                if (!finished && !closed) {
                    wait(MILLIS_BETWEEN);
                }
            }
        }
    }

    /** The snapshot of now. */
    private synchronized Event event() {
        long now = source.revision();
        if (now != event.revision()) {
            byte[] snapshot = json.bytes(source.snapshot());
            ByteArrayOutputStream text = new ByteArrayOutputStream(snapshot.length + 40);
            text.writeBytes("data: ".getBytes(StandardCharsets.UTF_8));
            text.writeBytes(snapshot);
            // By the revision a viewer sees whether asking gives more than the stream does.
            text.writeBytes(("\nid: " + now + "\n\n").getBytes(StandardCharsets.UTF_8));
            event = new Event(now, text.toByteArray());
        }
        return event;
    }

    private synchronized boolean enter() {
        if (viewers >= MOST_VIEWERS || closed) {
            return false;
        }
        source.watchedBy(++viewers);
        return true;
    }

    private synchronized void leave() {
        source.watchedBy(--viewers);
        notifyAll();
    }

    /**
     * Sends every viewer the last snapshot and lets it go; waits until all have it, at most so long.
     *
     * @return whether there were viewers
     */
    synchronized boolean finish(long millis) throws InterruptedException {
        boolean any = viewers > 0;
        finished = true;
        notifyAll();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (viewers > 0 && System.nanoTime() < end) {
            wait(MILLIS_BETWEEN);
        }
        return any;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
