package org.beliefgrid.math;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_saxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sscal;

import org.beliefgrid.math.Matrix.Rows;

/**
 * Single-precision matrix products on one thread: cores are filled by learning several shards at once, each with its own
 * sequence of products, because two threads on one small product reach only three quarters of that (docs/performance.md).
 * OpenBLAS gives the same bits whatever the memory alignment and the other threads do, but the last bits of a row depend on
 * what it is multiplied with (docs/adr/008): kernels take the last rows of a product differently, those of Haswell and Zen also
 * the two halves of every twelve rows, and those for AVX-512 take small products in another way altogether. A row gets the same
 * bits from every product of {@link #padded} rows where it stands at the same place modulo {@link #ROW_BLOCK}.
 */
public final class Blas {
    /** Rows of a forward pass come in multiples of this, so that a row's result does not depend on the size of the batch. */
    public static final int ROW_BLOCK = 24;
    /** Up to so many multiplications OpenBLAS may take its way for small products (100^3 in its kernels for SkylakeX). */
    private static final int SMALL_PRODUCT = 1_000_000;

    static {
        SingleThread.set();
    }

    private Blas() {
    }

    /** The number of rows that so many cases take: rounded up to whole blocks of {@link #ROW_BLOCK}. */
    public static int padded(int cases) {
        return Math.multiplyExact(-Math.floorDiv(-cases, ROW_BLOCK), ROW_BLOCK);
    }

    /**
     * The number of rows that so many cases take in a product with a matrix: whole blocks, and more than a small product.
     *
     * @param inner rows of the matrix
     * @param columns columns of the matrix
     */
    public static int padded(int cases, int inner, int columns) {
        long least = SMALL_PRODUCT / ((long) inner * columns) + 1;
        return padded((int) Math.max(cases, least));
    }

    /**
     * {@code c = scale * a b + keep * c}.
     *
     * @param a [M x K], not modified
     * @param b [K x N], not modified
     * @param keep factor of what {@code c} held; 0 overwrites it
     * @param c [M x N], result
     */
    public static void product(float scale, Rows a, Rows b, float keep, Rows c) {
        requireShape(a.count() == c.count() && a.columns() == b.count() && b.columns() == c.columns(), "a b", a, b, c);
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, c.count(), c.columns(), a.columns(),
                scale, a.pointer(), a.columns(), b.pointer(), b.columns(), keep, c.pointer(), c.columns());
    }

    /**
     * {@code c = scale * a transposed(b) + keep * c}.
     *
     * @param a [M x K], not modified
     * @param b [N x K], not modified
     * @param keep factor of what {@code c} held; 0 overwrites it
     * @param c [M x N], result
     */
    public static void productWithTransposed(float scale, Rows a, Rows b, float keep, Rows c) {
        requireShape(a.count() == c.count() && a.columns() == b.columns() && b.count() == c.columns(), "a bT", a, b, c);
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, c.count(), c.columns(), a.columns(),
                scale, a.pointer(), a.columns(), b.pointer(), b.columns(), keep, c.pointer(), c.columns());
    }

    /**
     * {@code c = scale * transposed(a) b + keep * c}.
     *
     * @param a [K x M], not modified
     * @param b [K x N], not modified
     * @param keep factor of what {@code c} held; 0 overwrites it
     * @param c [M x N], result
     */
    public static void transposedProduct(float scale, Rows a, Rows b, float keep, Rows c) {
        requireShape(a.columns() == c.count() && a.count() == b.count() && b.columns() == c.columns(), "aT b", a, b, c);
        cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, c.count(), c.columns(), a.count(),
                scale, a.pointer(), a.columns(), b.pointer(), b.columns(), keep, c.pointer(), c.columns());
    }

    /**
     * {@code y = scale * x + y}, value by value.
     *
     * @param x not modified
     * @param y as large as {@code x}, result
     */
    public static void add(float scale, Rows x, Rows y) {
        requireShape(x.count() == y.count() && x.columns() == y.columns(), "x + y", x, x, y);
        cblas_saxpy(Math.multiplyExact(x.count(), x.columns()), scale, x.pointer(), 1, y.pointer(), 1);
    }

    /** {@code x = factor * x}, value by value. */
    public static void scale(float factor, Rows x) {
        cblas_sscal(Math.multiplyExact(x.count(), x.columns()), factor, x.pointer(), 1);
    }

    private static void requireShape(boolean holds, String what, Rows a, Rows b, Rows c) {
        if (!holds) {
            throw new IllegalArgumentException("%s does not fit: a %d x %d, b %d x %d, result %d x %d".formatted(
                    what, a.count(), a.columns(), b.count(), b.columns(), c.count(), c.columns()));
        }
    }
}
