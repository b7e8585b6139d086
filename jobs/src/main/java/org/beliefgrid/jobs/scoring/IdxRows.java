package org.beliefgrid.jobs.scoring;

import java.io.IOException;
import java.util.Arrays;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.IdxCases;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.math.Blas;
import org.beliefgrid.scoring.ForwardPass.Cases;
import org.beliefgrid.store.Location;

/**
 * Images of an IDX file, without labels.
 *
 * @param file its location
 */
public record IdxRows(String file) implements RowReader {
    private static final int ROWS = 10 * Blas.ROW_BLOCK;
    /** Without labels there are none to be out of range. */
    private static final int ANY_CLASSES = 1;

    @Override
    public boolean isLocal() {
        return Location.of(file).isLocal();
    }

    @Override
    public void read(int reader, int readers, Blocks blocks) throws IOException {
        CaseSource source = IdxCases.open(Location.of(file), null, ANY_CLASSES);
        Filling filling = new Filling(source.visible(), file, blocks);
        source.scan(row -> row / ROWS % readers == reader, (row, pixels, label) -> filling.add(row, pixels));
        filling.flush();
    }

    /** The block that is being filled. */
    private static final class Filling {
        private final int units;
        private final String file;
        private final Blocks blocks;
        private byte[] pixels;
        private long number;
        private int first;
        private int count;

        Filling(int units, String file, Blocks blocks) {
            this.units = units;
            this.file = file;
            this.blocks = blocks;
        }

        void add(int row, byte[] image) {
            if (count == 0) {
                first = row;
                pixels = new byte[Math.multiplyExact(ROWS, units)];
            }
            System.arraycopy(image, 0, pixels, count * units, units);
            count++;
            if (row % ROWS == ROWS - 1) {
                flush();
            }
        }

        void flush() {
            if (count > 0) {
                blocks.accept(new Images(number++, first, count, units, Arrays.copyOf(pixels, count * units), file));
                count = 0;
            }
        }
    }

    /** A block of images. */
    private record Images(long number, long firstRow, int count, int units, byte[] pixels, String file) implements RowBlock {
        @Override
        public Cases values(int expected) throws BadInputException {
            if (units != expected) {
                throw new BadInputException("%s: images of %d pixels, the model takes %d".formatted(file, units, expected));
            }
            return ShardCases.ofBytes(units, pixels, new int[count])::copy;
        }
    }
}
