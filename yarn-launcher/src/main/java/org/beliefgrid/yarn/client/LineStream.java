package org.beliefgrid.yarn.client;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Bytes of UTF-8 as lines for a writer; a line is decoded when it has ended, so no character is cut. */
final class LineStream extends OutputStream {
    private final PrintWriter out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** @param out stays open when this is closed */
    LineStream(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void write(int value) {
        if (value == '\n') {
            end();
        } else {
            line.write(value);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            write(bytes[i]);
        }
    }

    private void end() {
        out.println(line.toString(StandardCharsets.UTF_8));
        line.reset();
    }

    @Override
    public void close() {
        if (line.size() > 0) {
            end();
        }
        out.flush();
    }
}
