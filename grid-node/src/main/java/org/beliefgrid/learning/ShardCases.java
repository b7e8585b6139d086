package org.beliefgrid.learning;

import java.util.Arrays;
import org.beliefgrid.math.Elementwise;

/**
 * The cases of one shard, in their places, as an algorithm sees them. Values are held as they came: unsigned bytes, standing
 * for 0 to 1 in steps of 1/255, or floats. Not modified.
 */
public final class ShardCases {
    /** The label of a case that has none. */
    public static final int UNLABELLED = -1;

    private final int cases;
    private final int units;
    private final byte[] bytes;
    private final float[] floats;
    private final int[] labels;

    private ShardCases(int units, byte[] bytes, float[] floats, int[] labels) {
        this.cases = labels.length;
        this.units = units;
        this.bytes = bytes;
        this.floats = floats;
        this.labels = labels;
        int length = bytes == null ? floats.length : bytes.length;
        if (length != Math.multiplyExact(cases, units)) {
            throw new IllegalArgumentException("%d cases of %d units must have %d values, had %d".formatted(cases, units,
                    cases * units, length));
        }
    }

    /**
     * @param units values a case
     * @param bytes [cases x units] row-major, unsigned
     * @param labels one a case, {@link #UNLABELLED} or 0 and up
     */
    public static ShardCases ofBytes(int units, byte[] bytes, int[] labels) {
        return new ShardCases(units, bytes, null, labels);
    }

    /**
     * @param units values a case
     * @param floats [cases x units] row-major
     * @param labels one a case, {@link #UNLABELLED} or 0 and up
     */
    public static ShardCases ofFloats(int units, float[] floats, int[] labels) {
        return new ShardCases(units, null, floats, labels);
    }

    /** Number of cases. */
    public int cases() {
        return cases;
    }

    /** Values a case. */
    public int units() {
        return units;
    }

    /** The label of a case, or {@link #UNLABELLED}. */
    public int label(int index) {
        return labels[index];
    }

    /** The same labels with other values, those of the next layer, say. */
    public ShardCases withValues(int newUnits, float[] values) {
        return ofFloats(newUnits, values, labels);
    }

    /** The places of the labelled cases, ascending. */
    public int[] labelled() {
        int[] places = new int[cases];
        int count = 0;
        for (int i = 0; i < cases; i++) {
            if (labels[i] != UNLABELLED) {
                places[count++] = i;
            }
        }
        return Arrays.copyOf(places, count);
    }

    /**
     * Copies the values of one case.
     *
     * @param index which case
     * @param out result, overwritten from {@code offset} on
     */
    public void copy(int index, float[] out, int offset) {
        if (floats != null) {
            System.arraycopy(floats, index * units, out, offset, units);
            return;
        }
        Elementwise.fractions(bytes, index * units, out, offset, units);
    }
}
