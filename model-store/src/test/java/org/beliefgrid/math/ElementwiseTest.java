package org.beliefgrid.math;

import static org.beliefgrid.math.TestSeed.SEED;
import static org.beliefgrid.math.TestSeed.replay;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElementwiseTest {
    private static final double SIGMOID_ERROR = 2.5e-7;
    /** Half a unit in the last place of a float, relative to its value. */
    private static final double HALF_ULP = 0x1.0p-24;

    // The logistic function.

    @Test
    void sigmoidIsTheLogisticFunction() {
        double largest = 0;
        double where = 0;
        for (int i = -4_000_000; i <= 4_000_000; i++) {
            float x = i * 1e-5f;
            double error = Math.abs(Elementwise.sigmoid(x) - logistic(x));
            if (error > largest) {
                largest = error;
                where = x;
            }
        }
        System.out.printf("largest error of sigmoid in [-40, 40]: %.3g at %.5f%n", largest, where);
        assertTrue(largest < SIGMOID_ERROR, "error %g at %g".formatted(largest, where));
    }

    @ParameterizedTest(name = "sigmoid({0})")
    @ValueSource(floats = {0, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, 1e-20f, -1e-20f, 1e-8f, 15.81f, -15.81f,
            15.9f, -15.9f, 88.8f, -88.8f, 104, -104, 1e10f, -1e10f, Float.MAX_VALUE, -Float.MAX_VALUE,
            Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void sigmoidHoldsAtExtremes(float x) {
        float y = Elementwise.sigmoid(x);
        assertEquals(logistic(x), y, SIGMOID_ERROR);
        assertTrue(y >= 0 && y <= 1, "a probability, was " + y);
    }

    @Test
    void sigmoidOfZeroIsOneHalfExactly() {
        assertEquals(0.5f, Elementwise.sigmoid(0));
        assertEquals(0.5f, Elementwise.sigmoid(-0f));
    }

    @Test
    void sigmoidOfNotANumberIsNotANumber() {
        assertTrue(Float.isNaN(Elementwise.sigmoid(Float.NaN)));
    }

    @Test
    void sigmoidIsAProbabilityThatFallsByItsRoundingErrorsOnly() {
        float highest = 0;
        for (int i = -4_000_000; i <= 4_000_000; i++) {
            float y = Elementwise.sigmoid(i * 1e-5f);
            if (!(y >= 0 && y <= 1 && highest - y <= 3e-7f)) {
                fail("sigmoid(%g) = %g after %g".formatted(i * 1e-5, y, highest));
            }
            highest = Math.max(highest, y);
        }
    }

    @Test
    void sigmoidOfOppositeValuesAddsUpToOne() {
        for (float x = 0; x < 40; x += 1e-3f) {
            assertEquals(1, Elementwise.sigmoid(x) + Elementwise.sigmoid(-x), 1.2e-7f, "x = " + x);
        }
    }

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"1, 1", "1, 3", "2, 7", "3, 16", "5, 17", "7, 31", "3, 500", "100, 501", "16, 1999"})
    void aFusedRowGivesTheBitsOfTheSingleValue(int rows, int columns) {
        Random random = new Random(SEED);
        float[] values = normals(random, rows * columns, 4);
        float[] biases = normals(random, columns, 2);
        float[] expected = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            expected[i] = Elementwise.sigmoid(values[i] + biases[i % columns]);
        }
        Elementwise.addBiasesAndSigmoid(values, rows, biases);
        assertArrayEquals(expected, values, replay("fused and single values"));
    }

    @Test
    void rowsBeyondTheCountAreLeftAlone() {
        float[] values = {1, 2, 3, 4, 5, 6};
        Elementwise.addBiasesAndSigmoid(values, 2, new float[] {0, 0});
        assertArrayEquals(new float[] {5, 6}, Arrays.copyOfRange(values, 4, 6));
        Elementwise.addBiasesAndSoftmax(values, 2, new float[] {0, 0});
        assertArrayEquals(new float[] {5, 6}, Arrays.copyOfRange(values, 4, 6));
    }

    @ParameterizedTest(name = "{0} values")
    @ValueSource(ints = {1, 15, 16, 17, 1001})
    void theSlopeIsTheDerivativeOfTheLogisticFunction(int count) {
        Random random = new Random(SEED);
        float[] x = normals(random, count, 3);
        float[] deltas = normals(random, count + 1, 1);
        float[] before = deltas.clone();
        float[] outputs = new float[count];
        for (int i = 0; i < count; i++) {
            outputs[i] = (float) logistic(x[i]);
        }
        Elementwise.timesSigmoidSlope(deltas, outputs, 1, count);
        double step = 1e-5;
        for (int i = 0; i < count; i++) {
            double slope = (logistic(x[i] + step) - logistic(x[i] - step)) / (2 * step);
            assertEquals(before[i] * slope, deltas[i], 1e-6, replay("slope at " + x[i]));
        }
        assertEquals(before[count], deltas[count], "beyond the count");
    }

    // Softmax.

    @ParameterizedTest(name = "{0} x {1}, values about {2}")
    @CsvSource({"1, 1, 1", "3, 10, 1", "100, 10, 5", "7, 1000, 20", "5, 3, 1e6", "4, 10, 1e30"})
    void softmaxIsTheExponentialOverTheSumOfExponentials(int rows, int columns, float size) {
        Random random = new Random(SEED);
        float[] values = normals(random, rows * columns, size);
        float[] biases = normals(random, columns, 1);
        double[] expected = new double[values.length];
        for (int row = 0; row < rows; row++) {
            double[] exponents = new double[columns];
            for (int column = 0; column < columns; column++) {
                exponents[column] = values[row * columns + column] + biases[column];  // as a float, as the kernel reads it
            }
            double largest = Arrays.stream(exponents).max().orElseThrow();
            double sum = Arrays.stream(exponents).map(exponent -> StrictMath.exp(exponent - largest)).sum();
            for (int column = 0; column < columns; column++) {
                expected[row * columns + column] = StrictMath.exp(exponents[column] - largest) / sum;
            }
        }
        Elementwise.addBiasesAndSoftmax(values, rows, biases);
        for (int i = 0; i < values.length; i++) {
            // The difference from the largest exponent, below 256 where it matters, is rounded to a float: by 2^-17 at most.
            assertEquals(expected[i], values[i], 1e-30 + expected[i] * 2e-5, replay("value " + i));
        }
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int column = 0; column < columns; column++) {
                sum += values[row * columns + column];
            }
            assertEquals(1, sum, 4 * HALF_ULP, replay("sum of row " + row));
        }
    }

    @Test
    void softmaxOfHugeValuesIsFinite() {
        float[] values = {3e38f, 1, -3e38f, -3e38f, -3e38f, -3e38f, 3e38f, 3e38f, 0, 1e4f, 1.1e4f, 0};
        Elementwise.addBiasesAndSoftmax(values, 4, new float[3]);
        assertArrayEquals(new float[] {1, 0, 0, 1 / 3f, 1 / 3f, 1 / 3f, 0.5f, 0.5f, 0, 0, 1, 0}, values);
    }

    @Test
    void softmaxOfNotANumberIsNotANumber() {
        float[] values = {1, Float.NaN, 2, 1, 2, 3};
        Elementwise.addBiasesAndSoftmax(values, 2, new float[3]);
        for (int column = 0; column < 3; column++) {
            assertTrue(Float.isNaN(values[column]), "divergence shows in the whole row");
            assertTrue(Float.isFinite(values[3 + column]), "and in no other");
        }
    }

    // States, sums and steps.

    @Test
    void statesAreOneAsOftenAsTheProbabilitySays() {
        int count = 200_000;
        float[] uniform = new float[count];
        float[] states = new float[count];
        float[] probabilities = new float[count];
        for (float probability : new float[] {0.001f, 0.1f, 0.25f, 0.5f, 0.9f, 0.999f}) {
            Arrays.fill(probabilities, probability);
            CounterStream.of(SEED, CounterStream.Purpose.HIDDEN_STATES).uniform(0, uniform, count);
            Elementwise.drawStates(probabilities, uniform, states, count);
            long ones = 0;
            for (float state : states) {
                assertTrue(state == 0 || state == 1);
                ones += (long) state;
            }
            double deviation = Math.sqrt(count * probability * (1 - probability));
            assertEquals(count * probability, ones, 5 * deviation, replay("ones at probability " + probability));
        }
    }

    @Test
    void aCertainStateIsDrawnAlways() {
        float[] uniform = {0, 0x1.0p-24f, 0.5f, 1 - 0x1.0p-24f};
        float[] states = new float[4];
        Elementwise.drawStates(new float[] {1, 1, 1, 1}, uniform, states, 4);
        assertArrayEquals(new float[] {1, 1, 1, 1}, states);
        Elementwise.drawStates(new float[] {0, 0, 0, 0}, uniform, states, 4);
        assertArrayEquals(new float[] {0, 0, 0, 0}, states);
    }

    @Test
    void statesMayOverwriteTheDraws() {
        Random random = new Random(SEED);
        float[] probabilities = uniforms(random, 1001);
        float[] uniform = uniforms(random, 1001);
        float[] states = new float[1001];
        Elementwise.drawStates(probabilities, uniform, states, 1001);
        Elementwise.drawStates(probabilities, uniform, uniform, 1001);
        assertArrayEquals(states, uniform);
    }

    @ParameterizedTest(name = "{1} rows, {0} columns, scale {2}")
    @CsvSource({"1, 1, 1", "17, 5, 1", "17, 4, -0.5", "500, 5, 0.01", "3, 0, 1"})
    void rowsAreAddedInTheirOrder(int columns, int rows, float scale) {
        Random random = new Random(SEED);
        float[] values = normals(random, (rows + 1) * columns, 1);
        float[] sums = normals(random, columns, 1);
        float[] expected = sums.clone();
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                expected[column] = Math.fma(scale, values[row * columns + column], expected[column]);
            }
        }
        Elementwise.addRows(values, rows, scale, sums);
        assertArrayEquals(expected, sums, replay("sums"));
    }

    @ParameterizedTest(name = "{0} values")
    @ValueSource(ints = {0, 1, 16, 17, 1001})
    void negationTouchesTheFirstValuesOnly(int count) {
        float[] values = normals(new Random(SEED), count + 1, 1);
        float[] before = values.clone();
        Elementwise.negate(values, count);
        for (int i = 0; i < count; i++) {
            assertEquals(-before[i], values[i]);
        }
        assertEquals(before[count], values[count], "beyond the count");
    }

    @Test
    void everyByteIsItsFraction() {
        byte[] bytes = new byte[256 + 5];
        for (int i = 0; i < 256; i++) {
            bytes[i + 3] = (byte) i;
        }
        float[] values = new float[260];
        Elementwise.fractions(bytes, 3, values, 2, 256);
        for (int i = 0; i < 256; i++) {
            assertEquals(i / 255f, values[i + 2], "byte " + i);
        }
        assertEquals(0, values[1], "before the offset");
        assertEquals(0, values[258], "beyond the count");
    }

    // Dropout.

    @ParameterizedTest(name = "kept with probability {0}")
    @ValueSource(floats = {0.1f, 0.5f, 0.8f})
    void droppedValuesAreZeroAndTheirMeanStays(float keep) {
        int count = 200_000;
        float[] uniform = new float[count + CounterStream.BLOCK];
        CounterStream.of(SEED, CounterStream.Purpose.DROPOUT).blocks(0, uniform, count);
        float[] values = new float[count];
        Arrays.fill(values, 3);
        Elementwise.drop(values, uniform, keep, count);
        double sum = 0;
        for (float value : values) {
            assertTrue(value == 0 || Math.abs(value - 3 / keep) < 1e-5);
            sum += value;
        }
        double deviation = 3 / keep * Math.sqrt(keep * (1 - keep) / count);
        assertEquals(3, sum / count, 5 * deviation, replay("mean"));
    }

    @Test
    void theSlopeOfWhatWasDroppedIsZeroAndOfWhatWasKeptThatOfTheScaledFunction() {
        float keep = 0.8f;
        float[] deltas = {2, 2};
        float y = (float) logistic(0.7);
        Elementwise.timesSigmoidSlope(deltas, new float[] {0, y / keep}, keep, 2);
        assertEquals(0, deltas[0]);
        assertEquals(2 * y * (1 - y) / keep, deltas[1], 1e-6);
    }

    @ParameterizedTest(name = "{0} values")
    @ValueSource(ints = {0, 1, 16, 17, 1001})
    void aStepMovesByTheVelocity(int count) {
        Random random = new Random(SEED);
        float[] parameters = normals(random, count, 1);
        float[] velocities = normals(random, count, 0.1f);
        float[] increments = normals(random, count, 0.1f);
        float[] expectedParameters = parameters.clone();
        float[] expectedVelocities = velocities.clone();
        float[] sameIncrements = increments.clone();
        for (int i = 0; i < count; i++) {
            expectedVelocities[i] = 0.9f * velocities[i] + increments[i];
            expectedParameters[i] = parameters[i] + expectedVelocities[i];
        }
        Elementwise.step(parameters, velocities, 0.9f, increments);
        assertArrayEquals(expectedVelocities, velocities, replay("velocities"));
        assertArrayEquals(expectedParameters, parameters, replay("parameters"));
        assertArrayEquals(sameIncrements, increments);
    }

    /** {@code u = m v + g; w = w + (1 + m) u - m v}, from the definition in doubles. */
    @ParameterizedTest(name = "momentum {0}")
    @ValueSource(floats = {0, 0.5f, 0.9f})
    void aNesterovStepLooksAhead(float momentum) {
        int count = 1001;
        Random random = new Random(SEED);
        float[] parameters = normals(random, count, 1);
        float[] velocities = normals(random, count, 0.1f);
        float[] increments = normals(random, count, 0.1f);
        double[] w = new double[count];
        double[] v = new double[count];
        for (int i = 0; i < count; i++) {
            w[i] = parameters[i];
            v[i] = velocities[i];
        }
        for (int step = 0; step < 3; step++) {
            float[] same = increments.clone();
            Elementwise.nesterovStep(parameters, velocities, momentum, increments);
            assertArrayEquals(same, increments);
            for (int i = 0; i < count; i++) {
                double u = momentum * v[i] + increments[i];
                w[i] += (1 + (double) momentum) * u - momentum * v[i];
                v[i] = u;
                assertEquals(w[i], parameters[i], 1e-6, replay("parameter " + i));
                assertEquals(v[i], velocities[i], 1e-6, replay("velocity " + i));
            }
        }
    }

    @ParameterizedTest(name = "{0} rows of {1}")
    @CsvSource({"0, 3", "1, 1", "3, 16", "5, 17", "7, 501"})
    void everyColumnIsScaledByItsOwnFactor(int rows, int columns) {
        Random random = new Random(SEED);
        float[] values = normals(random, (rows + 1) * columns, 1);
        float[] before = values.clone();
        float[] factors = normals(random, columns, 1);
        Elementwise.scaleColumns(values, rows, factors);
        for (int i = 0; i < values.length; i++) {
            assertEquals(i < rows * columns ? before[i] * factors[i % columns] : before[i], values[i], replay("value " + i));
        }
    }

    @ParameterizedTest(name = "{0} values")
    @ValueSource(ints = {0, 1, 16, 17, 1001})
    void aStepAgainstSignsMovesByItsLengthAndNotWhereThereIsNone(int count) {
        Random random = new Random(SEED);
        float[] of = normals(random, count + 1, 1);
        for (int i = 0; i < count; i += 5) {
            of[i] = i % 2 == 0 ? 0f : -0f;
        }
        float[] values = normals(random, count + 1, 1);
        float[] before = values.clone();
        Elementwise.subtractSigns(values, 0.25f, of, count);
        for (int i = 0; i < count; i++) {
            float expected = of[i] > 0 ? before[i] - 0.25f : of[i] < 0 ? before[i] + 0.25f : before[i];
            assertEquals(expected, values[i], replay("value " + i));
        }
        assertEquals(before[count], values[count], "beyond the count");
    }

    @ParameterizedTest(name = "{0} rows of {1}")
    @CsvSource({"0, 3", "1, 1", "3, 16", "5, 17", "100, 784", "7, 501"})
    void squaresAreThoseOfDoubles(int rows, int columns) {
        Random random = new Random(SEED);
        float[] values = normals(random, (rows + 1) * columns, 1);
        float[] sums = new float[columns];
        Elementwise.addSquares(values, rows, sums);
        for (int column = 0; column < columns; column++) {
            double expected = 0;
            for (int row = 0; row < rows; row++) {
                expected += (double) values[row * columns + column] * values[row * columns + column];
            }
            assertEquals(expected, sums[column], expected * (rows + 2) * HALF_ULP, replay("column " + column));
        }
    }

    // Rectified units.

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"0, 3", "1, 1", "2, 7", "3, 16", "5, 17", "3, 501"})
    void rectifiedUnitsPassWhatIsAboveZero(int rows, int columns) {
        Random random = new Random(SEED);
        float[] values = normals(random, (rows + 1) * columns, 1);
        float[] before = values.clone();
        float[] biases = normals(random, columns, 1);
        Elementwise.addBiasesAndRectify(values, rows, biases);
        for (int i = 0; i < values.length; i++) {
            float sum = before[i] + biases[i % columns];
            assertEquals(i >= rows * columns ? before[i] : sum > 0 ? sum : 0, values[i], replay("value " + i));
        }
    }

    @Test
    void rectifiedUnitsDoNotHideWhatIsNotANumber() {
        float[] values = {Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY};
        Elementwise.addBiasesAndRectify(values, 1, new float[3]);
        assertArrayEquals(new float[] {Float.NaN, 0, Float.POSITIVE_INFINITY}, values);
    }

    @ParameterizedTest(name = "kept with probability {0}")
    @ValueSource(floats = {1, 0.5f, 0.8f})
    void theSlopeOfRectifiedUnitsIsThatOfTheScaledStep(float keep) {
        int count = 1001;
        Random random = new Random(SEED);
        float[] deltas = normals(random, count + 1, 1);
        float[] before = deltas.clone();
        float[] outputs = normals(random, count + 1, 1);
        for (int i = 0; i <= count; i++) {
            outputs[i] = Math.max(0, outputs[i]);
        }
        Elementwise.timesRectifiedSlope(deltas, outputs, keep, count);
        for (int i = 0; i < count; i++) {
            assertEquals(outputs[i] > 0 ? before[i] / keep : 0, deltas[i], 1e-6, replay("delta " + i));
        }
        assertEquals(before[count], deltas[count], "beyond the count");
    }

    @ParameterizedTest(name = "{0} rows of {1}")
    @CsvSource({"0, 3", "1, 1", "3, 16", "5, 17", "100, 784", "7, 501"})
    void squaredDifferencesAreThoseOfDoubles(int rows, int columns) {
        Random random = new Random(SEED);
        float[] a = uniforms(random, (rows + 1) * columns);
        float[] b = uniforms(random, (rows + 1) * columns);
        float[] sums = new float[columns];
        Elementwise.addSquaredDifferences(a, b, rows, sums);
        for (int column = 0; column < columns; column++) {
            double expected = 0;
            for (int row = 0; row < rows; row++) {
                double difference = (double) a[row * columns + column] - b[row * columns + column];
                expected += difference * difference;
            }
            assertEquals(expected, sums[column], expected * (rows + 2) * HALF_ULP, replay("column " + column));
        }
    }

    @Test
    void squaredDifferencesOfEqualRowsAreZero() {
        float[] a = normals(new Random(SEED), 1000, 1e10f);
        float[] sums = new float[100];
        Elementwise.addSquaredDifferences(a, a.clone(), 10, sums);
        assertArrayEquals(new float[100], sums);
    }

    private static double logistic(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    private static float[] normals(Random random, int count, float deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = deviation * (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] uniforms(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }
}
