package org.beliefgrid.jobs.scoring;

import com.hazelcast.jet.core.AbstractProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * A member's reader of rows, which reads on a thread of its own: an outbox takes only as many items as there is room for, and
 * some thousand in one call, and the reader hands on all that it has. Not cooperative: it waits for the reader.
 */
final class ReadRows extends AbstractProcessor {
    /** Of blocks that are read and not handed on. */
    private static final int WAITING = 2;
    /** Well below the 2048 items that an outbox takes in one call. */
    private static final int MOST_AT_ONCE = 256;
    private static final long PATIENCE_MILLIS = 100;

    private final RowReader rows;
    /** An empty one is the end. */
    private final BlockingQueue<Optional<RowBlock>> read = new ArrayBlockingQueue<>(WAITING);
    /** What is to be handed on next; null if it is not read yet. */
    private Optional<RowBlock> next;
    private FutureTask<Void> reading;
    private Thread thread;

    ReadRows(RowReader rows) {
        this.rows = rows;
    }

    @Override
    protected void init(Context context) {
        int reader = context.globalProcessorIndex();
        int readers = context.totalParallelism();
        reading = new FutureTask<>(() -> {
            try {
                rows.read(reader, readers, block -> put(Optional.of(block)));
            } finally {
                put(Optional.empty());
            }
            return null;
        });
        thread = new Thread(reading, "beliefgrid-rows-" + reader);
        thread.setDaemon(true);
        thread.start();
    }

    private void put(Optional<RowBlock> block) {
        try {
            read.put(block);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the job has ended");
        }
    }

    @Override
    public boolean isCooperative() {
        return false;
    }

    @Override
    public boolean complete() {
        try {
            for (int handedOn = 0; handedOn < MOST_AT_ONCE; handedOn++) {
                next = next == null ? read.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS) : next;
                if (next != null && next.isEmpty()) {
                    reading.get();
                    return true;
                }
                if (next == null || !tryEmit(next.get())) {
                    return false;
                }
                next = null;
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof IOException io) {
            return new UncheckedIOException(io);
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
