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
import org.openjdk.jmh.annotations.Warmup;

/** What happens between two products to the units of a mini-batch, in both forms of the innermost loops. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BenchmarkElementwise {
    private static final CounterStream STREAM = CounterStream.of(TestSeed.SEED, Purpose.HIDDEN_STATES);

    /** Which form of the innermost loops. */
    public enum Form {
        /** The one that {@link Elementwise} chose: the Vector API, where the JVM has it. */
        CHOSEN,
        /** The reference in plain Java. */
        PLAIN
    }

    /** The loops measured; draws that have one form alone do without. */
    @State(Scope.Thread)
    public static class InnermostLoops {
        @Param
        Form form;

        Loops loops;

        @Setup
        public void choose() throws InterruptedException {
            Elementwise.awaitWarm();
            loops = form == Form.CHOSEN ? Elementwise.LOOPS : new PlainLoops();
        }
    }

    /** A mini-batch. Arrays are [miniBatch x hidden] but for the biases, which are [hidden]. */
    @State(Scope.Thread)
    public static class MiniBatch {
        @Param("100")
        int miniBatch;
        @Param("500")
        int hidden;

        int count;
        float[] values;
        float[] uniform;
        float[] states;
        float[] biases;
        float[] sums;
        byte[] bytes;

        @Setup
        public void fill() {
            count = Math.multiplyExact(miniBatch, hidden);
            values = draws(0, count);
            uniform = draws(1, count);
            states = new float[count];
            biases = draws(2, hidden);
            sums = new float[hidden];
            bytes = new byte[count];
            for (int i = 0; i < count; i++) {
                bytes[i] = (byte) (256 * uniform[i]);
            }
        }

        private static float[] draws(int place, int count) {
            float[] draws = new float[count];
            STREAM.atMiniBatch(place).uniform(0, draws, count);
            return draws;
        }
    }

    /** In place, so the values soon stay what they are; the work is the same for all values. */
    @Benchmark
    public float[] addBiasesAndSigmoid(InnermostLoops form, MiniBatch batch) {
        form.loops.addBiasesAndSigmoid(batch.values, batch.miniBatch, batch.biases);
        return batch.values;
    }

    @Benchmark
    public float[] drawStates(InnermostLoops form, MiniBatch batch) {
        form.loops.drawStates(batch.values, batch.uniform, batch.states, batch.count);
        return batch.states;
    }

    /** The draws of {@link CounterStream#blocks}. */
    @Benchmark
    public float[] drawBlocks(InnermostLoops form, MiniBatch batch) {
        form.loops.blocks(TestSeed.SEED, 0, 0, 0, 0, batch.uniform, batch.count);
        return batch.uniform;
    }

    /** The same number of draws in the order of their counters. */
    @Benchmark
    public float[] drawInOrder(MiniBatch batch) {
        STREAM.uniform(0, batch.uniform, batch.count);
        return batch.uniform;
    }

    /** From bytes, as images are held. */
    @Benchmark
    public float[] fractions(InnermostLoops form, MiniBatch batch) {
        form.loops.fractions(batch.bytes, 0, batch.states, 0, batch.count);
        return batch.states;
    }

    /** For the gradient of the biases. */
    @Benchmark
    public float[] addRows(InnermostLoops form, MiniBatch batch) {
        form.loops.addRows(batch.values, batch.miniBatch, 1e-6f, batch.sums);
        return batch.sums;
    }

    /** For the reconstruction error. */
    @Benchmark
    public float[] addSquaredDifferences(InnermostLoops form, MiniBatch batch) {
        form.loops.addSquaredDifferences(batch.values, batch.uniform, batch.miniBatch, batch.sums);
        return batch.sums;
    }

    /** In place: in time all values are 0, for which the work is the same. */
    @Benchmark
    public float[] drop(InnermostLoops form, MiniBatch batch) {
        form.loops.drop(batch.states, batch.uniform, 0.5f, 2, batch.count);
        return batch.states;
    }

    /** In place, as in {@link #drop}. */
    @Benchmark
    public float[] timesSigmoidSlope(InnermostLoops form, MiniBatch batch) {
        form.loops.timesSlope(batch.states, batch.values, 0.5f, batch.count);
        return batch.states;
    }

    /** In place, as in {@link #drop}. */
    @Benchmark
    public float[] timesRectifiedSlope(InnermostLoops form, MiniBatch batch) {
        form.loops.timesRectifiedSlope(batch.states, batch.values, 2, batch.count);
        return batch.states;
    }

    /** Draws and what becomes of them: in place, so they are drawn each time. */
    @Benchmark
    public float[] normals(InnermostLoops form, MiniBatch batch) {
        form.loops.blocks(TestSeed.SEED, 0, 0, 0, 0, batch.states, batch.count);
        form.loops.normals(batch.states, batch.count);
        return batch.states;
    }

    /** States of noisy rectified units. */
    @Benchmark
    public float[] noisyRectified(InnermostLoops form, MiniBatch batch) {
        form.loops.noisyRectified(batch.values, batch.uniform, batch.states, batch.count);
        return batch.states;
    }
}
