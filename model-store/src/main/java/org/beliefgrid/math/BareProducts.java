package org.beliefgrid.math;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The products of a mini-batch and nothing else: how fast an epoch could be. Each product has operands of its own and runs in
 * that of the four storage orders in which it was fastest when tried. Not thread-safe; its memory is given back by
 * {@link #close}.
 */
public final class BareProducts implements AutoCloseable {
    private static final int ORDERS = 4;
    private static final int TRIALS = 12;

    private final List<Operands> products = new ArrayList<>();

    /**
     * One product {@code c = scale * a b + keep * c}.
     *
     * @param rows of a and c
     * @param columns of b and c
     * @param inner columns of a, rows of b
     * @param keep factor of what c held; 0 overwrites it
     */
    public record Product(int rows, int columns, int inner, float keep) {
        /** Floating-point operations. */
        public double operations() {
            return 2.0 * rows * columns * inner;
        }
    }

    /** @param sequence the products of a mini-batch, in their order */
    public BareProducts(List<Product> sequence) {
        this(sequence, TRIALS);
    }

    private BareProducts(List<Product> sequence, int trials) {
        for (Product product : sequence) {
            products.add(new Operands(product, trials));
        }
    }

    /** A large product, whose speed does not depend on the storage order: row by row. */
    public static BareProducts untried(Product product) {
        return new BareProducts(List.of(product), 0);
    }

    /** Does the products of so many mini-batches. */
    public void run(int miniBatches) {
        for (int miniBatch = 0; miniBatch < miniBatches; miniBatch++) {
            for (Operands operands : products) {
                operands.multiply(operands.order);
            }
        }
    }

    @Override
    public void close() {
        products.forEach(Operands::close);
    }

    /** A product and its matrices. */
    private static final class Operands implements AutoCloseable {
        private final Product product;
        private final Matrix a;
        private final Matrix b;
        private final Matrix c;
        final int order;

        Operands(Product product, int trials) {
            this.product = product;
            a = filled(product.rows, product.inner);
            b = filled(product.inner, product.columns);
            c = new Matrix(product.rows, product.columns);
            order = fastest(trials);
        }

        private static Matrix filled(int rows, int columns) {
            float[] values = new float[Math.multiplyExact(rows, columns)];
            CounterStream.of(1, CounterStream.Purpose.DRAWING).uniform(0, values, values.length);
            Matrix matrix = new Matrix(rows, columns);
            matrix.set(values, values.length);
            return matrix;
        }

        private int fastest(int trials) {
            long[] best = new long[ORDERS];
            Arrays.fill(best, Long.MAX_VALUE);
            int fastest = 0;
            for (int trial = 0; trial < trials; trial++) {
                for (int tried = 0; tried < ORDERS; tried++) {
                    long start = System.nanoTime();
                    multiply(tried);
                    best[tried] = Math.min(best[tried], System.nanoTime() - start);
                    fastest = best[tried] < best[fastest] ? tried : fastest;
                }
            }
            return fastest;
        }

        /** @param storage bit 0: a is stored transposed; bit 1: b is */
        void multiply(int storage) {
            boolean left = (storage & 1) != 0;
            boolean right = (storage & 2) != 0;
            cblas_sgemm(CblasRowMajor, left ? CblasTrans : CblasNoTrans, right ? CblasTrans : CblasNoTrans,
                    product.rows, product.columns, product.inner, 1e-3f, a.all().pointer(), left ? product.rows : product.inner,
                    b.all().pointer(), right ? product.inner : product.columns, product.keep, c.all().pointer(), product.columns);
        }

        @Override
        public void close() {
            a.close();
            b.close();
            c.close();
        }
    }
}
