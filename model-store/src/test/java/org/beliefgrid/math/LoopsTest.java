package org.beliefgrid.math;

import static org.beliefgrid.math.TestSeed.SEED;
import static org.beliefgrid.math.TestSeed.replay;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two forms of the innermost loops give the same bits, so that a model does not depend on which one ran. */
class LoopsTest {
    private static final Loops PLAIN = new PlainLoops();
    private static final Loops VECTOR = new VectorLoops();
    private static final int ROWS = 5;
    private static final int GUARD = 40;

    @Test
    void theTestsRunWithTheVectorApi() {
        assertEquals(VECTOR.toString(), Elementwise.form(), "chosen where its module is there");
    }

    @ParameterizedTest(name = "{0} columns")
    @ValueSource(ints = {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100, 500, 501, 784, 2000})
    void bothFormsGiveTheSameBits(int columns) {
        int count = ROWS * columns;
        same(columns, (loops, x) -> loops.addBiasesAndSigmoid(x.values, ROWS, x.columns));
        same(columns, (loops, x) -> loops.addRows(x.values, ROWS, -0.37f, x.columns));
        same(columns, (loops, x) -> loops.addSquaredDifferences(x.values, x.others, ROWS, x.columns));
        same(columns, (loops, x) -> loops.drawStates(x.values, x.draws, x.others, count));
        same(columns, (loops, x) -> loops.drawStates(x.values, x.draws, x.draws, count));
        same(columns, (loops, x) -> loops.drop(x.values, x.draws, 0.7f, 1 / 0.7f, count));
        same(columns, (loops, x) -> loops.normals(x.draws, count));
        same(columns, (loops, x) -> loops.noisyRectified(x.values, x.others, x.others, count));
        same(columns, (loops, x) -> loops.noisyRectified(x.values, x.others, x.values, count));
        same(columns, (loops, x) -> loops.timesSlope(x.values, x.others, 0.7f, count));
        same(columns, (loops, x) -> loops.addSquares(x.values, ROWS, x.columns));
        same(columns, (loops, x) -> loops.scaleColumns(x.values, ROWS, x.columns));
        same(columns, (loops, x) -> loops.subtractSigns(x.values, 0.3f, x.others, count));
        same(columns, (loops, x) -> loops.addBiasesAndRectify(x.values, ROWS, x.columns));
        same(columns, (loops, x) -> loops.timesRectifiedSlope(x.values, x.others, 1 / 0.7f, count));
        same(columns, (loops, x) -> loops.fractions(x.bytes, 3, x.values, 2, count));
        same(columns, (loops, x) -> loops.negate(x.values, count));
        same(columns, (loops, x) -> loops.blocks(SEED, -7, 3, 5, 9, x.values, count));
    }

    @Test
    void extremesGiveTheSameBits() {
        float[] extremes = {0, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE,
                -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, 15.8f, -15.8f, 15.82f, -15.82f, 1e-30f, 88, -88, 1, -1};
        BiConsumer<Loops, float[]> sigmoid = (loops, values) -> loops.addBiasesAndSigmoid(values, 1, new float[values.length]);
        BiConsumer<Loops, float[]> negate = (loops, values) -> loops.negate(values, values.length);
        BiConsumer<Loops, float[]> rectified = (loops, values) -> loops.noisyRectified(values, new float[values.length], values,
                values.length);
        BiConsumer<Loops, float[]> rectify = (loops, values) -> loops.addBiasesAndRectify(values, 1, new float[values.length]);
        BiConsumer<Loops, float[]> slope = (loops, values) -> loops.timesRectifiedSlope(values, extremes, 2, values.length);
        BiConsumer<Loops, float[]> otherSlope = (loops, values) -> loops.timesRectifiedSlope(values, reversed(extremes), 2,
                values.length);
        BiConsumer<Loops, float[]> signs = (loops, values) -> loops.subtractSigns(values, 2, reversed(extremes), values.length);
        BiConsumer<Loops, float[]> ownSigns = (loops, values) -> loops.subtractSigns(values, 0, extremes, values.length);
        BiConsumer<Loops, float[]> squares = (loops, values) -> loops.addSquares(values.clone(), 1, values);
        for (BiConsumer<Loops, float[]> step : List.of(sigmoid, negate, rectify, slope, otherSlope, signs, ownSigns, squares,
                rectified)) {
            float[] plain = extremes.clone();
            float[] vector = extremes.clone();
            step.accept(PLAIN, plain);
            step.accept(VECTOR, vector);
            assertArrayEquals(plain, vector);
        }
    }

    /** Both formulas, the ends of the tails, and the places where the two meet. */
    @Test
    void normalDrawsOfAllPartsOfTheirRangeGiveTheSameBits() {
        float[] plain = new float[1 << 16];
        for (int i = 0; i < plain.length; i++) {
            int draw = switch (i % 4) {
                case 0 -> i;
                case 1 -> (1 << 24) - 1 - i;
                case 2 -> (int) (0.075 * (1 << 24)) - (1 << 15) + i;
                default -> i << 8;
            };
            plain[i] = draw * 0x1.0p-24f;
        }
        float[] vector = plain.clone();
        PLAIN.normals(plain, plain.length);
        VECTOR.normals(vector, vector.length);
        assertArrayEquals(plain, vector);
    }

    private static float[] reversed(float[] values) {
        float[] reversed = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            reversed[i] = values[values.length - 1 - i];
        }
        return reversed;
    }

    private static void same(int columns, BiConsumer<Loops, Operands> step) {
        Operands plain = new Operands(columns);
        Operands vector = new Operands(columns);
        step.accept(PLAIN, plain);
        step.accept(VECTOR, vector);
        assertArrayEquals(plain.values, vector.values, replay("values"));
        assertArrayEquals(plain.others, vector.others, replay("others"));
        assertArrayEquals(plain.draws, vector.draws, replay("draws"));
        assertArrayEquals(plain.columns, vector.columns, replay("columns"));
    }

    /** Arrays longer than what is worked on, so that a step too far shows. */
    private static final class Operands {
        final float[] values;
        final float[] others;
        final float[] draws;
        final float[] columns;
        final byte[] bytes;

        Operands(int columns) {
            Random random = new Random(SEED);
            values = normals(random, ROWS * columns + GUARD);
            others = normals(random, ROWS * columns + GUARD);
            draws = new float[ROWS * columns + GUARD];
            for (int i = 0; i < draws.length; i++) {
                draws[i] = random.nextFloat();
            }
            this.columns = normals(random, columns);
            bytes = new byte[ROWS * columns + GUARD];
            random.nextBytes(bytes);
        }

        private static float[] normals(Random random, int count) {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return values;
        }
    }
}
