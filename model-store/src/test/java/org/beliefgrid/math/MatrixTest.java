package org.beliefgrid.math;

import static org.beliefgrid.math.TestSeed.SEED;
import static org.beliefgrid.math.TestSeed.replay;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.beliefgrid.math.Matrix.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixTest {
    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"1, 1", "1, 7", "7, 1", "100, 784", "2000, 500"})
    void whatIsSetIsGot(int rows, int columns) {
        float[] values = values(rows * columns);
        try (Matrix matrix = new Matrix(rows, columns)) {
            matrix.set(values, values.length);
            float[] got = new float[values.length];
            matrix.get(got, got.length);
            assertArrayEquals(values, got, replay("all values"));
        }
    }

    @Test
    void specialValuesKeepTheirBits() {
        float[] values = {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE,
                Float.MAX_VALUE};
        try (Matrix matrix = new Matrix(1, values.length)) {
            matrix.set(values, values.length);
            float[] got = new float[values.length];
            matrix.get(got, got.length);
            for (int i = 0; i < values.length; i++) {
                assertEquals(Float.floatToRawIntBits(values[i]), Float.floatToRawIntBits(got[i]));
            }
        }
    }

    @Test
    void aNewMatrixHoldsZerosWhateverLayThereBefore() {
        for (int repetition = 0; repetition < 20; repetition++) {
            try (Matrix matrix = new Matrix(100, 37)) {
                float[] got = values(3700);
                matrix.get(got, 3700);
                assertArrayEquals(new float[3700], got);
                matrix.set(values(3700), 3700);
            }
        }
    }

    @Test
    void aMatrixKnowsItsShape() {
        try (Matrix matrix = new Matrix(3, 5)) {
            assertEquals(3, matrix.rows());
            assertEquals(5, matrix.columns());
            assertEquals(3, matrix.all().count());
            assertEquals(5, matrix.all().columns());
            assertEquals(2, matrix.first(2).count());
        }
    }

    @Test
    void rowsAreCopiedFromAndToTheMiddle() {
        float[] values = values(60);
        try (Matrix matrix = new Matrix(10, 4)) {
            matrix.set(3, values, 20, 8);
            float[] got = new float[50];
            matrix.get(3, got, 40, 8);
            assertArrayEquals(Arrays.copyOfRange(values, 20, 28), Arrays.copyOfRange(got, 40, 48), replay("rows 3 and 4"));
            assertArrayEquals(new float[40], Arrays.copyOf(got, 40), "before the offset");
            assertArrayEquals(new float[2], Arrays.copyOfRange(got, 48, 50), "beyond the count");
            float[] all = new float[40];
            matrix.get(all, 40);
            float[] expected = new float[40];
            System.arraycopy(values, 20, expected, 12, 8);
            assertArrayEquals(expected, all, replay("the other rows stay zero"));
        }
    }

    @Test
    void theOrderOfCallsDoesNotMatter() {
        float[] values = values(12);
        try (Matrix matrix = new Matrix(3, 4)) {
            matrix.set(2, values, 8, 4);
            matrix.set(0, values, 0, 4);
            matrix.set(1, values, 4, 4);
            float[] last = new float[4];
            matrix.get(2, last, 0, 4);
            float[] all = new float[12];
            matrix.get(all, 12);
            assertArrayEquals(values, all, replay("all"));
            assertArrayEquals(Arrays.copyOfRange(values, 8, 12), last, replay("last row"));
        }
    }

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"0, 5", "5, 0", "0, 0", "-1, 5", "5, -1"})
    void aMatrixWithoutRowsOrColumnsIsRefused(int rows, int columns) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new Matrix(rows, columns).close());
        assertTrue(e.getMessage().endsWith("was " + rows + " x " + columns), e::getMessage);
    }

    @ParameterizedTest(name = "{1} values from row {0} on")
    @CsvSource({"0, 13", "1, 9", "2, 5", "3, 1", "-1, 1", "-1, 4", "2147483647, 1", "0, -1", "1, -4", "0, 2147483647"})
    void copiesOutsideOfTheMatrixAreRefused(int row, int count) {
        float[] values = new float[20];
        try (Matrix matrix = new Matrix(3, 4)) {
            assertThrows(IndexOutOfBoundsException.class, () -> matrix.set(row, values, 0, count));
            assertThrows(IndexOutOfBoundsException.class, () -> matrix.get(row, values, 0, count));
        }
    }

    @ParameterizedTest(name = "{1} values from {0} on")
    @CsvSource({"0, 11", "1, 10", "10, 1", "-1, 4", "2147483647, 1"})
    void copiesOutsideOfTheHeapArrayAreRefused(int offset, int count) {
        float[] values = new float[10];
        try (Matrix matrix = new Matrix(3, 4)) {
            assertThrows(IndexOutOfBoundsException.class, () -> matrix.set(0, values, offset, count));
            assertThrows(IndexOutOfBoundsException.class, () -> matrix.get(0, values, offset, count));
        }
    }

    @Test
    void copiesOfNothingAndOfEverythingAreAllowed() {
        float[] values = values(12);
        try (Matrix matrix = new Matrix(3, 4)) {
            matrix.set(0, values, 12, 0);
            matrix.set(3, values, 0, 0);
            matrix.set(values, 12);
            matrix.set(2, values, 8, 4);
        }
    }

    @ParameterizedTest(name = "{1} rows from {0} on")
    @CsvSource({"-1, 1", "0, 0", "0, -1", "0, 4", "1, 3", "3, 1", "1, 2147483647", "2147483647, 1", "2147483647, 2147483647"})
    void rowsOutsideOfTheMatrixAreRefused(int first, int count) {
        try (Matrix matrix = new Matrix(3, 4)) {
            assertThrows(IndexOutOfBoundsException.class, () -> new Rows(matrix, first, count));
        }
    }

    @Test
    void aClosedMatrixIsRefusedBeforeNativeCodeReadsIt() {
        try (Matrix open = new Matrix(3, 3); Matrix result = new Matrix(3, 3)) {
            Matrix closed = new Matrix(3, 3);
            closed.close();
            Rows rows = closed.all();
            assertThrows(IllegalStateException.class, () -> Blas.product(1, rows, open.all(), 0, result.all()));
            assertThrows(IllegalStateException.class, () -> Blas.add(1, open.all(), rows));
            assertThrows(NullPointerException.class, () -> closed.set(new float[9], 9));
            assertThrows(NullPointerException.class, () -> closed.get(new float[9], 9));
            closed.close();
        }
    }

    private static float[] values(int count) {
        Random random = new Random(SEED);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 0.5f + random.nextFloat();
        }
        return values;
    }
}
