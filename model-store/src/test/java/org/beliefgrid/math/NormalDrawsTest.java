package org.beliefgrid.math;

import static org.beliefgrid.math.TestSeed.SEED;
import static org.beliefgrid.math.TestSeed.replay;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Normal draws and noisy rectified states against their distributions by numeric integration. */
class NormalDrawsTest {
    private static final int DRAWS = 1 << 24;
    /** Integration goes so many deviations to both sides, in so many steps. */
    private static final double REACH = 9;
    private static final int STEPS = 180_000;

    /** Over every seventh of all draws that there are, and over those in the tails. */
    @Test
    void eachDrawIsTheValueThatANormalVariableIsBelowWithItsProbability() {
        double[] table = table();
        double largest = 0;
        for (int draw = 0; draw < DRAWS; draw += draw < 1000 || draw > DRAWS - 1000 ? 1 : 7) {
            float[] one = {(float) draw / DRAWS};
            Elementwise.normals(one, 1);
            double wanted = (draw + 0.5) / DRAWS;
            double error = distribution(table, one[0]) - wanted;
            largest = Math.max(largest, Math.abs(error) / Math.min(wanted, 1 - wanted));
        }
        // An error of x in the value is one of about x times the value in the probability, as a share of the tail.
        assertTrue(largest < 6e-6, "largest error of a tail's probability " + largest);
    }

    @Test
    void drawsAreSymmetricToTheLastBitAndAscending() {
        float before = Float.NEGATIVE_INFINITY;
        for (int draw = 0; draw < DRAWS; draw += 97) {
            float[] both = {(float) draw / DRAWS, (float) (DRAWS - 1 - draw) / DRAWS};
            Elementwise.normals(both, 2);
            assertEquals(both[0], -both[1]);
            assertTrue(both[0] > before - 1e-6, "not ascending at " + both[0]);
            before = both[0];
        }
    }

    @ParameterizedTest(name = "total input {0}")
    @ValueSource(floats = {-12, -3, -0.7f, 0, 0.4f, 2, 30})
    void noisyRectifiedStatesHaveTheMeanAndVarianceOfTheirDistribution(float input) {
        int count = 2_000_000;
        float[] draws = new float[count + CounterStream.BLOCK];
        new CounterStream(SEED, CounterStream.Purpose.HIDDEN_STATES, 1, 2, 3).blocks(0, draws, count);
        Elementwise.normals(draws, count);
        float[] inputs = new float[count];
        java.util.Arrays.fill(inputs, input);
        Elementwise.noisyRectified(inputs, draws, draws, count);
        double mean = 0;
        double square = 0;
        for (int i = 0; i < count; i++) {
            mean += draws[i] / (double) count;
            square += (double) draws[i] * draws[i] / count;
        }
        double deviation = Math.sqrt(1 / (1 + Math.exp(-input)));
        double[] moments = new double[5];
        for (int step = 0; step <= STEPS; step++) {
            double z = -REACH + 2 * REACH * step / STEPS;
            double state = Math.max(0, input + deviation * z);
            for (int power = 1; power < moments.length; power++) {
                moments[power] += Math.pow(state, power) * density(z) * 2 * REACH / STEPS;
            }
        }
        assertEquals(moments[1], mean, 6 * Math.sqrt((moments[2] - moments[1] * moments[1]) / count) + 1e-6 * moments[1],
                replay("mean"));
        assertEquals(moments[2], square, 6 * Math.sqrt((moments[4] - moments[2] * moments[2]) / count) + 1e-6 * moments[2],
                replay("mean square"));
    }

    private static double density(double z) {
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }

    /** The lower tail's probability at the points of a grid, by Simpson's rule from far below. */
    private static double[] table() {
        double[] table = new double[STEPS + 1];
        double width = 2 * REACH / STEPS;
        for (int step = 1; step <= STEPS; step++) {
            double end = -REACH + step * width;
            table[step] = table[step - 1]
                    + width / 6 * (density(end - width) + 4 * density(end - width / 2) + density(end));
        }
        return table;
    }

    private static double distribution(double[] table, double value) {
        if (value > 0) {
            return 1 - distribution(table, -value);
        }
        double place = (value + REACH) * STEPS / (2 * REACH);
        int below = (int) place;
        double rest = (place - below) * 2 * REACH / STEPS;
        double middle = -REACH + below * 2 * REACH / STEPS + rest / 2;
        return table[below] + rest * density(middle);
    }
}
