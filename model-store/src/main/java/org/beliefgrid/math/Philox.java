package org.beliefgrid.math;

/**
 * The counter-based generator Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3"
 * (SC 2011, section 3.3): a keyed bijection of 128-bit counters. It has no state, so a draw depends on nothing but its
 * address, and whoever knows the address can repeat the draw on any machine.
 */
public final class Philox {
    /** 32-bit words that one counter gives. */
    public static final int WORDS = 4;

    /** Draws of a block, in which {@link #blocks} has its own order. */
    static final int BLOCK = 32;
    /** Counters of a block. */
    static final int BLOCK_COUNTERS = BLOCK / WORDS;

    static final int ROUNDS = 10;
    static final long MULTIPLIER_0 = 0xD2511F53L;
    static final long MULTIPLIER_1 = 0xCD9E8D57L;
    static final int WEYL_0 = 0x9E3779B9;
    static final int WEYL_1 = 0xBB67AE85;
    private static final long LOW_WORD = 0xFFFFFFFFL;
    static final float FLOAT_UNIT = 0x1.0p-24f;

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
        int[] words = new int[WORDS];
        for (int index = 0; index < count; index += WORDS) {
            block(key, c0 + index / WORDS, c1, c2, c3, words, 0);
            for (int word = 0; word < WORDS && index + word < count; word++) {
                out[index + word] = (words[word] >>> 8) * FLOAT_UNIT;
            }
        }
    }

    /**
     * The same draws in another order, that of vectors of 64-bit lanes: every {@link #BLOCK_COUNTERS} counters give a block of
     * {@link #BLOCK} values, in its first half the words 0 and 1 of each counter side by side, in its second half the words 2
     * and 3.
     *
     * @param key as in {@link #block}
     * @param c0 first word of the first counter, one more for each next counter
     * @param c1 second word of the counters
     * @param c2 third word of the counters
     * @param c3 fourth word of the counters
     * @param out result, overwritten from {@code start} to {@code end - 1}; the last block may be cut
     * @param start place of the first block
     * @param end one past the last place written
     */
    static void blocks(long key, int c0, int c1, int c2, int c3, float[] out, int start, int end) {
        int counter = c0;
        for (int block = start; block < end; block += BLOCK) {
            for (int i = 0; i < BLOCK_COUNTERS; i++, counter++) {
                // The rounds of #block once more, whose four words need no array here.
                int k0 = (int) key;
                int k1 = (int) (key >>> 32);
                int x0 = counter;
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
                put(x0, x1, out, block + 2 * i, end);
                put(x2, x3, out, block + BLOCK / 2 + 2 * i, end);
            }
        }
    }

    private static void put(int first, int second, float[] out, int place, int end) {
        if (place < end) {
            out[place] = (first >>> 8) * FLOAT_UNIT;
        }
        if (place + 1 < end) {
            out[place + 1] = (second >>> 8) * FLOAT_UNIT;
        }
    }
}
