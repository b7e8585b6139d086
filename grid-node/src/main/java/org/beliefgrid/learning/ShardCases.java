package org.beliefgrid.learning;

import java.util.Arrays;
import org.beliefgrid.math.Elementwise;

/**
 * The cases of one shard as an algorithm sees them: first those that it learns from, in their places, then those that are held
 * out, which it may only look at. Values are held as they came: unsigned bytes, standing for 0 to 1 in steps of 1/255, or
 * floats. Not modified.
 */
public final class ShardCases {
    /** The label of a case that has none. */
    public static final int UNLABELLED = -1;

    private final int cases;
    private final int heldOut;
    private final int units;
    private final byte[] bytes;
    private final float[] floats;
    private final int[] labels;

    private ShardCases(int units, byte[] bytes, float[] floats, int[] labels, int heldOut) {
        this.cases = labels.length - heldOut;
        this.heldOut = heldOut;
        this.units = units;
        this.bytes = bytes;
        this.floats = floats;
        this.labels = labels;
        int length = bytes == null ? floats.length : bytes.length;
        if (cases < 0 || heldOut < 0) {
            throw new IllegalArgumentException("heldOut must be from 0 to %d, was %d".formatted(labels.length, heldOut));
        }
        if (length != Math.multiplyExact(labels.length, units)) {
            throw new IllegalArgumentException("%d cases of %d units must have %d values, had %d".formatted(labels.length,
                    units, labels.length * units, length));
        }
    }

    /**
     * @param units values a case
     * @param bytes [cases x units] row-major, unsigned
     * @param labels one a case, {@link #UNLABELLED} or 0 and up
     */
    public static ShardCases ofBytes(int units, byte[] bytes, int[] labels) {
        return new ShardCases(units, bytes, null, labels, 0);
    }

    /** The same cases, the last {@code count} of them held out. */
    public ShardCases withHeldOut(int count) {
        return new ShardCases(units, bytes, floats, labels, count);
    }

    /**
     * @param units values a case
     * @param floats [cases x units] row-major
     * @param labels one a case, {@link #UNLABELLED} or 0 and up
     */
    public static ShardCases ofFloats(int units, float[] floats, int[] labels) {
        return new ShardCases(units, null, floats, labels, 0);
    }

    /** Number of cases to learn from, in places 0 and up. */
    public int cases() {
        return cases;
    }

    /** Number of cases held out, in places {@link #cases()} and up. */
    public int heldOut() {
        return heldOut;
    }

    /** Number of all cases. */
    public int all() {
        return labels.length;
    }

    /** Values a case. */
    public int units() {
        return units;
    }

    /** The label of a case, or {@link #UNLABELLED}. */
    public int label(int index) {
        return labels[index];
    }

    /**
     * The same cases with other values, those of the next layer, say.
     *
     * @param values [all x newUnits] row-major
     */
    public ShardCases withValues(int newUnits, float[] values) {
        return new ShardCases(newUnits, null, values, labels, heldOut);
    }

    /** The places of the labelled cases to learn from, ascending. */
    public int[] labelled() {
        return labelled(0, cases);
    }

    /** The places of the labelled cases held out, ascending. */
    public int[] labelledHeldOut() {
        return labelled(cases, labels.length);
    }

    private int[] labelled(int from, int to) {
        int[] places = new int[to - from];
        int count = 0;
        for (int i = from; i < to; i++) {
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
