package org.beliefgrid.grid;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.beliefgrid.data.CaseSelection;
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

    private BinaryCases(int height, int width, byte[][] rows, int[] labels) {
        this.height = height;
        this.width = width;
        this.rows = rows;
        this.labels = labels;
    }

    byte[] pixels(int row) {
        return rows[row];
    }

    int label(int row) {
        return labels[row];
    }

    /** The cases of a shard by the definition of the placement, without loader, blocks or grid. */
    ShardCases shard(RowPlacement placement, int shard) {
        return shard(placement, shard, CaseSelection.EVERYTHING);
    }

    /** The same with the cases that are held out behind the others, and without the labels that are not kept. */
    ShardCases shard(RowPlacement placement, int shard, CaseSelection selection) {
        List<Integer> learned = new ArrayList<>();
        List<Integer> heldOut = new ArrayList<>();
        for (int place = 0; place < placement.casesIn(shard); place++) {
            int row = placement.rowAt(shard, place);
            (selection.isHeldOut(row, labels[row]) ? heldOut : learned).add(row);
        }
        List<Integer> all = Stream.concat(learned.stream(), heldOut.stream()).toList();
        byte[] values = new byte[all.size() * visible()];
        int[] shardLabels = new int[all.size()];
        for (int i = 0; i < shardLabels.length; i++) {
            int row = all.get(i);
            System.arraycopy(rows[row], 0, values, i * visible(), visible());
            int label = i < learned.size() ? selection.labelOf(row, labels[row]) : labels[row];
            shardLabels[i] = label == UNLABELLED ? ShardCases.UNLABELLED : label;
        }
        return ShardCases.ofBytes(visible(), values, shardLabels).withHeldOut(heldOut.size());
    }

    /** The same labels, and those images that are wanted as their negatives. */
    BinaryCases negated(IntPredicate wanted) {
        byte[][] images = new byte[rows.length][];
        for (int row = 0; row < rows.length; row++) {
            images[row] = rows[row].clone();
            for (int pixel = 0; wanted.test(row) && pixel < images[row].length; pixel++) {
                images[row][pixel] = (byte) ~images[row][pixel];
            }
        }
        return new BinaryCases(height, width, images, labels);
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
