package org.beliefgrid.data;

/** How the values of cases are written as bytes. */
public enum ValueEncoding {
    /** One byte a value, 0 to 255 standing for 0 to 1. */
    UNSIGNED_BYTES("unsigned-bytes", 1),
    /** Four bytes a value: a float, the lowest byte first. */
    FLOATS("little-endian-floats", Float.BYTES);

    private final String word;
    private final int bytes;

    ValueEncoding(String word, int bytes) {
        this.word = word;
        this.bytes = bytes;
    }

    /**
     * The encoding of that word.
     *
     * @throws IllegalStateException if there is none
     */
    public static ValueEncoding of(String word) {
        for (ValueEncoding encoding : values()) {
            if (encoding.word.equals(word)) {
                return encoding;
            }
        }
        throw new IllegalStateException("encoding " + word + " of values is not known");
    }

    /** What a block calls it. */
    public String word() {
        return word;
    }

    /** Bytes of a value. */
    public int bytes() {
        return bytes;
    }
}
