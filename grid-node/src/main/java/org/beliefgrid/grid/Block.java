package org.beliefgrid.grid;

/**
 * Some consecutive cases of a shard. The arrays are handed over and not modified afterwards.
 *
 * @param encoding how the values are written: {@link org.beliefgrid.data.ValueEncoding#word}
 * @param firstCase where the shard has the first case: cases to learn from come before those held out
 * @param units values a case
 * @param values [cases x units x bytes of a value] row-major, in the encoding
 * @param labels one a case, unsigned; {@link #UNLABELLED} where there is none
 */
public record Block(String encoding, int firstCase, int units, byte[] values, byte[] labels) {
    /** The label of a case that has none. */
    public static final byte UNLABELLED = (byte) 255;

    /** Number of cases. */
    public int cases() {
        return labels.length;
    }
}
