package org.beliefgrid.jobs.scoring;

import com.hazelcast.jet.core.AbstractProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A member's reader of rows. Not cooperative: handing on waits until there is room, and ends with an exception if the job does.
 */
final class ReadRows extends AbstractProcessor {
    private final RowReader rows;
    private int reader;
    private int readers;

    ReadRows(RowReader rows) {
        this.rows = rows;
    }

    @Override
    protected void init(Context context) {
        reader = context.globalProcessorIndex();
        readers = context.totalParallelism();
    }

    @Override
    public boolean isCooperative() {
        return false;
    }

    @Override
    public boolean complete() {
        try {
            rows.read(reader, readers, this::emit);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void emit(RowBlock block) {
        if (!tryEmit(block)) {
            throw new IllegalStateException("a non-cooperative processor's outbox was full");
        }
    }
}
