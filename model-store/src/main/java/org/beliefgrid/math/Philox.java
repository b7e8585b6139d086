package org.beliefgrid.math;

/**
 * The counter-based generator Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3"
 * (SC 2011, section 3.3): a keyed bijection of 128-bit counters. It has no state, so a draw depends on nothing but its
 * address, and whoever knows the address can repeat the draw on any machine.
 */
public final class Philox {
    /** 32-bit words that one counter gives. */
    public static final int WORDS = 4;

    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final long LOW_WORD = 0xFFFFFFFFL;
    private static final float FLOAT_UNIT = 0x1.0p-24f;

    private Philox() {
    }

    /**
     * The four words of one counter.
     *
     * @param key low word is the first key word of the paper, high word the second
     * @param c0 first word of the counter
     * @param c1 second word of the counter
     * @param c2 third word of the counter
     * @param c3 fourth word of the counter
     * @param words result, overwritten at {@code offset} to {@code offset + 3}
     * @param offset first index written
     */
    public static void block(long key, int c0, int c1, int c2, int c3, int[] words, int offset) {
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        int x0 = c0;
        int x1 = c1;
        int x2 = c2;
        int x3 = c3;
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * (x0 & LOW_WORD);
            long product1 = MULTIPLIER_1 * (x2 & LOW_WORD);
            x0 = (int) (product1 >>> 32) ^ x1 ^ k0;
            x1 = (int) product1;
            x2 = (int) (product0 >>> 32) ^ x3 ^ k1;
            x3 = (int) product0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        words[offset] = x0;
        words[offset + 1] = x1;
        words[offset + 2] = x2;
        words[offset + 3] = x3;
    }

    /**
     * The words of consecutive counters as floats in [0, 1), multiples of 2^-24: {@link #block} for many, in one loop.
     *
     * @param key as in {@link #block}
     * @param c0 first word of the first counter, one more for each next counter
     * @param c1 second word of the counters
     * @param c2 third word of the counters
     * @param c3 fourth word of the counters
     * @param out result, its first {@code count} values overwritten
     * @param count number of values
     */
    static void uniform(long key, int c0, int c1, int c2, int c3, float[] out, int count) {
        int whole = count - count % WORDS;
        for (int index = 0; index < whole; index += WORDS) {
            int k0 = (int) key;
            int k1 = (int) (key >>> 32);
            int x0 = c0 + index / WORDS;
            int x1 = c1;
            int x2 = c2;
            int x3 = c3;
            for (int round = 0; round < ROUNDS; round++) {
                long product0 = MULTIPLIER_0 * (x0 & LOW_WORD);
                long product1 = MULTIPLIER_1 * (x2 & LOW_WORD);
                x0 = (int) (product1 >>> 32) ^ x1 ^ k0;
                x1 = (int) product1;
                x2 = (int) (product0 >>> 32) ^ x3 ^ k1;
                x3 = (int) product0;
                k0 += WEYL_0;
                k1 += WEYL_1;
            }
            out[index] = (x0 >>> 8) * FLOAT_UNIT;
            out[index + 1] = (x1 >>> 8) * FLOAT_UNIT;
            out[index + 2] = (x2 >>> 8) * FLOAT_UNIT;
            out[index + 3] = (x3 >>> 8) * FLOAT_UNIT;
        }
        if (whole < count) {
            int[] words = new int[WORDS];
            block(key, c0 + whole / WORDS, c1, c2, c3, words, 0);
            for (int index = whole; index < count; index++) {
                out[index] = (words[index - whole] >>> 8) * FLOAT_UNIT;
            }
        }
    }
}
