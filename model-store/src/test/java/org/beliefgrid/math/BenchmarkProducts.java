package org.beliefgrid.math;

import java.util.concurrent.TimeUnit;
import org.beliefgrid.math.CounterStream.Purpose;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The three products of a layer, {@code 2 * miniBatch * visible * hidden} operations each: up, down and the gradient. A run of
 * JMH measures one of them, so what one overwrites is no operand of another.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class BenchmarkProducts {
    @Param("100")
    int miniBatch;
    /** Visible and hidden units: one parameter, because only these pairs are of interest. */
    @Param({"784x500", "500x2000"})
    String layer;

    private Matrix visible;
    private Matrix hidden;
    private Matrix weights;

    @Setup
    public void fill() {
        String[] units = layer.split("x");
        int visibleUnits = Integer.parseInt(units[0]);
        int hiddenUnits = Integer.parseInt(units[1]);
        visible = draws(0, miniBatch, visibleUnits);
        hidden = draws(1, miniBatch, hiddenUnits);
        weights = draws(2, visibleUnits, hiddenUnits);
    }

    private static Matrix draws(int place, int rows, int columns) {
        float[] values = new float[Math.multiplyExact(rows, columns)];
        CounterStream.of(TestSeed.SEED, Purpose.DRAWING).atMiniBatch(place).uniform(0, values, values.length);
        Matrix matrix = new Matrix(rows, columns);
        matrix.set(values, values.length);
        return matrix;
    }

    /** Up: [miniBatch x visible] [visible x hidden]. */
    @Benchmark
    public Matrix product() {
        Blas.product(1, visible.all(), weights.all(), 0, hidden.all());
        return hidden;
    }

    /** Down: [miniBatch x hidden] transposed [visible x hidden]. */
    @Benchmark
    public Matrix productWithTransposed() {
        Blas.productWithTransposed(1, hidden.all(), weights.all(), 0, visible.all());
        return visible;
    }

    /** The gradient: transposed [miniBatch x visible] [miniBatch x hidden]. */
    @Benchmark
    public Matrix transposedProduct() {
        Blas.transposedProduct(1, visible.all(), hidden.all(), 0, weights.all());
        return weights;
    }

    @TearDown
    public void close() {
        visible.close();
        hidden.close();
        weights.close();
    }
}
