package org.beliefgrid.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SymmetricEigenvaluesTest {
    @Test
    void ofAMatrixOfTwoRowsTheyAreTheRootsOfItsPolynomial() {
        assertArrayEquals(new double[] {1, 3}, SymmetricEigenvalues.of(new float[] {2, 1, 1, 2}, 2), 1e-12);
        assertArrayEquals(new double[] {-5, 7}, SymmetricEigenvalues.of(new float[] {7, 0, 0, -5}, 2), 1e-12);
    }

    /** A diagonal between two reflections, I - 2 v v' with v of length 1: the same eigenvalues in another basis. */
    @Test
    void theyDoNotDependOnTheBasis() {
        int n = 60;
        Random random = new Random(3);
        double[] direction = random.doubles(n, -1, 1).toArray();
        double length = 0;
        for (double value : direction) {
            length += value * value;
        }
        float[] matrix = new float[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += reflection(direction, length, i, k) * (k + 1) * reflection(direction, length, k, j);
                }
                matrix[i * n + j] = (float) sum;
            }
        }
        double[] found = SymmetricEigenvalues.of(matrix, n);
        for (int k = 0; k < n; k++) {
            assertEquals(k + 1, found[k], 1e-4);
        }
    }

    private static double reflection(double[] direction, double length, int i, int j) {
        return (i == j ? 1 : 0) - 2 * direction[i] * direction[j] / length;
    }

    @Test
    void whatIsNoMatrixIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> SymmetricEigenvalues.of(new float[3], 2));
        assertThrows(IllegalArgumentException.class, () -> SymmetricEigenvalues.of(new float[] {Float.NaN}, 1));
    }
}
