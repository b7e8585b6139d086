package org.beliefgrid.jobs.scoring;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beliefgrid.data.table.TableRows;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.jobs.scoring.RowReader.Blocks;
import org.beliefgrid.math.Blas;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableSchema.Malformed;
import org.beliefgrid.scoring.ForwardPass.Cases;

/** Rows of Parquet files as blocks; their columns are decoded by the thread that reads. */
final class ParquetBlocks {
    private static final int ROWS = 10 * Blas.ROW_BLOCK;

    private ParquetBlocks() {
    }

    /** As {@link RowReader#read}. */
    static void read(TableInput input, String data, int reader, int readers, Blocks blocks) throws IOException {
        boolean fatal = input.schema().malformed() == Malformed.FATAL;
        long row = 0;
        long number = 0;
        Block filling = new Block(0, 0, input.units());
        for (String file : TableRows.files(data)) {
            try (TableRows rows = TableRows.open(input, file)) {
                for (; rows.step(); row++) {
                    if (row / ROWS % readers != reader) {
                        continue;
                    }
                    if (row / ROWS != filling.firstRow() / ROWS || filling.count() == 0) {
                        number += send(filling, blocks);
                        filling = new Block(number, row, input.units());
                    }
                    filling.add(rows, fatal, file);
                }
            }
        }
        send(filling, blocks);
    }

    private static int send(Block block, Blocks blocks) {
        if (block.count() > 0) {
            blocks.accept(block);
            return 1;
        }
        return 0;
    }

    /** A block of rows. */
    private static final class Block implements RowBlock {
        private final long number;
        private final long firstRow;
        private final int units;
        private final float[] values;
        private final List<String> problems = new ArrayList<>();

        Block(long number, long firstRow, int units) {
            this.number = number;
            this.firstRow = firstRow;
            this.units = units;
            values = new float[Math.multiplyExact(ROWS, units)];
        }

        void add(TableRows rows, boolean fatal, String file) throws BadInputException {
            String problem = rows.problem().isEmpty() ? "" : "%s: row %d: %s".formatted(file, rows.line(), rows.problem());
            if (fatal && !problem.isEmpty()) {
                throw new BadInputException(problem);
            }
            if (problem.isEmpty()) {
                System.arraycopy(rows.values(), 0, values, count() * units, units);
            } else {
                Arrays.fill(values, count() * units, (count() + 1) * units, 0);
            }
            problems.add(problem);
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
            return problems.size();
        }

        @Override
        public Cases values(int expected) throws BadInputException {
            if (units != expected) {
                throw new BadInputException("columns of %d values, the model takes %d".formatted(units, expected));
            }
            return (index, out, offset) -> System.arraycopy(values, index * units, out, offset, units);
        }

        @Override
        public String problem(int index) {
            return problems.get(index);
        }
    }
}
