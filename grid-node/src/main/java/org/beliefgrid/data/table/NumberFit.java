package org.beliefgrid.data.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import org.beliefgrid.model.TableInput.Column;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TableSchema.Missing;
import org.beliefgrid.model.TableSchema.Scale;

/** What is known of a column of numbers, in whatever order they came. Sums are exact, and only made where they are needed. */
final class NumberFit {
    /** Null where it is not needed. */
    private final ExactSum sum;
    /** Null where they are not needed. */
    private final ExactSum squares;
    private long count;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    NumberFit(TableSchema schema) {
        this(needsSum(schema) ? new ExactSum() : null, needsSquares(schema) ? new ExactSum() : null);
    }

    private NumberFit(ExactSum sum, ExactSum squares) {
        this.sum = sum;
        this.squares = squares;
    }

    private static boolean needsSum(TableSchema schema) {
        return needsSquares(schema) || schema.missing() == Missing.MEAN;
    }

    private static boolean needsSquares(TableSchema schema) {
        return schema.scale() == Scale.STANDARDISE;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(least);
        out.writeDouble(most);
        if (sum != null) {
            sum.write(out);
        }
        if (squares != null) {
            squares.write(out);
        }
    }

    /** What {@link #write} wrote. */
    static NumberFit read(DataInput in, TableSchema schema) throws IOException {
        long count = in.readLong();
        double least = in.readDouble();
        double most = in.readDouble();
        ExactSum sum = needsSum(schema) ? ExactSum.read(in) : null;
        NumberFit fit = new NumberFit(sum, needsSquares(schema) ? ExactSum.read(in) : null);
        fit.count = count;
        fit.least = least;
        fit.most = most;
        return fit;
    }

    /** @param value finite, or NaN where there is none */
    void add(double value) {
        if (value != value) {
            return;
        }
        count++;
        least = Math.min(least, value);
        most = Math.max(most, value);
        if (sum != null) {
            sum.add(value);
        }
        if (squares != null) {
            squares.addSquare(value);
        }
    }

    void add(NumberFit other) {
        count += other.count;
        least = Math.min(least, other.least);
        most = Math.max(most, other.most);
        if (sum != null) {
            sum.add(other.sum);
        }
        if (squares != null) {
            squares.add(other.squares);
        }
    }

    /** The column as the schema wants it; one without any value becomes 0. */
    Column column(String name, TableSchema schema) {
        if (count == 0) {
            return Column.number(name, 0, 0, 0);
        }
        double offset = 0;
        double factor = 1;
        switch (schema.scale()) {
            case UNIT -> {
                offset = least;
                factor = most > least ? 1 / (most - least) : 0;
            }
            case STANDARDISE -> {
                offset = mean();
                double deviation = deviation();
                factor = deviation > 0 ? 1 / deviation : 0;
            }
            default -> {
                // Taken as it is.
            }
        }
        float missing = schema.missing() == Missing.MEAN ? (float) ((mean() - offset) * factor) : 0;
        return Column.number(name, offset + 0.0, finite(factor), missing);
    }

    /** A spread that is too small for its inverse to be a number is none. */
    private static double finite(double factor) {
        return Double.isFinite(factor) ? factor : 0;
    }

    private double mean() {
        return sum.value().divide(BigDecimal.valueOf(count), MathContext.DECIMAL128).doubleValue();
    }

    private double deviation() {
        BigDecimal cases = BigDecimal.valueOf(count);
        BigDecimal total = sum.value();
        BigDecimal spread = cases.multiply(squares.value()).subtract(total.multiply(total));
        return Math.sqrt(spread.divide(cases.multiply(cases), MathContext.DECIMAL128).doubleValue());
    }
}
