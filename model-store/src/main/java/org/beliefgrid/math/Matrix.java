package org.beliefgrid.math;

import java.util.Objects;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A matrix of floats outside the Java heap, row-major, in the memory of an ND4J array, where {@link Blas} can read it without
 * a copy. The element-wise kernels work on heap arrays: {@link #get} and {@link #set} move rows between the two (about 10
 * microseconds for 50,000 values). Not thread-safe; its memory is given back by {@link #close}.
 */
public final class Matrix implements AutoCloseable {
    /** Values of the rows that are worked on at a time between two products: 16 kB, which stay in the first cache. */
    public static final int CHUNK = 4096;

    private final int rows;
    private final int columns;
    private final INDArray memory;
    private final FloatPointer pointer;
    private final Rows all;

    /**
     * A matrix of zeros.
     *
     * @param rows number of rows, at least 1
     * @param columns number of columns, at least 1
     */
    public Matrix(int rows, int columns) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("a matrix has at least one row and column, was " + rows + " x " + columns);
        }
        this.rows = rows;
        this.columns = columns;
        memory = Nd4j.create(DataType.FLOAT, 1, Math.multiplyExact((long) rows, columns));
        pointer = new FloatPointer(memory.data().addressPointer());
        all = new Rows(this, 0, rows);
    }

    /**
     * How many rows are worked on at a time between two products: as many as {@link #CHUNK} holds, at least 1.
     *
     * @param columns of the rows, at least 1
     */
    public static int chunkRows(int columns) {
        return Math.max(1, CHUNK / columns);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /**
     * Copies values from the heap into the first rows.
     *
     * @param values source, not modified
     * @param count number of values, at most rows times columns
     */
    public void set(float[] values, int count) {
        set(0, values, 0, count);
    }

    /**
     * Copies values from the heap.
     *
     * @param row first row written
     * @param values source, not modified
     * @param offset first value read
     * @param count number of values
     */
    public void set(int row, float[] values, int offset, int count) {
        requireInside(row, values, offset, count);
        pointer.position((long) row * columns).put(values, offset, count);
    }

    /**
     * Copies the first values to the heap.
     *
     * @param values result, overwritten from 0 to {@code count - 1}
     * @param count number of values
     */
    public void get(float[] values, int count) {
        get(0, values, 0, count);
    }

    /**
     * Copies values to the heap.
     *
     * @param row first row read
     * @param values result, overwritten from {@code offset} on
     * @param offset first value written
     * @param count number of values
     */
    public void get(int row, float[] values, int offset, int count) {
        requireInside(row, values, offset, count);
        pointer.position((long) row * columns).get(values, offset, count);
    }

    /** All rows, as an operand of {@link Blas}. */
    public Rows all() {
        return all;
    }

    /** The first rows, as an operand of {@link Blas}. */
    public Rows first(int count) {
        return new Rows(this, 0, count);
    }

    /**
     * Some rows of a matrix; no values are copied.
     *
     * @param matrix whose rows
     * @param first first row, 0 and up
     * @param count number of rows, at least 1
     */
    public record Rows(Matrix matrix, int first, int count) {
        public Rows {
            if (first < 0 || count < 1 || count > matrix.rows - first) {
                throw new IndexOutOfBoundsException("rows %d to %d are outside of %d x %d"
                        .formatted(first, first + count - 1, matrix.rows, matrix.columns));
            }
        }

        int columns() {
            return matrix.columns;
        }

        /** Where the rows begin. A matrix has one such pointer: it may stand only once among the operands of a call. */
        FloatPointer pointer() {
            if (matrix.pointer.isNull()) {
                throw new IllegalStateException("matrix %d x %d is closed".formatted(matrix.rows, matrix.columns));
            }
            return matrix.pointer.position((long) first * matrix.columns);
        }
    }

    /** JavaCPP copies without looking at the bounds of either side. */
    private void requireInside(int row, float[] values, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, values.length);
        if (row < 0 || (long) row * columns + count > (long) rows * columns) {
            throw new IndexOutOfBoundsException("%d values from row %d on are outside of %d x %d"
                    .formatted(count, row, rows, columns));
        }
    }

    @Override
    public void close() {
        pointer.setNull();
        memory.close();
    }
}
