package org.beliefgrid.math;

/**
 * The steps between matrix products, each one pass over heap arrays that the compiler turns into vector instructions. Only
 * {@code + - * /}, minimum and maximum are used, so the bits are the same on every processor.
 */
public final class Elementwise {
    // tanh(x) as x P(x^2) / Q(x^2), the minimax rational function of degrees 13 and 6 over [-LIMIT, LIMIT]; beyond that
    // tanh is 1 to the last bit of a float. Coefficients as in Eigen's generic_fast_tanh_float.
    private static final float LIMIT = 7.90531110763549805f;
    private static final float P1 = 4.89352455891786e-03f;
    private static final float P3 = 6.37261928875436e-04f;
    private static final float P5 = 1.48572235717979e-05f;
    private static final float P7 = 5.12229709037114e-08f;
    private static final float P9 = -8.60467152213735e-11f;
    private static final float P11 = 2.00018790482477e-13f;
    private static final float P13 = -2.76076847742355e-16f;
    private static final float Q0 = 4.89352518554385e-03f;
    private static final float Q2 = 2.26843463243900e-03f;
    private static final float Q4 = 1.18534705686654e-04f;
    private static final float Q6 = 1.19825839466702e-06f;

    private static final int ONE = Float.floatToRawIntBits(1f);

    private Elementwise() {
    }

    /**
     * The logistic function 1 / (1 + exp(-x)) with an absolute error below 2.5e-7.
     *
     * @param x any value; NaN gives NaN
     */
    public static float sigmoid(float x) {
        float t = Math.max(-LIMIT, Math.min(LIMIT, 0.5f * x));
        float s = t * t;
        float p = ((((((P13 * s + P11) * s + P9) * s + P7) * s + P5) * s + P3) * s + P1) * t;
        float q = ((Q6 * s + Q4) * s + Q2) * s + Q0;
        return 0.5f + 0.5f * (p / q);
    }

    /**
     * {@code values = sigmoid(values + biases)}, row by row, with the bits of {@link #sigmoid}.
     *
     * @param values [rows x biases.length], overwritten
     * @param rows number of rows
     * @param biases one a column, not modified
     */
    public static void addBiasesAndSigmoid(float[] values, int rows, float[] biases) {
        int columns = biases.length;
        float[] arguments = new float[columns];
        float[] numerators = new float[columns];
        // One short loop a step, all arrays at the same index: that is what the compiler turns into vector instructions.
        for (int row = 0; row < rows; row++) {
            System.arraycopy(values, row * columns, arguments, 0, columns);
            addHalved(arguments, biases);
            clamp(arguments);
            numerators(arguments, numerators);
            divide(arguments, numerators);
            System.arraycopy(arguments, 0, values, row * columns, columns);
        }
    }

    private static void addHalved(float[] arguments, float[] biases) {
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = 0.5f * (arguments[i] + biases[i]);
        }
    }

    private static void clamp(float[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = Math.max(-LIMIT, Math.min(LIMIT, arguments[i]));
        }
    }

    private static void numerators(float[] arguments, float[] numerators) {
        for (int i = 0; i < arguments.length; i++) {
            float t = arguments[i];
            float s = t * t;
            numerators[i] = ((((((P13 * s + P11) * s + P9) * s + P7) * s + P5) * s + P3) * s + P1) * t;
        }
    }

    private static void divide(float[] arguments, float[] numerators) {
        for (int i = 0; i < arguments.length; i++) {
            float t = arguments[i];
            float s = t * t;
            arguments[i] = 0.5f + 0.5f * (numerators[i] / (((Q6 * s + Q4) * s + Q2) * s + Q0));
        }
    }

    /**
     * Binary states: 1 where the draw is below the probability, else 0.
     *
     * @param probabilities not modified
     * @param uniform draws in [0, 1), not modified
     * @param states result, overwritten; may be {@code uniform}
     * @param count number of values
     */
    public static void drawStates(float[] probabilities, float[] uniform, float[] states, int count) {
        for (int i = 0; i < count; i++) {
            // The sign of the difference, without a branch that cannot be predicted.
            int below = Float.floatToRawIntBits(uniform[i] - probabilities[i]) >> 31;
            states[i] = Float.intBitsToFloat(below & ONE);
        }
    }

    /**
     * {@code deltas = deltas * y (1 - y)}: back through the logistic function.
     *
     * @param deltas derivatives by the function's value, overwritten by those by its argument
     * @param outputs values y of the function, not modified
     * @param count number of values
     */
    public static void timesSigmoidSlope(float[] deltas, float[] outputs, int count) {
        for (int i = 0; i < count; i++) {
            deltas[i] *= outputs[i] * (1 - outputs[i]);
        }
    }

    /**
     * Adds rows up: {@code sums += scale * row} for every row, in their order.
     *
     * @param values [rows x sums.length], not modified
     * @param firstRow first row taken
     * @param rows number of rows
     * @param scale factor of every value
     * @param sums one a column, added to
     */
    public static void addRows(float[] values, int firstRow, int rows, float scale, float[] sums) {
        int columns = sums.length;
        for (int row = firstRow; row < firstRow + rows; row++) {
            int start = row * columns;
            for (int column = 0; column < columns; column++) {
                sums[column] += scale * values[start + column];
            }
        }
    }

    /**
     * {@code negated = -values}.
     *
     * @param values not modified
     * @param negated result, overwritten
     * @param count number of values
     */
    public static void negate(float[] values, float[] negated, int count) {
        for (int i = 0; i < count; i++) {
            negated[i] = -values[i];
        }
    }

    /**
     * The step of gradient descent with momentum, for values on the heap: {@code velocities = momentum * velocities +
     * increments}, {@code parameters = parameters + velocities}.
     *
     * @param increments not modified
     */
    public static void step(float[] parameters, float[] velocities, float momentum, float[] increments) {
        for (int i = 0; i < parameters.length; i++) {
            velocities[i] = momentum * velocities[i] + increments[i];
            parameters[i] += velocities[i];
        }
    }

    /**
     * The sum of squared differences of two rows of values, each as a double.
     *
     * @param a not modified
     * @param b not modified
     * @param count number of values
     */
    public static double squaredDistance(float[] a, float[] b, int count) {
        // Sixteen running sums, so that the compiler can overlap them; their order is fixed, so are the bits.
        float[] sums = new float[16];
        double total = 0;
        int i = 0;
        while (i < count) {
            int end = Math.min(count, i + 1024);
            java.util.Arrays.fill(sums, 0);
            for (; i + 16 <= end; i += 16) {
                for (int lane = 0; lane < 16; lane++) {
                    float difference = a[i + lane] - b[i + lane];
                    sums[lane] += difference * difference;
                }
            }
            for (int lane = 0; lane < 16; lane++) {
                total += sums[lane];
            }
            for (; i < end; i++) {
                double difference = a[i] - b[i];
                total += difference * difference;
            }
        }
        return total;
    }

    /**
     * Softmax of every row: {@code exp(x - largest) / sum}. The exponential is {@link StrictMath}'s: the classes are few, and
     * its bits are the same on any machine.
     *
     * @param values [rows x columns] overwritten by probabilities
     * @param rows number of rows
     * @param biases one a column, added first; not modified
     */
    public static void addBiasesAndSoftmax(float[] values, int rows, float[] biases) {
        int columns = biases.length;
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            float largest = Float.NEGATIVE_INFINITY;
            for (int column = 0; column < columns; column++) {
                values[start + column] += biases[column];
                largest = Math.max(largest, values[start + column]);
            }
            double sum = 0;
            for (int column = 0; column < columns; column++) {
                double exponential = StrictMath.exp(values[start + column] - largest);
                values[start + column] = (float) exponential;
                sum += exponential;
            }
            for (int column = 0; column < columns; column++) {
                values[start + column] = (float) (values[start + column] / sum);
            }
        }
    }
}
