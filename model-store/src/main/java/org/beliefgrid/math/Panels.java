package org.beliefgrid.math;

import java.util.Arrays;
import java.util.Optional;
import org.beliefgrid.math.Matrix.Rows;

/**
 * A matrix of weights for products whose rows do not depend on their place. The kernels for Haswell and Zen add up the first
 * and the last eight columns of each of their blocks in another order in the second half of every twelve rows (docs/adr/008).
 * So the columns are cut into panels that are one block each, with a margin of zeros on both sides, which takes what depends on
 * the place: 6 % more work with 2,000 columns, 9 % with 500, up to 14 % with fewer. Not thread-safe; its memory is given back
 * by {@link #close}.
 */
public final class Panels implements AutoCloseable {
    private static final int MARGIN = 8;
    /** Columns come in multiples of this, so that all of them are in whole steps of a kernel. */
    private static final int STEP = 16;
    /** Columns of the smallest block: that of Haswell and Zen. */
    private static final int BLOCK = 320;

    private final int inner;
    private final int columns;
    /** Columns of every panel but the last, which may have fewer. */
    private final int columnsEach;
    private final Matrix[] weights;
    private final Matrix[] results;
    private final float[] oneRow;
    private final float[] values;
    /** Found out when it is first asked for; null until then. */
    private Optional<RowProduct> rowProduct;
    /** One row, as an operand, where there is no product of one row; null until it is needed. */
    private Matrix single;

    /**
     * @param inner number of rows of the matrix, K, at least 1
     * @param columns number of its columns, N, at least 1
     * @param values [K x N] row-major, not modified, neither here nor by the caller as long as this is in use
     * @param cases most rows that are multiplied with it, at least 1
     */
    public Panels(int inner, int columns, float[] values, int cases) {
        this.inner = inner;
        this.columns = columns;
        this.values = values;
        int count = -Math.floorDiv(-columns, BLOCK - 2 * MARGIN);
        columnsEach = -Math.floorDiv(-columns, count);
        weights = new Matrix[-Math.floorDiv(-columns, columnsEach)];
        results = new Matrix[weights.length];
        int width = width();
        oneRow = new float[width];
        int rows = rows(cases);
        for (int panel = 0; panel < weights.length; panel++) {
            weights[panel] = new Matrix(inner, width);
            results[panel] = new Matrix(rows, width);
            Arrays.fill(oneRow, 0);
            for (int row = 0; row < inner; row++) {
                System.arraycopy(values, row * columns + panel * columnsEach, oneRow, MARGIN, columnsOf(panel));
                weights[panel].set(row, oneRow, 0, width);
            }
        }
    }

    private int width() {
        return -Math.floorDiv(-columnsEach, STEP) * STEP + 2 * MARGIN;
    }

    private int columnsOf(int panel) {
        return Math.min(columnsEach, columns - panel * columnsEach);
    }

    /** How many rows a product of so many cases has: what stands in those behind the cases is of no account. */
    public int rows(int cases) {
        return Blas.padded(cases, inner, width());
    }

    /**
     * Multiplies; {@link #get} has the result until the next product of any kind.
     *
     * @param a [M x K], M being the {@link #rows} of some cases; not modified
     */
    public void multiply(Rows a) {
        for (int panel = 0; panel < weights.length; panel++) {
            Blas.product(1, a, weights[panel].all(), 0, results[panel].first(a.count()));
        }
    }

    /**
     * Multiplies a single row, with the bits that {@link #multiply(Rows)} gives it, in less time ({@link RowProduct}).
     *
     * @param a [K], longer arrays are read up to there; not modified
     * @param result [N], overwritten from its beginning
     */
    public void multiply(float[] a, float[] result) {
        if (rowProduct == null) {
            rowProduct = RowProduct.like(this, inner, columns, values);
        }
        if (rowProduct.isPresent()) {
            rowProduct.get().multiply(a, result);
            return;
        }
        if (single == null) {
            single = new Matrix(rows(1), inner);
        }
        single.set(a, inner);
        multiply(single.all());
        get(0, 1, result);
    }

    /**
     * Rows of the last product.
     *
     * @param first first row
     * @param count number of rows
     * @param values [count x N] row-major, overwritten from its beginning
     */
    public void get(int first, int count, float[] values) {
        for (int panel = 0; panel < weights.length; panel++) {
            for (int row = 0; row < count; row++) {
                results[panel].get(first + row, oneRow, 0, oneRow.length);
                System.arraycopy(oneRow, MARGIN, values, row * columns + panel * columnsEach, columnsOf(panel));
            }
        }
    }

    @Override
    public void close() {
        if (single != null) {
            single.close();
        }
        for (int panel = 0; panel < weights.length; panel++) {
            weights[panel].close();
            results[panel].close();
        }
    }
}
