package org.beliefgrid.scorer;

import java.util.Arrays;
import org.beliefgrid.model.UnitKind;

/**
 * The way up through one layer, in loops that the JVM's compiler makes vector instructions of. Products are summed in floats
 * over {@link #INPUTS_AT_ONCE} inputs, and these sums in doubles: so the error does not grow with the width of the layer below.
 *
 * @param inputs number N of units below
 * @param units number U of units
 * @param weights [N x U] row-major, not modified
 * @param biases [U], not modified
 * @param kind of the units, which says what their means are
 */
record PlainLayer(int inputs, int units, float[] weights, float[] biases, UnitKind kind) {
    private static final int INPUTS_AT_ONCE = 64;

    /** The same layer with total inputs in place of means. */
    PlainLayer withoutActivation() {
        return new PlainLayer(inputs, units, weights, biases, UnitKind.GAUSSIAN);
    }

    /**
     * The means of the units.
     *
     * @param below [cases x inputs], not modified
     * @param cases number of cases
     * @return [cases x units], new
     */
    float[] means(float[] below, int cases) {
        double[] sums = new double[cases * units];
        float[] products = new float[units];
        for (int first = 0; first < inputs; first += INPUTS_AT_ONCE) {
            int end = Math.min(inputs, first + INPUTS_AT_ONCE);
            for (int row = 0; row < cases; row++) {
                Arrays.fill(products, 0);
                for (int input = first; input < end; input++) {
                    float value = below[row * inputs + input];
                    if (value != 0) {   // most pixels of a digit are
                        addProducts(value, input * units, products);
                    }
                }
                for (int unit = 0; unit < units; unit++) {
                    sums[row * units + unit] += products[unit];
                }
            }
        }
        float[] means = new float[sums.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = (float) mean(sums[i] + biases[i % units]);
        }
        return means;
    }

    private void addProducts(float value, int start, float[] products) {
        for (int unit = 0; unit < products.length; unit++) {
            products[unit] += value * weights[start + unit];
        }
    }

    private double mean(double input) {
        return switch (kind) {
            case BERNOULLI -> 1 / (1 + Math.exp(-input));
            case GAUSSIAN -> input;
            case RECTIFIED -> Math.max(0, input);
        };
    }
}
