package org.beliefgrid.math;

import static org.beliefgrid.math.TestSeed.SEED;
import static org.beliefgrid.math.TestSeed.replay;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_get_num_threads;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.beliefgrid.math.Matrix.Rows;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlasTest {
    /** The products, each with the shapes of its operands for a result of [M x N] over K. */
    enum Product {
        PLAIN {
            @Override
            void of(float scale, Rows a, Rows b, float keep, Rows c) {
                Blas.product(scale, a, b, keep, c);
            }
        },
        WITH_TRANSPOSED {
            @Override
            void of(float scale, Rows a, Rows b, float keep, Rows c) {
                Blas.productWithTransposed(scale, a, b, keep, c);
            }
        },
        TRANSPOSED {
            @Override
            void of(float scale, Rows a, Rows b, float keep, Rows c) {
                Blas.transposedProduct(scale, a, b, keep, c);
            }
        };

        abstract void of(float scale, Rows a, Rows b, float keep, Rows c);

        int aRows(int m, int k) {
            return this == TRANSPOSED ? k : m;
        }

        int aColumns(int m, int k) {
            return this == TRANSPOSED ? m : k;
        }

        int bRows(int n, int k) {
            return this == WITH_TRANSPOSED ? n : k;
        }

        int bColumns(int n, int k) {
            return this == WITH_TRANSPOSED ? k : n;
        }
    }

    @BeforeAll
    static void oneThread() {
        BlasKernel.ofThisProcess();
    }

    // Right results.

    static Stream<Arguments> productsAndShapes() {
        Random random = new Random(SEED);
        int[][] edges = {{1, 1, 1}, {1, 7, 1}, {1, 500, 784}, {500, 1, 3}, {2, 3, 1}, {100, 10, 1}, {16, 500, 784},
                {100, 10, 500}};
        List<int[]> shapes = new ArrayList<>(List.of(edges));
        for (int i = 0; i < 12; i++) {
            shapes.add(new int[] {1 + random.nextInt(120), 1 + random.nextInt(120), 1 + random.nextInt(120)});
        }
        float[][] factors = {{1, 0}, {1, 1}, {-0.1f, 0.5f}, {0.01f, 1}, {-1, 0}, {0, 0.5f}};
        return Arrays.stream(Product.values()).flatMap(product -> IntStream.range(0, shapes.size())
                .mapToObj(i -> Arguments.of(product, shapes.get(i)[0], shapes.get(i)[1], shapes.get(i)[2],
                        factors[i % factors.length][0], factors[i % factors.length][1])));
    }

    @ParameterizedTest(name = "{0}: {1} x {2} over {3}, scale {4}, keep {5}")
    @MethodSource("productsAndShapes")
    void aProductIsThatOfThePlainLoop(Product product, int m, int n, int k, float scale, float keep) {
        Random random = new Random(SEED);
        // The operands are rows in the middle of larger matrices; what lies around the result must not change.
        try (Filled a = new Filled(random, product.aRows(m, k), product.aColumns(m, k));
                Filled b = new Filled(random, product.bRows(n, k), product.bColumns(n, k));
                Filled c = new Filled(random, m, n)) {
            product.of(scale, a.rows(), b.rows(), keep, c.rows());
            float[] result = c.now();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    double size = 0;
                    for (int l = 0; l < k; l++) {
                        double term = product == Product.TRANSPOSED ? a.at(l, i) : a.at(i, l);
                        term *= product == Product.WITH_TRANSPOSED ? b.at(j, l) : b.at(l, j);
                        sum += term;
                        size += Math.abs(term);
                    }
                    double expected = scale * sum + keep * (double) c.at(i, j);
                    // Whatever the order of a sum of k products, its error stays below this (Higham 2002, section 3.1).
                    double bound = (k + 3) * 0x1.0p-24 * (Math.abs(scale) * size + Math.abs(keep * c.at(i, j)));
                    assertEquals(expected, result[c.index(i, j)], bound + Float.MIN_NORMAL,
                            replay("cell %d, %d".formatted(i, j)));
                }
            }
            assertArrayEquals(c.before(), c.around(result), "outside of the result");
            assertArrayEquals(a.values, a.now(), "a is not modified");
            assertArrayEquals(b.values, b.now(), "b is not modified");
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Product.class)
    void keepingNothingOverwritesEvenNotANumber(Product product) {
        try (Matrix a = new Matrix(20, 20); Matrix b = new Matrix(20, 20); Matrix c = new Matrix(20, 20)) {
            float[] values = new float[400];
            Arrays.fill(values, 1);
            a.set(values, 400);
            b.set(values, 400);
            Arrays.fill(values, Float.NaN);
            c.set(values, 400);
            product.of(1, a.all(), b.all(), 0, c.all());
            c.get(values, 400);
            for (float value : values) {
                assertEquals(20, value);
            }
        }
    }

    @ParameterizedTest(name = "{0} x {1}, scale {2}")
    @CsvSource({"1, 1, 1", "1, 17, -0.5", "100, 501, 0.1", "33, 3, 0"})
    void addIsThatOfThePlainLoop(int rows, int columns, float scale) {
        Random random = new Random(SEED);
        try (Filled x = new Filled(random, rows, columns); Filled y = new Filled(random, rows, columns)) {
            Blas.add(scale, x.rows(), y.rows());
            float[] result = y.now();
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    double expected = (double) scale * x.at(i, j) + y.at(i, j);
                    double bound = 0x1.0p-23 * (Math.abs(scale * x.at(i, j)) + Math.abs(y.at(i, j)));
                    assertEquals(expected, result[y.index(i, j)], bound, replay("cell %d, %d".formatted(i, j)));
                }
            }
            assertArrayEquals(y.before(), y.around(result), "outside of the result");
            assertArrayEquals(x.values, x.now(), "x is not modified");
        }
    }

    // Shapes that do not fit.

    @ParameterizedTest(name = "{0}: one of {1} is wrong")
    @CsvSource({"PLAIN, M", "PLAIN, N", "PLAIN, K", "WITH_TRANSPOSED, M", "WITH_TRANSPOSED, N", "WITH_TRANSPOSED, K",
            "TRANSPOSED, M", "TRANSPOSED, N", "TRANSPOSED, K"})
    void shapesThatDoNotFitAreRefused(Product product, char wrong) {
        int m = 4;
        int n = 5;
        int k = 6;
        int otherM = m + (wrong == 'M' ? 1 : 0);
        int otherN = n + (wrong == 'N' ? 1 : 0);
        int otherK = k + (wrong == 'K' ? 1 : 0);
        try (Matrix a = new Matrix(product.aRows(m, k), product.aColumns(m, k));
                Matrix b = new Matrix(product.bRows(n, otherK), product.bColumns(n, otherK));
                Matrix c = new Matrix(otherM, otherN)) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                    () -> product.of(1, a.all(), b.all(), 0, c.all()));
            for (Matrix matrix : List.of(a, b, c)) {
                assertTrue(e.getMessage().contains(matrix.rows() + " x " + matrix.columns()), e::getMessage);
            }
        }
    }

    @Test
    void onlyMatricesOfTheSameShapeAreAdded() {
        try (Matrix x = new Matrix(4, 6); Matrix fewerRows = new Matrix(3, 6); Matrix asLarge = new Matrix(6, 4)) {
            assertThrows(IllegalArgumentException.class, () -> Blas.add(1, x.all(), fewerRows.all()));
            assertThrows(IllegalArgumentException.class, () -> Blas.add(1, x.all(), asLarge.all()));
            Blas.add(1, x.first(3), fewerRows.all());
        }
    }

    // The same bits.

    @ParameterizedTest(name = "{0}: {1} to {2} units")
    @CsvSource({"PLAIN, 784, 500", "PLAIN, 500, 2000", "PLAIN, 2000, 10", "PLAIN, 500, 10", "PLAIN, 33, 129", "PLAIN, 37, 23",
            "PLAIN, 6, 4",
            "WITH_TRANSPOSED, 500, 784", "WITH_TRANSPOSED, 2000, 500", "WITH_TRANSPOSED, 10, 2000", "WITH_TRANSPOSED, 23, 37",
            "WITH_TRANSPOSED, 4, 6"})
    void aRowDoesNotDependOnThePaddedBatchItIsIn(Product product, int from, int to) {
        int most = Blas.padded(9 * Blas.ROW_BLOCK, from, to) + Blas.ROW_BLOCK;
        Random random = new Random(SEED);
        try (Matrix cases = new Matrix(most, from); Matrix results = new Matrix(most, to);
                Matrix weights = new Matrix(product.bRows(to, from), product.bColumns(to, from))) {
            cases.set(uniforms(random, most * from), most * from);
            weights.set(uniforms(random, from * to), from * to);
            product.of(1, cases.all(), weights.all(), 0, results.all());
            float[] together = new float[most * to];
            results.get(together, most * to);
            for (int batch : new int[] {1, 16, 17, 99, 100, 200}) {
                int rows = Blas.padded(batch, from, to);
                for (int first = 0; first + rows <= most; first += Blas.ROW_BLOCK) {
                    product.of(1, new Rows(cases, first, rows), weights.all(), 0, results.first(rows));
                    float[] apart = new float[rows * to];
                    results.get(apart, rows * to);
                    assertArrayEquals(Arrays.copyOfRange(together, first * to, (first + rows) * to), apart,
                            replay("%d rows from %d on, in place of %d".formatted(rows, first, batch)));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} rows take {1}")
    @CsvSource({"1, 24", "16, 24", "23, 24", "24, 24", "25, 48", "100, 120", "960, 960"})
    void paddingFillsWholeBlocks(int rows, int padded) {
        assertEquals(padded, Blas.padded(rows));
    }

    @Test
    void twoThreadsAtOnceGiveTheBitsOfOne() throws Exception {
        float[] alone = trainedAlone(SEED);
        float[] aloneToo = trainedAlone(SEED + 1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int repetition = 0; repetition < 5; repetition++) {
                Future<float[]> one = threads.submit(() -> trainedAlone(SEED));
                Future<float[]> two = threads.submit(() -> trainedAlone(SEED + 1));
                assertArrayEquals(alone, one.get(), replay("first thread"));
                assertArrayEquals(aloneToo, two.get(), replay("second thread"));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** A sequence of products like that of contrastive divergence, where every result depends on all before it. */
    private static float[] trainedAlone(long seed) {
        Random random = new Random(seed);
        try (Matrix cases = new Matrix(100, 784); Matrix hidden = new Matrix(100, 500); Matrix weights = new Matrix(784, 500)) {
            float[] result = uniforms(random, 784 * 500);
            cases.set(uniforms(random, 100 * 784), 100 * 784);
            weights.set(result, 784 * 500);
            for (int step = 0; step < 10; step++) {
                Blas.product(0.05f, cases.all(), weights.all(), 0, hidden.all());
                Blas.productWithTransposed(0.05f, hidden.all(), weights.all(), 0.5f, cases.all());
                Blas.transposedProduct(0.001f, cases.all(), hidden.all(), 0.9f, weights.all());
            }
            weights.get(result, 784 * 500);
            for (float value : result) {
                assertTrue(Float.isFinite(value), "the sequence stays finite");
            }
            return result;
        }
    }

    // The kernel of this process.

    @Test
    void theKernelIsFoundOnceWithItsNameAndSpeed() {
        BlasKernel kernel = BlasKernel.ofThisProcess();
        assertFalse(kernel.core().isBlank());
        assertNotEquals("unknown", kernel.core());
        assertTrue(kernel.gigaflops() > 0 && kernel.gigaflops() < 1e4, kernel::toString);
        assertSame(kernel, BlasKernel.ofThisProcess());
    }

    @Test
    void openBlasWorksWithOneThread() throws Exception {
        assertEquals(1, blas_get_num_threads());
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            assertEquals(1, other.submit(() -> blas_get_num_threads()).get(), "in another thread");
        } finally {
            other.shutdownNow();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"Prescott", "prescott", "PRESCOTT", "Nehalem", "generic", "armv8", "unknown"})
    void aKernelWithoutWideVectorsIsGeneric(String core) {
        assertTrue(new BlasKernel(core, 30).isGeneric());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"Haswell", "Zen", "SkylakeX", "Cooperlake", "SapphireRapids", "neoversev1"})
    void aKernelOfACurrentProcessorIsNotGeneric(String core) {
        assertFalse(new BlasKernel(core, 30).isGeneric());
    }

    private static float[] uniforms(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    /** A matrix of random values with three more rows before and two behind those that a product is given. */
    private static final class Filled implements AutoCloseable {
        private static final int BEFORE = 3;
        private static final int BEHIND = 2;

        private final float[] values;
        private final int count;
        private final Matrix matrix;

        Filled(Random random, int count, int columns) {
            this.count = count;
            matrix = new Matrix(BEFORE + count + BEHIND, columns);
            values = uniforms(random, matrix.rows() * columns);
            matrix.set(values, values.length);
        }

        Rows rows() {
            return new Rows(matrix, BEFORE, count);
        }

        int index(int row, int column) {
            return (BEFORE + row) * matrix.columns() + column;
        }

        /** What was there at the start. */
        float at(int row, int column) {
            return values[index(row, column)];
        }

        float[] now() {
            float[] now = new float[values.length];
            matrix.get(now, now.length);
            return now;
        }

        /** The values at the start, without the rows that a product is given. */
        float[] before() {
            return around(values);
        }

        float[] around(float[] all) {
            float[] outside = all.clone();
            Arrays.fill(outside, index(0, 0), index(count, 0), 0);
            return outside;
        }

        @Override
        public void close() {
            matrix.close();
        }
    }
}
