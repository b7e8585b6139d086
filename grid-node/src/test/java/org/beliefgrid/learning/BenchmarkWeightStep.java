package org.beliefgrid.learning;

import java.util.concurrent.TimeUnit;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.math.Matrix;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One step of a layer's weights, the product of the gradient included: what each setting of the descent costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BenchmarkWeightStep {
    /** What the descent asks for. */
    public enum Descending {
        /** Momentum and weight cost: one product and one pass. */
        PLAIN(new Steps(0.1, 0.9f, false, 2e-4, 0, Double.POSITIVE_INFINITY)),
        /** Nesterov's momentum. */
        NESTEROV(new Steps(0.1, 0.9f, true, 2e-4, 0, Double.POSITIVE_INFINITY)),
        /** A cost of the weights' magnitudes. */
        L1(new Steps(0.1, 0.9f, false, 0, 1e-5, Double.POSITIVE_INFINITY)),
        /** A bound of the length of the weights into a unit. */
        MAX_NORM(new Steps(0.1, 0.9f, false, 0, 0, 3));

        private final Steps steps;

        Descending(Steps steps) {
            this.steps = steps;
        }
    }

    /** A layer and both halves of a mini-batch's statistics. */
    @org.openjdk.jmh.annotations.State(Scope.Thread)
    public static class Layer {
        @Param
        Descending descending;
        @Param("784")
        int inputs;
        @Param("500")
        int units;
        @Param("200")
        int rows;

        WeightStep weights;
        Matrix below;
        Matrix above;

        @Setup
        public void start() {
            weights = new WeightStep(inputs, units, draws(0, inputs * units, 0.01f), new float[inputs * units],
                    descending.steps);
            below = matrix(1, inputs);
            above = matrix(2, units);
        }

        private Matrix matrix(int place, int columns) {
            Matrix matrix = new Matrix(rows, columns);
            matrix.set(draws(place, rows * columns, 1), rows * columns);
            return matrix;
        }

        private static float[] draws(int place, int count, float scale) {
            float[] draws = new float[count];
            CounterStream.of(TestSeed.VALUE, Purpose.DRAWING).atMiniBatch(place).uniform(0, draws, count);
            for (int i = 0; i < count; i++) {
                draws[i] = scale * (draws[i] - 0.5f);
            }
            return draws;
        }

        @TearDown
        public void end() {
            weights.close();
            below.close();
            above.close();
        }
    }

    /** So small a rate that the weights stay finite for as long as it is measured. */
    @Benchmark
    public void take(Layer layer) {
        layer.weights.take(1e-9f, layer.below.all(), layer.above.all());
    }
}
