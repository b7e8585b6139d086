package org.beliefgrid.grid;

import java.io.IOException;
import java.util.Random;
import java.util.function.IntPredicate;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.RowPlacement;
import org.beliefgrid.learning.ShardCases;

/** Random images of black and white pixels in memory, some with a label: a source small enough to look at every row. */
final class BinaryCases implements CaseSource {
    static final int CLASSES = 3;

    private final int height;
    private final int width;
    private final byte[][] rows;
    private final int[] labels;

    /** @param labelledPercent share of the rows that have a label */
    BinaryCases(long seed, int cases, int height, int width, int labelledPercent) {
        this.height = height;
        this.width = width;
        rows = new byte[cases][height * width];
        labels = new int[cases];
        Random random = new Random(seed);
        for (int row = 0; row < cases; row++) {
            int kind = random.nextInt(CLASSES);
            for (int pixel = 0; pixel < rows[row].length; pixel++) {
                boolean on = random.nextInt(10) < (pixel % CLASSES == kind ? 8 : 2);
                rows[row][pixel] = (byte) (on ? 255 : 0);
            }
            labels[row] = random.nextInt(100) < labelledPercent ? kind : UNLABELLED;
        }
    }

    byte[] pixels(int row) {
        return rows[row];
    }

    int label(int row) {
        return labels[row];
    }

    /** The cases of a shard by the definition of the placement, without loader, blocks or grid. */
    ShardCases shard(RowPlacement placement, int shard) {
        int count = placement.casesIn(shard);
        byte[] values = new byte[count * visible()];
        int[] shardLabels = new int[count];
        for (int place = 0; place < count; place++) {
            int row = placement.rowAt(shard, place);
            System.arraycopy(rows[row], 0, values, place * visible(), visible());
            shardLabels[place] = labels[row] == UNLABELLED ? ShardCases.UNLABELLED : labels[row];
        }
        return ShardCases.ofBytes(visible(), values, shardLabels);
    }

    @Override
    public int cases() {
        return rows.length;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public boolean labelled() {
        return true;
    }

    @Override
    public String fingerprint() {
        return "binary cases in memory";
    }

    @Override
    public void scan(IntPredicate wanted, CaseConsumer consumer) throws IOException {
        byte[] reused = new byte[visible()];
        for (int row = 0; row < rows.length; row++) {
            if (wanted.test(row)) {
                System.arraycopy(rows[row], 0, reused, 0, reused.length);
                consumer.accept(row, reused, labels[row]);
            }
        }
    }
}
