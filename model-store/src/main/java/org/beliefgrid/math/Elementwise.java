package org.beliefgrid.math;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps between matrix products, over heap arrays. Only {@code + - * /}, fused multiply-add, minimum and maximum are used,
 * all exact by definition, so the bits are the same on every processor, and with the Vector API or without it.
 */
public final class Elementwise {
    /** How many standard deviations a standardised value is from its mean at most. */
    public static final float MOST_DEVIATIONS = 10;

    /** The form of the innermost loops that runs in this process. */
    static final Loops LOOPS = choose();

    private Elementwise() {
    }

    private static Loops choose() {
        Logger logger = LoggerFactory.getLogger(Elementwise.class);
        if (Boolean.parseBoolean(System.getProperty("beliefgrid.vector", "true"))
                && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            try {
                Loops loops = (Loops) Class.forName("org.beliefgrid.math.VectorLoops").getDeclaredConstructor().newInstance();
                logger.info("element-wise steps: {}", loops);
                return new WarmingLoops(new PlainLoops(), loops).start();
            } catch (ReflectiveOperationException | LinkageError e) {
                logger.info("element-wise steps: plain Java, because the Vector API cannot be used: {}", e.toString());
                return new PlainLoops();
            }
        }
        logger.info("element-wise steps: plain Java; with --add-modules jdk.incubator.vector they are faster, with the same "
                + "result");
        return new PlainLoops();
    }

    /** What runs the steps: the Vector API, or plain Java. */
    public static String form() {
        return LOOPS.toString();
    }

    /** Waits until the steps are as quick as they get, for whoever measures them: a second or two after the first use. */
    public static void awaitWarm() throws InterruptedException {
        if (LOOPS instanceof WarmingLoops warming) {
            warming.awaitWarm();
        }
    }

    /** Begins to compile the steps in the background, if that has not begun: soon they will be used. */
    public static void warmUp() {
        // The initialisation of this class, just before, has begun it.
    }

    /**
     * The logistic function 1 / (1 + exp(-x)) with an absolute error below 2.5e-7.
     *
     * @param x any value; NaN gives NaN
     */
    public static float sigmoid(float x) {
        return PlainLoops.sigmoid(x);
    }

    /**
     * {@code values = sigmoid(values + biases)}, row by row, with the bits of {@link #sigmoid}.
     *
     * @param values [rows x biases.length], overwritten
     * @param rows number of rows
     * @param biases one a column, not modified
     */
    public static void addBiasesAndSigmoid(float[] values, int rows, float[] biases) {
        LOOPS.addBiasesAndSigmoid(values, rows, biases);
    }

    /**
     * {@code values = max(values + biases, 0)}, row by row: rectified linear units (Nair and Hinton 2010).
     *
     * @param values [rows x biases.length], overwritten; NaN stays
     * @param rows number of rows
     * @param biases one a column, not modified
     */
    public static void addBiasesAndRectify(float[] values, int rows, float[] biases) {
        LOOPS.addBiasesAndRectify(values, rows, biases);
    }

    /**
     * Back through rectified units and through {@link #drop} after them: the derivative of an output by its argument is 1 /
     * keep where the output is above 0, else 0.
     *
     * @param deltas derivatives by the outputs, overwritten by those by the units' arguments
     * @param outputs not modified
     * @param keep probability that an output was kept; 1 without dropout
     * @param count number of values
     */
    public static void timesRectifiedSlope(float[] deltas, float[] outputs, float keep, int count) {
        LOOPS.timesRectifiedSlope(deltas, outputs, 1 / keep, count);
    }

    /**
     * Binary states: 1 where the draw is below the probability, else 0.
     *
     * @param probabilities not modified
     * @param uniform draws in [0, 1), not modified
     * @param states result, overwritten; may be {@code uniform} or {@code probabilities}
     * @param count number of values
     */
    public static void drawStates(float[] probabilities, float[] uniform, float[] states, int count) {
        LOOPS.drawStates(probabilities, uniform, states, count);
    }

    /**
     * Normal draws with mean 0 and deviation 1 from uniform ones, by the inverse of the normal distribution function (Wichura,
     * "Algorithm AS 241", Applied Statistics 37, 1988). Every draw stands for the middle of its interval of 2^-24, so that the
     * largest is about 5.4; the values are right to about six digits, and the same bits on any machine.
     *
     * @param draws multiples of 2^-24 in [0, 1), overwritten
     * @param count number of values
     */
    public static void normals(float[] draws, int count) {
        LOOPS.normals(draws, count);
    }

    /**
     * States of noisy rectified units (Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines", 2010):
     * {@code max(0, x + sqrt(sigmoid(x)) n)}.
     *
     * @param inputs total inputs x, not modified
     * @param normals normal draws n, not modified
     * @param states result, overwritten; may be {@code inputs} or {@code normals}
     * @param count number of values
     */
    public static void noisyRectified(float[] inputs, float[] normals, float[] states, int count) {
        LOOPS.noisyRectified(inputs, normals, states, count);
    }

    /**
     * One state of a group of softmax units a row: 1 in the column that a draw chooses, 0 in the others.
     *
     * @param values [rows x columns] probabilities, overwritten by states
     * @param rows number of rows
     * @param columns number of columns
     * @param uniform a draw in [0, 1) a row, not modified
     */
    public static void drawOneOf(float[] values, int rows, int columns, float[] uniform) {
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            int chosen = 0;
            double below = values[start];
            while (chosen < columns - 1 && uniform[row] >= below) {
                chosen++;
                below += values[start + chosen];
            }
            for (int column = 0; column < columns; column++) {
                values[start + column] = column == chosen ? 1 : 0;
            }
        }
    }

    /**
     * {@code values = values + biases}, row by row.
     *
     * @param values [rows x biases.length], overwritten
     * @param rows number of rows
     * @param biases one a column, not modified
     */
    public static void addBiases(float[] values, int rows, float[] biases) {
        int columns = biases.length;
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            for (int column = 0; column < columns; column++) {
                values[start + column] += biases[column];
            }
        }
    }

    /**
     * {@code values = max(0, values)}.
     *
     * @param values overwritten
     * @param count number of values
     */
    public static void rectify(float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = Math.max(0, values[i]);
        }
    }

    /**
     * {@code sums = sums + values}.
     *
     * @param values not modified
     * @param sums added to
     * @param count number of values
     */
    public static void add(float[] values, float[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += values[i];
        }
    }

    /**
     * {@code values = factor * values}.
     *
     * @param values overwritten
     * @param count number of values
     */
    public static void scale(float factor, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] *= factor;
        }
    }

    /**
     * Dropout (Srivastava et al. 2014) in its inverted form: a value is kept with some probability and then divided by it, so
     * that its expectation stays what it was and nothing is to be scaled when the network is used.
     *
     * @param values overwritten: 0 where the draw is {@code keep} or more, else divided by {@code keep}
     * @param uniform draws in [0, 1), not modified
     * @param keep probability that a value is kept, in (0, 1]
     * @param count number of values
     */
    public static void drop(float[] values, float[] uniform, float keep, int count) {
        LOOPS.drop(values, uniform, keep, 1 / keep, count);
    }

    /**
     * Back through the logistic function and through {@link #drop} after it. An output z that was kept is y / keep, so the
     * derivative of z by the function's argument is y (1 - y) / keep = z (1 - keep z); one that was dropped is 0, and so is
     * this.
     *
     * @param deltas derivatives by the outputs, overwritten by those by the function's arguments
     * @param outputs not modified
     * @param keep probability that an output was kept; 1 without dropout
     * @param count number of values
     */
    public static void timesSigmoidSlope(float[] deltas, float[] outputs, float keep, int count) {
        LOOPS.timesSlope(deltas, outputs, keep, count);
    }

    /**
     * Adds rows up: {@code sums += scale * row} for every row, in their order.
     *
     * @param values [rows x sums.length], not modified
     * @param rows number of rows
     * @param scale factor of every value
     * @param sums one a column, added to
     */
    public static void addRows(float[] values, int rows, float scale, float[] sums) {
        LOOPS.addRows(values, rows, scale, sums);
    }

    /**
     * Adds the squares of differences up: {@code sums += (a - b)^2} for every row, in their order.
     *
     * @param a [rows x sums.length], not modified
     * @param b [rows x sums.length], not modified
     * @param rows number of rows
     * @param sums one a column, added to
     */
    public static void addSquaredDifferences(float[] a, float[] b, int rows, float[] sums) {
        LOOPS.addSquaredDifferences(a, b, rows, sums);
    }

    /**
     * Adds squares up: {@code sums += value^2} for every row, in their order.
     *
     * @param values [rows x sums.length], not modified
     * @param rows number of rows
     * @param sums one a column, added to
     */
    public static void addSquares(float[] values, int rows, float[] sums) {
        LOOPS.addSquares(values, rows, sums);
    }

    /**
     * Unsigned bytes as fractions, 255 being 1.
     *
     * @param bytes not modified
     * @param start first byte read
     * @param values result, overwritten from {@code offset} on
     * @param offset first value written
     * @param count number of values
     */
    public static void fractions(byte[] bytes, int start, float[] values, int offset, int count) {
        LOOPS.fractions(bytes, start, values, offset, count);
    }

    /**
     * Turns the sign.
     *
     * @param values overwritten
     * @param count number of values
     */
    public static void negate(float[] values, int count) {
        LOOPS.negate(values, count);
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
     * The same step with Nesterov's momentum, the parameters being the place that the velocity alone leads to: {@code old =
     * velocities; velocities = momentum * old + increments; parameters = parameters + (1 + momentum) * velocities - momentum *
     * old}.
     *
     * @param increments not modified
     */
    public static void nesterovStep(float[] parameters, float[] velocities, float momentum, float[] increments) {
        for (int i = 0; i < parameters.length; i++) {
            float old = momentum * velocities[i];
            velocities[i] = old + increments[i];
            parameters[i] += Math.fma(momentum, velocities[i], increments[i]);
        }
    }

    /**
     * Multiplies every column by its own factor.
     *
     * @param values [rows x factors.length], overwritten
     * @param rows number of rows
     * @param factors one a column, not modified
     */
    public static void scaleColumns(float[] values, int rows, float[] factors) {
        LOOPS.scaleColumns(values, rows, factors);
    }

    /**
     * Takes a step against the signs: {@code values = values - step * sign(of)}, the sign of 0 being 0.
     *
     * @param values overwritten
     * @param of not modified
     * @param count number of values
     */
    public static void subtractSigns(float[] values, float step, float[] of, int count) {
        LOOPS.subtractSigns(values, step, of, count);
    }

    /**
     * Standardises cases: {@code values = (values - means) / deviations}, row by row, but for values beyond
     * {@link #MOST_DEVIATIONS}, which are taken as that far: a unit that differs from its mean in a few cases of many would
     * outweigh all others in them.
     *
     * @param values [rows x means.length], overwritten
     * @param rows number of rows
     * @param means one a column, not modified
     * @param deviations one a column, above 0, not modified
     */
    public static void standardise(float[] values, int rows, float[] means, float[] deviations) {
        int columns = means.length;
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            for (int column = 0; column < columns; column++) {
                float standardised = (values[start + column] - means[column]) / deviations[column];
                values[start + column] = Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, standardised));
            }
        }
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
