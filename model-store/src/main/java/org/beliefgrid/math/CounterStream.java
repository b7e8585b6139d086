package org.beliefgrid.math;

/**
 * An endless, randomly addressable stream of random draws. Seeds are derived, never carried: the stream's name is the run's
 * seed and the place where the draws are used, so the same place gives the same draws on any member, at any time, however
 * often it is repeated. Draws come from {@link Philox}; the seed is its key, the place and the index of the draw its counter.
 *
 * @param seed seed of the run, any value
 * @param purpose what the draws are used for; streams of different purposes are independent
 * @param round round of the run (one averaging), 0 and up
 * @param shard shard, 0 and up
 * @param miniBatch mini-batch within the shard's epoch (or another position within the purpose), 0 to 2^24 - 1
 */
public record CounterStream(long seed, Purpose purpose, int round, int shard, int miniBatch) {
    /** What draws are used for. The order is part of the numbers: add at the end only. */
    public enum Purpose {
        /** Which place in which shard a row gets. */
        PLACEMENT,
        /** Initial weights. */
        INITIAL_WEIGHTS,
        /** Order of the cases of a shard in an epoch. */
        CASE_ORDER,
        /** Binary states of hidden units. */
        HIDDEN_STATES,
        /** Binary states of visible units. */
        VISIBLE_STATES,
        /** Images that the program draws itself. */
        DRAWING,
        /** Which units drop out in a mini-batch of fine-tuning. */
        DROPOUT,
        /** Which rows are held out. */
        HELD_OUT,
        /** Which rows keep their labels. */
        LABELLED,
        /** States of the layer below that an upper layer is shown. */
        INPUT_STATES,
        /** States of label units. */
        LABEL_STATES,
        /** When a soak strikes which member. */
        FAULTS,
        /** States of the chains that cases are drawn from a model with. */
        FANTASIES,
        /** Which cases a bootstrap draws. */
        RESAMPLES,
        /** Which fold of a back-test a row is scored in. */
        FOLDS
    }

    /** Draws are made in blocks of so many by {@link #blocks}. */
    public static final int BLOCK = Philox.BLOCK;

    private static final int MINI_BATCH_BITS = 24;
    private static final double DOUBLE_UNIT = 0x1.0p-53;

    public CounterStream {
        requireMiniBatch(miniBatch);
    }

    private static void requireMiniBatch(int miniBatch) {
        if (miniBatch < 0 || miniBatch >= 1 << MINI_BATCH_BITS) {
            throw new IllegalArgumentException("miniBatch must be in [0, 2^24), was " + miniBatch);
        }
    }

    /** The stream of a purpose that happens once in a run. */
    public static CounterStream of(long seed, Purpose purpose) {
        return new CounterStream(seed, purpose, 0, 0, 0);
    }

    /** The same purpose in another mini-batch. */
    public CounterStream atMiniBatch(int otherMiniBatch) {
        return new CounterStream(seed, purpose, round, shard, otherMiniBatch);
    }

    /** The same purpose in another shard. */
    public CounterStream atShard(int otherShard) {
        return new CounterStream(seed, purpose, round, otherShard, miniBatch);
    }

    /**
     * Uniform draws in [0, 1), multiples of 2^-24.
     *
     * @param from index of the first draw, a multiple of 4 below 2^34
     * @param out result, its first {@code count} values overwritten
     * @param count number of draws
     */
    public void uniform(long from, float[] out, int count) {
        if (from % Philox.WORDS != 0) {
            throw new IllegalArgumentException("from must be a multiple of 4, was " + from);
        }
        Philox.uniform(seed, (int) (from >>> 2), place(), shard, round, out, count);
    }

    /**
     * Uniform draws in [0, 1), multiples of 2^-24, faster than {@link #uniform(long, float[], int)} with the Vector API: the
     * same draws in the order of {@link Philox#blocks}.
     *
     * @param from index of the first draw, below 2^34
     * @param out result, its first {@code count} values overwritten; up to {@link #BLOCK} - 1 behind them are lost
     * @param count number of draws
     */
    public void blocks(long from, float[] out, int count) {
        blocks(miniBatch, from, out, count);
    }

    /**
     * The draws of {@link #atMiniBatch} by {@link #blocks(long, float[], int)}, without a stream of their own.
     *
     * @param otherMiniBatch 0 to 2^24 - 1
     */
    public void blocks(int otherMiniBatch, long from, float[] out, int count) {
        requireMiniBatch(otherMiniBatch);
        int before = (int) (from % BLOCK);
        Elementwise.LOOPS.blocks(seed, (int) (from - before >>> 2), place(otherMiniBatch), shard, round, out, before + count);
        if (before > 0) {
            System.arraycopy(out, before, out, 0, count);
        }
    }

    /** A number of draws rounded up to whole blocks: where the next stretch of {@link #blocks} begins best. */
    public static long wholeBlocks(long draws) {
        return draws + BLOCK - 1 & -BLOCK;
    }

    /** The 64 random bits at an index: two words of one counter. */
    public long bits(int index) {
        int[] words = new int[Philox.WORDS];
        Philox.block(seed, index >>> 1, place(), shard, round, words, 0);
        int first = (index & 1) * 2;
        return (words[first] & 0xFFFFFFFFL) | ((long) words[first + 1] << 32);
    }

    /** A uniform draw in [0, 1), a multiple of 2^-53. */
    public double uniform(int index) {
        return (bits(index) >>> 11) * DOUBLE_UNIT;
    }

    /**
     * A uniform draw from 0 to {@code bound - 1}; its bias is below {@code bound} / 2^63.
     *
     * @param bound number of values, at least 1
     */
    public int below(int index, int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be at least 1, was " + bound);
        }
        return (int) Math.multiplyHigh(bits(index) >>> 1, (long) bound << 1);
    }

    /** A draw from the normal distribution with mean 0 and deviation 1 (Box and Muller 1958). The same bits on any machine. */
    public double gaussian(int index) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(2 * index)));
        return radius * StrictMath.cos(2 * StrictMath.PI * uniform(2 * index + 1));
    }

    /** A uniformly drawn order of {@code 0 .. count - 1} (Fisher and Yates). */
    public int[] permutation(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        for (int i = count - 1; i > 0; i--) {
            int other = below(i, i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return order;
    }

    private int place() {
        return place(miniBatch);
    }

    private int place(int otherMiniBatch) {
        return otherMiniBatch | purpose.ordinal() << MINI_BATCH_BITS;
    }
}
