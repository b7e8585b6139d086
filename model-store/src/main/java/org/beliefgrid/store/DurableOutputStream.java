package org.beliefgrid.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A buffered stream into a new file: closing it first brings every byte to the disk, and its errors name the file. */
final class DurableOutputStream extends OutputStream {
    private static final int BUFFER_BYTES = 1 << 16;

    private final String text;
    private final OutputStream out;
    private final Sync sync;
    private boolean closed;

    /** Brings what was written to the disk. */
    @FunctionalInterface
    interface Sync {
        void run() throws IOException;
    }

    /** @param text what messages call the file */
    DurableOutputStream(String text, OutputStream out, Sync sync) {
        this.text = text;
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
        this.sync = sync;
    }

    @Override
    public void write(int value) throws IOException {
        named(() -> out.write(value));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        named(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
        named(out::flush);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            named(this::flushSyncAndClose);
        }
    }

    private void flushSyncAndClose() throws IOException {
        try (out) {
            out.flush();
            sync.run();
        }
    }

    private void named(Sync action) throws IOException {
        try {
            action.run();
        } catch (IOException e) {
            throw new IOException(text + ": cannot be written: " + OneLine.of(e), e);
        }
    }
}
