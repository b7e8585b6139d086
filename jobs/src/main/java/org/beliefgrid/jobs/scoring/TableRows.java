package org.beliefgrid.jobs.scoring;

import java.io.IOException;
import java.util.Arrays;
import org.beliefgrid.data.table.RowEncoder;
import org.beliefgrid.data.table.TableLines;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.math.Blas;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableSchema.Format;
import org.beliefgrid.model.TableSchema.Malformed;
import org.beliefgrid.scoring.ForwardPass.Cases;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.TableInputBytes;

/**
 * Rows of a table as they are, for a model that was trained on such: its columns say what becomes of values. Every line but a
 * header is a row, also one that is passed over.
 *
 * @param data a file, a folder, or a pattern
 * @param columns bytes of the model's {@link TableInput}
 */
public record TableRows(String data, byte[] columns) implements RowReader {
    private static final int ROWS = 10 * Blas.ROW_BLOCK;
    private static final int LINE = 256;

    /** Rows for a model. */
    public static TableRows of(String data, TableInput input) {
        return new TableRows(data, TableInputBytes.write(input));
    }

    @Override
    public boolean isLocal() {
        return Location.of(data).isLocal();
    }

    @Override
    public void read(int reader, int readers, Blocks blocks) throws IOException {
        TableInput input = TableInputBytes.read(columns);
        boolean fatal = input.schema().malformed() == Malformed.FATAL;
        if (input.schema().format() == Format.PARQUET) {
            ParquetBlocks.read(input, data, reader, readers, blocks);
            return;
        }
        long row = 0;
        long block = 0;
        long number = 0;
        try (TableLines lines = TableLines.open(input, data)) {
            Lines filling = null;
            while (lines.next()) {
                if (filling == null || !filling.takes(lines.file())) {
                    if (filling != null && filling.own) {
                        blocks.accept(filling);
                    }
                    boolean own = block++ % readers == reader;
                    filling = new Lines(own ? number++ : 0, row, lines, fatal, own);
                }
                filling.add(lines);
                row++;
            }
            if (filling != null && filling.own) {
                blocks.accept(filling);
            }
        }
    }

    /** A block of lines of one file. */
    private static final class Lines implements RowBlock {
        private final long number;
        private final long firstRow;
        private final String file;
        private final long firstLine;
        private final RowEncoder encoder;
        private final boolean fatal;
        /** Whether it is this reader's; of others lines are counted only. */
        private final boolean own;
        private final int[] ends = new int[ROWS];
        private final String[] problems = new String[ROWS];
        private byte[] bytes = new byte[ROWS * LINE];
        private int count;

        Lines(long number, long firstRow, TableLines lines, boolean fatal, boolean own) {
            this.number = number;
            this.firstRow = firstRow;
            this.fatal = fatal;
            this.own = own;
            file = lines.file();
            firstLine = lines.line();
            encoder = lines.encoder();
        }

        boolean takes(String of) {
            return count < ROWS && file.equals(of);
        }

        void add(TableLines lines) {
            if (own) {
                int start = count == 0 ? 0 : ends[count - 1];
                int length = lines.end() - lines.start();
                if (start + length > bytes.length) {
                    bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, start + length));
                }
                System.arraycopy(lines.buffer(), lines.start(), bytes, start, length);
                ends[count] = start + length;
            }
            count++;
        }

        @Override
        public long number() {
            return number;
        }

        @Override
        public long firstRow() {
            return firstRow;
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public Cases values(int units) throws BadInputException {
            if (encoder.units() != units) {
                throw new BadInputException("%s: its columns make %d values, the model takes %d".formatted(file,
                        encoder.units(), units));
            }
            float[] values = new float[Math.multiplyExact(count, units)];
            for (int index = 0; index < count; index++) {
                problems[index] = encoder.encode(bytes, index == 0 ? 0 : ends[index - 1], ends[index], values, index * units);
                if (!problems[index].isEmpty()) {
                    String problem = "%s: line %d: %s".formatted(file, firstLine + index, problems[index]);
                    if (fatal) {
                        throw new BadInputException(problem);
                    }
                    problems[index] = problem;
                    Arrays.fill(values, index * units, (index + 1) * units, 0);
                }
            }
            return (index, out, offset) -> System.arraycopy(values, index * units, out, offset, units);
        }

        @Override
        public String problem(int index) {
            return problems[index];
        }
    }
}
