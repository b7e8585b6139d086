package org.beliefgrid.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanelsTest {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 1);
    /** One panel and several, full ones and not, narrow and small. */
    private static final String SHAPES = """
            784, 500
            500, 2000
            2000, 10
            100, 303
            100, 304
            100, 305
            33, 129
            6, 4
            1, 1
            """;

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource(textBlock = SHAPES)
    void aRowHasTheSameBitsAtEveryPlace(int inner, int columns) {
        Random random = new Random(SEED);
        float[] one = uniforms(random, inner);
        float[] weights = uniforms(random, inner * columns);
        for (int cases : new int[] {1, 24, 100, 480}) {
            try (Panels panels = new Panels(inner, columns, weights, cases); Matrix a = new Matrix(panels.rows(cases), inner)) {
                for (int row = 0; row < a.rows(); row++) {
                    a.set(row, one, 0, inner);
                }
                panels.multiply(a.all());
                float[] results = new float[a.rows() * columns];
                panels.get(0, a.rows(), results);
                for (int row = 0; row < a.rows(); row++) {
                    assertArrayEquals(Arrays.copyOf(results, columns),
                            Arrays.copyOfRange(results, row * columns, (row + 1) * columns),
                            "row %d of %d, seed %d".formatted(row, a.rows(), SEED));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource(textBlock = SHAPES)
    void aRowByItselfHasTheSameBits(int inner, int columns) {
        Random random = new Random(SEED);
        int cases = 24;
        float[] weights = uniforms(random, inner * columns);
        float[] values = uniforms(random, cases * inner);
        try (Panels panels = new Panels(inner, columns, weights, cases); Matrix a = new Matrix(panels.rows(cases), inner)) {
            a.set(values, values.length);
            panels.multiply(a.all());
            float[] results = new float[cases * columns];
            panels.get(0, cases, results);
            float[] one = new float[columns];
            for (int row = 0; row < cases; row++) {
                panels.multiply(Arrays.copyOfRange(values, row * inner, (row + 1) * inner), one);
                assertArrayEquals(Arrays.copyOfRange(results, row * columns, (row + 1) * columns), one,
                        "row %d, seed %d".formatted(row, SEED));
            }
        }
    }

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource(textBlock = SHAPES)
    void theProductIsThatOfThePlainLoop(int inner, int columns) {
        Random random = new Random(SEED);
        int cases = 5;
        float[] weights = uniforms(random, inner * columns);
        float[] values = uniforms(random, cases * inner);
        try (Panels panels = new Panels(inner, columns, weights, cases); Matrix a = new Matrix(panels.rows(cases), inner)) {
            a.set(values, values.length);
            panels.multiply(a.all());
            float[] results = new float[cases * columns];
            panels.get(0, 2, results);
            float[] others = new float[3 * columns];
            panels.get(2, 3, others);
            System.arraycopy(others, 0, results, 2 * columns, others.length);
            for (int row = 0; row < cases; row++) {
                for (int column = 0; column < columns; column++) {
                    double sum = 0;
                    for (int i = 0; i < inner; i++) {
                        sum += (double) values[row * inner + i] * weights[i * columns + column];
                    }
                    assertEquals(sum, results[row * columns + column], 1e-6 * inner,
                            "row %d, column %d, seed %d".formatted(row, column, SEED));
                }
            }
        }
    }

    private static float[] uniforms(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
