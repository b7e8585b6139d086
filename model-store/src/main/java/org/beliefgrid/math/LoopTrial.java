package org.beliefgrid.math;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.BiConsumer;

/**
 * Runs a loop in both forms until the one with the Vector API is compiled, which shows in the time that it takes.
 * Lengths are such that whole vectors and what is left over behind them are both compiled.
 */
final class LoopTrial {
    private static final int ROWS = 8;
    private static final int COLUMNS = 509;
    /** A loop that is not compiled takes ten times the plain form's time and more, one that is, the same at most. */
    private static final int TIMES = 2;
    /** So many calls in a row must be quick. */
    private static final int ENOUGH = 5;

    private final Loops plain;
    private final Loops vector;
    private final long mostNanos;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Arrays original = Arrays.some();
    private final Arrays arrays = Arrays.some();

    /** @param mostNanos of processor time that a loop may take in all */
    LoopTrial(Loops plain, Loops vector, long mostNanos) {
        this.plain = plain;
        this.vector = vector;
        this.mostNanos = mostNanos;
    }

    /**
     * What loops run on; they overwrite it.
     *
     * @param values [rows x columns] around 0
     * @param others [rows x columns] around 0
     * @param draws [rows x columns] multiples of 2^-24 in [0, 1)
     * @param columns one a column
     * @param bytes [rows x columns]
     */
    record Arrays(float[] values, float[] others, float[] draws, float[] columns, byte[] bytes) {
        /** Arrays of fixed content. */
        static Arrays some() {
            Arrays some = new Arrays(new float[ROWS * COLUMNS], new float[ROWS * COLUMNS], new float[ROWS * COLUMNS],
                    new float[COLUMNS], new byte[ROWS * COLUMNS]);
            for (int i = 0; i < some.values.length; i++) {
                some.values[i] = spread(i) - 0.5f;
                some.others[i] = spread(i + 1) - 0.5f;
                some.draws[i] = spread(i + 2);
            }
            return some;
        }

        /** Numbers in [0, 1) that go up and down, by the golden section. */
        private static float spread(int i) {
            return (i * 0x9E3779B9 >>> 8) * 0x1p-24f;
        }

        void set(Arrays from) {
            System.arraycopy(from.values, 0, values, 0, values.length);
            System.arraycopy(from.others, 0, others, 0, others.length);
            System.arraycopy(from.draws, 0, draws, 0, draws.length);
            System.arraycopy(from.columns, 0, columns, 0, columns.length);
        }

        int rows() {
            return ROWS;
        }

        int count() {
            return values.length;
        }
    }

    /**
     * Runs a loop until it is warm.
     *
     * @param loop in the form that it is given
     * @return whether the form with the Vector API is quick now; if not, it may be later, or never where nothing is compiled
     */
    boolean isQuick(BiConsumer<Loops, Arrays> loop) {
        long start = threads.getCurrentThreadCpuTime();
        int quick = 0;
        while (quick < ENOUGH && threads.getCurrentThreadCpuTime() - start < mostNanos) {
            long ofPlain = nanos(loop, plain);
            quick = nanos(loop, vector) <= TIMES * ofPlain ? quick + 1 : 0;
        }
        return quick == ENOUGH;
    }

    private long nanos(BiConsumer<Loops, Arrays> loop, Loops form) {
        arrays.set(original);
        long start = System.nanoTime();
        loop.accept(form, arrays);
        return System.nanoTime() - start;
    }
}
