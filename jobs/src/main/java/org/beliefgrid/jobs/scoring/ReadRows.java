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
 * A member's reader of rows, which reads on a thread of its own: a processor may hand on some thousand items only before it has to
 * return, and the reader hands on all of them in one call. Not cooperative: it waits for the reader, and handing on waits until there
 * is room.
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
                Optional<RowBlock> block = read.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                if (block == null) {
                    return false;
                }
                if (block.isEmpty()) {
                    reading.get();
                    return true;
                }
                emit(block.get());
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

    private void emit(RowBlock block) {
        if (!tryEmit(block)) {
            throw new IllegalStateException("a non-cooperative processor's outbox was full");
        }
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
