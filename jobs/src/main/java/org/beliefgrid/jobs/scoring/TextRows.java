package org.beliefgrid.jobs.scoring;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.math.Blas;
import org.beliefgrid.scoring.ForwardPass.Cases;
import org.beliefgrid.store.Location;

/**
 * Lines of a text file in UTF-8, one a row, plain or in gzip.
 *
 * @param file its location
 * @param format how numbers stand in a line
 */
public record TextRows(String file, LineFormat format) implements RowReader {
    private static final int ROWS = 10 * Blas.ROW_BLOCK;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int GZIP_MAGIC = 0x1f8b;
    /** What some programs put before the first line. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    @Override
    public boolean isLocal() {
        return Location.of(file).isLocal();
    }

    @Override
    public void read(int reader, int readers, Blocks blocks) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(uncompressed(Location.of(file).open()),
                StandardCharsets.UTF_8), BUFFER_BYTES)) {
            String line = in.readLine();
            if (line == null) {
                throw new BadInputException(file + ": is empty, expected a row a line");
            }
            line = line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
            int headers = 0;
            if (format.isHeader(line)) {
                headers = 1;
                line = in.readLine();
            }
            long row = 0;
            long number = 0;
            List<String> lines = new ArrayList<>(ROWS);
            for (; line != null; line = in.readLine(), row++) {
                if (row / ROWS % readers == reader) {
                    lines.add(line);
                }
                if (row % ROWS == ROWS - 1 && !lines.isEmpty()) {
                    blocks.accept(new Lines(number++, row + 1 - ROWS, headers, List.copyOf(lines), this));
                    lines.clear();
                }
            }
            if (!lines.isEmpty()) {
                blocks.accept(new Lines(number, row - lines.size(), headers, List.copyOf(lines), this));
            }
        }
    }

    private InputStream uncompressed(InputStream raw) throws IOException {
        try {
            BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER_BYTES);
            buffered.mark(2);
            int magic = buffered.read() << 8 | buffered.read();
            buffered.reset();
            return magic == GZIP_MAGIC ? new GZIPInputStream(buffered, BUFFER_BYTES) : buffered;
        } catch (IOException e) {
            raw.close();
            throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** A block of lines. */
    private record Lines(long number, long firstRow, int headers, List<String> lines, TextRows source) implements RowBlock {
        @Override
        public int count() {
            return lines.size();
        }

        @Override
        public Cases values(int units) throws BadInputException {
            float[] values = new float[Math.multiplyExact(lines.size(), units)];
            for (int index = 0; index < lines.size(); index++) {
                try {
                    source.format().parse(lines.get(index), values, index * units, units);
                } catch (IllegalArgumentException e) {
                    throw new BadInputException("%s: line %d: %s".formatted(source.file(), headers + firstRow + index + 1,
                            e.getMessage()), e);
                }
            }
            return (index, out, offset) -> System.arraycopy(values, index * units, out, offset, units);
        }
    }
}
