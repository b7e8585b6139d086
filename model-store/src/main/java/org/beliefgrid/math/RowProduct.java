package org.beliefgrid.math;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The product of one row with a matrix, with the bits that {@link Panels} give it. For a single row OpenBLAS spends most of its
 * time on copying the weights into its own order; here they are read once, as they lie, at the speed of the memory.
 *
 * <p>OpenBLAS cuts the inner dimension K into blocks, of a size that its kernel and K decide (Goto and van de Geijn, "Anatomy of
 * high-performance matrix multiplication", 2008). A value of the result is one chain of fused multiplications and additions a
 * block, and the sum of the blocks' chains in their order. Which blocks a kernel takes is found out by trying: those are taken that
 * give each bit of a product of random numbers of the same shape, once for each shape of a process. If none does, for a kernel
 * that adds up in another way, there is no such product, and OpenBLAS is asked.
 */
final class RowProduct {
    /** Sizes of blocks that kernels take as their largest are multiples of this, up to {@link #MOST}. */
    private static final int STEP = 16;
    private static final int MOST = 1024;
    /** What the size of the last two blocks is rounded up to: the rows or columns of a kernel's step. */
    private static final int[] UNROLLED = {4, 8, 16, 24, 32};

    private static final Map<Shape, Optional<int[]>> KNOWN = new ConcurrentHashMap<>();

    private final float[] weights;
    private final int columns;
    /** Lengths of the blocks, K in sum. */
    private final int[] blocks;
    private final float[] chains;

    private RowProduct(float[] weights, int columns, int[] blocks) {
        this.weights = weights;
        this.columns = columns;
        this.blocks = blocks;
        chains = new float[columns];
    }

    private record Shape(int inner, int columns) {
    }

    /**
     * @param inner rows of the matrix, K
     * @param columns of the matrix, N
     * @param weights [K x N] row-major, not modified, not copied
     * @return empty if the OpenBLAS kernel adds up in an order that is not known
     */
    static Optional<RowProduct> of(int inner, int columns, float[] weights) {
        return KNOWN.computeIfAbsent(new Shape(inner, columns), RowProduct::findBlocks)
                .map(blocks -> new RowProduct(weights, columns, blocks));
    }

    /**
     * Multiplies.
     *
     * @param a [K], not modified
     * @param result [N], overwritten from its beginning
     */
    void multiply(float[] a, float[] result) {
        Arrays.fill(result, 0, columns, 0);
        int first = 0;
        for (int block : blocks) {
            Arrays.fill(chains, 0);
            chain(a, first, first + block);
            for (int column = 0; column < columns; column++) {
                result[column] += chains[column];
            }
            first += block;
        }
    }

    /** Four rows of weights at a time, so that the chains are read and written a quarter as often. */
    private void chain(float[] a, int first, int end) {
        int row = first;
        for (; row + 4 <= end; row += 4) {
            fourMore(weights, row * columns, columns, a[row], a[row + 1], a[row + 2], a[row + 3], chains);
        }
        for (; row < end; row++) {
            for (int column = 0; column < columns; column++) {
                chains[column] = Math.fma(a[row], weights[row * columns + column], chains[column]);
            }
        }
    }

    private static void fourMore(float[] weights, int start, int columns, float a0, float a1, float a2, float a3, float[] chains) {
        int second = start + columns;
        int third = second + columns;
        int fourth = third + columns;
        for (int column = 0; column < columns; column++) {
            float sum = Math.fma(a0, weights[start + column], chains[column]);
            sum = Math.fma(a1, weights[second + column], sum);
            sum = Math.fma(a2, weights[third + column], sum);
            chains[column] = Math.fma(a3, weights[fourth + column], sum);
        }
    }

    private static Optional<int[]> findBlocks(Shape shape) {
        try (Trial trial = new Trial(shape)) {
            return candidates(shape.inner).stream().map(RowProduct::lengths).filter(trial::agrees).findFirst();
        }
    }

    /** How level-3 routines of OpenBLAS cut K, for all kernels that there may be. */
    private static Set<List<Integer>> candidates(int inner) {
        Set<List<Integer>> result = new LinkedHashSet<>();
        for (int most = STEP; most <= MOST; most += STEP) {
            for (int unrolled : UNROLLED) {
                result.add(blocks(inner, most, unrolled));
            }
        }
        return result;
    }

    private static List<Integer> blocks(int inner, int most, int unrolled) {
        List<Integer> result = new ArrayList<>();
        int left = inner;
        while (left > 0) {
            int next = left;
            if (left >= 2 * most) {
                next = most;
            } else if (left > most) {
                next = Math.min(left, Math.floorDiv(left / 2 + unrolled - 1, unrolled) * unrolled);
            }
            result.add(next);
            left -= next;
        }
        return result;
    }

    private static int[] lengths(List<Integer> blocks) {
        return blocks.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A product of random numbers: some rows with a matrix of a shape, by OpenBLAS. */
    private static final class Trial implements AutoCloseable {
        private static final int ROWS = 24;

        private final Shape shape;
        private final float[] rows;
        private final float[] weights;
        private final Panels panels;
        private final float[] expected;

        Trial(Shape shape) {
            this.shape = shape;
            rows = draws(0, ROWS * shape.inner);
            weights = draws(1, Math.multiplyExact(shape.inner, shape.columns));
            panels = new Panels(shape.inner, shape.columns, weights, ROWS);
            expected = new float[ROWS * shape.columns];
            try (Matrix a = new Matrix(panels.rows(ROWS), shape.inner)) {
                a.set(rows, rows.length);
                panels.multiply(a.all());
                panels.get(0, ROWS, expected);
            }
        }

        /** In [-1/2, 1/2): sums that are rounded differently differ in their bits sooner if terms have both signs. */
        private static float[] draws(int key, int count) {
            float[] result = new float[count];
            Philox.uniform(key, 0, 0, 0, 0, result, count);
            for (int i = 0; i < count; i++) {
                result[i] -= 0.5f;
            }
            return result;
        }

        boolean agrees(int[] blocks) {
            RowProduct product = new RowProduct(weights, shape.columns, blocks);
            float[] result = new float[shape.columns];
            for (int row = 0; row < ROWS; row++) {
                product.multiply(Arrays.copyOfRange(rows, row * shape.inner, (row + 1) * shape.inner), result);
                if (!Arrays.equals(result, Arrays.copyOfRange(expected, row * shape.columns, (row + 1) * shape.columns))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void close() {
            panels.close();
        }
    }
}
