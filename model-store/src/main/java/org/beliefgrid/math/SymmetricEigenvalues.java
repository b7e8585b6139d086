package org.beliefgrid.math;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyev;
import static org.bytedeco.openblas.global.openblas.LAPACK_ROW_MAJOR;

/** Eigenvalues of symmetric matrices, by LAPACK's {@code dsyev}, which comes with OpenBLAS. */
public final class SymmetricEigenvalues {
    static {
        SingleThread.set();
    }

    private SymmetricEigenvalues() {
    }

    /**
     * All eigenvalues, ascending.
     *
     * @param matrix [n x n] of which the upper half is looked at; not modified
     * @param n rows, 1 and up
     * @throws IllegalArgumentException if the matrix has another length, or numbers that are not finite
     * @throws ArithmeticException if the iteration does not converge
     */
    public static double[] of(float[] matrix, int n) {
        if (matrix.length != Math.multiplyExact(n, n)) {
            throw new IllegalArgumentException("matrix must have %d x %d values, had %d".formatted(n, n, matrix.length));
        }
        double[] work = new double[matrix.length];
        for (int i = 0; i < work.length; i++) {
            if (!Float.isFinite(matrix[i])) {
                throw new IllegalArgumentException("value %d,%d is %s".formatted(i / n, i % n, matrix[i]));
            }
            work[i] = matrix[i];
        }
        double[] values = new double[n];
        int problem = LAPACKE_dsyev(LAPACK_ROW_MAJOR, (byte) 'N', (byte) 'U', n, work, n, values);
        if (problem != 0) {
            throw new ArithmeticException("dsyev ended with " + problem);
        }
        return values;
    }
}
