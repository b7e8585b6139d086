package org.beliefgrid.math;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The products of a mini-batch and nothing else: how fast an epoch could be. Products that name the same matrix share it, as
 * those of a kernel do, so that the caches hold what they hold for the kernel. Each matrix is stored by rows or by columns,
 * whichever was faster for its products when tried. Not thread-safe; its memory is given back by {@link #close}.
 */
public final class BareProducts implements AutoCloseable {
    private static final int TRIALS = 8;
    /** Keeps what is a product and an operand again in the range of values that it came from. */
    private static final float SCALE = 1e-3f;

    private final List<Product> sequence;
    private final Map<String, Stored> matrices = new LinkedHashMap<>();

    /**
     * A matrix of the sequence.
     *
     * @param name by which products share it
     * @param rows at least 1
     * @param columns at least 1
     */
    public record Shared(String name, int rows, int columns) {
        /** All of it. */
        public Operand all() {
            return rows(0, rows);
        }

        /** Some rows of it. */
        public Operand rows(int first, int count) {
            return new Operand(this, first, count, false);
        }
    }

    /**
     * Rows of a matrix as an operand.
     *
     * @param matrix whose rows
     * @param first first row, 0 and up
     * @param count number of rows, at least 1
     * @param turned whether their transpose is meant
     */
    public record Operand(Shared matrix, int first, int count, boolean turned) {
        /** @throws IllegalArgumentException if these are not rows of the matrix */
        public Operand {
            if (first < 0 || count < 1 || count > matrix.rows - first) {
                throw new IllegalArgumentException("%d rows from %d on are not in %s".formatted(count, first, matrix));
            }
        }

        /** The transpose. */
        public Operand transposed() {
            return new Operand(matrix, first, count, !turned);
        }

        int height() {
            return turned ? matrix.columns : count;
        }

        int width() {
            return turned ? count : matrix.columns;
        }
    }

    /**
     * One product {@code c = scale * a b + keep * c}.
     *
     * @param a [M x K]
     * @param b [K x N]
     * @param keep factor of what c held; 0 overwrites it
     * @param c [M x N], not transposed, of another matrix than a and b
     */
    public record Product(Operand a, Operand b, float keep, Operand c) {
        /** @throws IllegalArgumentException if the operands do not fit */
        public Product {
            if (c.turned || a.height() != c.height() || a.width() != b.height() || b.width() != c.width()
                    || Stream.of(a, b, c).map(operand -> operand.matrix.name).distinct().count() != 3) {
                throw new IllegalArgumentException("no product: a %s, b %s, c %s".formatted(a, b, c));
            }
        }

        /** Of matrices of its own. */
        public static Product of(int rows, int columns, int inner) {
            return new Product(new Shared("a", rows, inner).all(), new Shared("b", inner, columns).all(), 0,
                    new Shared("c", rows, columns).all());
        }

        /** Floating-point operations. */
        public double operations() {
            return 2.0 * c.height() * c.width() * a.width();
        }

        private Stream<Shared> matrices() {
            return Stream.of(a.matrix, b.matrix, c.matrix);
        }
    }

    /**
     * @param sequence the products of a mini-batch, in their order
     * @throws IllegalArgumentException if a name stands for matrices of two shapes
     */
    public BareProducts(List<Product> sequence) {
        this(sequence, Set.of());
        matrices.values().forEach(this::chooseOrder);
    }

    /** With these matrices stored by columns, the others by rows. */
    BareProducts(List<Product> sequence, Set<String> byColumns) {
        this.sequence = List.copyOf(sequence);
        List<Shared> shapes = sequence.stream().flatMap(Product::matrices).distinct().toList();
        if (shapes.stream().map(Shared::name).distinct().count() != shapes.size()) {
            throw new IllegalArgumentException("a name stands for two matrices: " + shapes);
        }
        for (Shared shape : shapes) {
            matrices.put(shape.name, new Stored(shape, byColumns.contains(shape.name)));
        }
    }

    /** A large product, whose speed does not depend on the storage order: row by row. */
    public static BareProducts untried(Product product) {
        return new BareProducts(List.of(product), Set.of());
    }

    /** Does the products of so many mini-batches. */
    public void run(int miniBatches) {
        for (int miniBatch = 0; miniBatch < miniBatches; miniBatch++) {
            sequence.forEach(this::multiply);
        }
    }

    private void multiply(Product product) {
        Stored c = matrices.get(product.c.matrix.name);
        Stored a = matrices.get(product.a.matrix.name);
        Stored b = matrices.get(product.b.matrix.name);
        cblas_sgemm(c.byColumns ? CblasColMajor : CblasRowMajor,
                a.byColumns ^ product.a.turned ^ c.byColumns ? CblasTrans : CblasNoTrans,
                b.byColumns ^ product.b.turned ^ c.byColumns ? CblasTrans : CblasNoTrans,
                product.c.height(), product.c.width(), product.a.width(), SCALE, a.from(product.a.first), a.stride(),
                b.from(product.b.first), b.stride(), product.keep, c.from(product.c.first), c.stride());
    }

    private void chooseOrder(Stored matrix) {
        List<Product> products = sequence.stream()
                .filter(product -> product.matrices().anyMatch(matrix.shape::equals)).toList();
        long[] best = {Long.MAX_VALUE, Long.MAX_VALUE};
        for (int trial = 0; trial < TRIALS; trial++) {
            for (int columns = 0; columns < best.length; columns++) {
                matrix.byColumns = columns == 1;
                long start = System.nanoTime();
                products.forEach(this::multiply);
                best[columns] = Math.min(best[columns], System.nanoTime() - start);
            }
        }
        matrix.byColumns = best[1] < best[0];
    }

    /** A copy of a matrix, row by row however it is stored. */
    float[] copy(String name) {
        return matrices.get(name).copy();
    }

    @Override
    public void close() {
        matrices.values().forEach(matrix -> matrix.memory.close());
    }

    /** A matrix in memory. */
    private static final class Stored {
        private final Shared shape;
        private final Matrix memory;
        private boolean byColumns;

        Stored(Shared shape, boolean byColumns) {
            this.shape = shape;
            this.byColumns = byColumns;
            float[] values = new float[Math.multiplyExact(shape.rows, shape.columns)];
            CounterStream.of(1, CounterStream.Purpose.DRAWING).uniform(0, values, values.length);
            memory = new Matrix(shape.rows, shape.columns);
            memory.set(values, values.length);
        }

        FloatPointer from(int row) {
            return memory.all().pointer().position(byColumns ? row : (long) row * shape.columns);
        }

        int stride() {
            return byColumns ? shape.rows : shape.columns;
        }

        float[] copy() {
            float[] stored = new float[shape.rows * shape.columns];
            memory.get(stored, stored.length);
            float[] byRows = stored.clone();
            for (int i = 0; byColumns && i < stored.length; i++) {
                byRows[i % shape.rows * shape.columns + i / shape.rows] = stored[i];
            }
            return byRows;
        }
    }
}
