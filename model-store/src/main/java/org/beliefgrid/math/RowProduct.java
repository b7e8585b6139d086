package org.beliefgrid.math;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The product of one row with a matrix, with the bits that {@link Panels} give it. For a single row OpenBLAS spends most of its
 * time on copying the weights into its own order; here they are read once, as they lie, at the speed of the memory.
 *
 * <p>OpenBLAS cuts the inner dimension K into blocks, of a size that its kernel and K decide (Goto and van de Geijn, "Anatomy
 * of high-performance matrix multiplication", 2008). A value of the result is one chain of fused multiplications and additions
 * a block, and the sum of the blocks' chains in their order. Which blocks a kernel takes is found out by trying: those are
 * taken that give each bit of the product of random rows with the same weights. If none does, for a kernel that adds up in
 * another way, there is no such product, and OpenBLAS is asked.
 */
final class RowProduct {
    /** Sizes of blocks that kernels take as their largest are multiples of this, up to {@link #MOST}. */
    private static final int STEP = 16;
    private static final int MOST = 1024;
    /** What the size of the last two blocks is rounded up to: the rows or columns of a kernel's step. */
    private static final int[] UNROLLED = {4, 8, 16, 24, 32};
    /** So many values of a product, or all of its {@link #MOST_ROWS} rows, decide. */
    private static final int VALUES = 256;
    private static final int MOST_ROWS = 24;

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

    /**
     * @param panels what OpenBLAS multiplies with
     * @param inner rows of the matrix, K
     * @param columns of the matrix, N
     * @param weights [K x N] row-major, those of the panels; not modified, not copied
     * @return empty if the OpenBLAS kernel adds up in an order that is not known
     */
    static Optional<RowProduct> like(Panels panels, int inner, int columns, float[] weights) {
        int rows = Math.min(MOST_ROWS, -Math.floorDiv(-VALUES, columns));
        float[] cases = draws(rows * inner);
        float[] expected = new float[rows * columns];
        try (Matrix a = new Matrix(panels.rows(rows), inner)) {
            a.set(cases, cases.length);
            panels.multiply(a.all());
            panels.get(0, rows, expected);
        }
        return cuts(inner).stream().map(blocks -> new RowProduct(weights, columns, lengths(blocks)))
                .filter(product -> product.gives(expected, cases, inner)).findFirst();
    }

    /** In [-1/2, 1/2): sums that are rounded differently differ in their bits sooner if terms have both signs. */
    private static float[] draws(int count) {
        float[] result = new float[count];
        Philox.uniform(0, 0, 0, 0, 0, result, count);
        for (int i = 0; i < count; i++) {
            result[i] -= 0.5f;
        }
        return result;
    }

    private boolean gives(float[] expected, float[] cases, int inner) {
        float[] result = new float[columns];
        for (int row = 0; row * columns < expected.length; row++) {
            multiply(Arrays.copyOfRange(cases, row * inner, (row + 1) * inner), result);
            if (!Arrays.equals(result, Arrays.copyOfRange(expected, row * columns, (row + 1) * columns))) {
                return false;
            }
        }
        return true;
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

    private static void fourMore(float[] weights, int start, int columns, float a0, float a1, float a2, float a3,
            float[] chains) {
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

    /** How level-3 routines of OpenBLAS cut K, for all kernels that there may be. */
    private static Set<List<Integer>> cuts(int inner) {
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
}
