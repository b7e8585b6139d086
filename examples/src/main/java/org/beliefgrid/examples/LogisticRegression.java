package org.beliefgrid.examples;

/**
 * Logistic regression with a ridge, by Newton's method: what networks are to be compared with. The bias is not held down.
 *
 * @param weights [inputs + 1] of the inputs, and the bias behind them
 */
record LogisticRegression(double[] weights) {
    private static final int STEPS = 30;
    private static final double ENOUGH = 1e-9;

    /**
     * Fits to cases.
     *
     * @param cases [cases][inputs] not modified
     * @param positive [cases]
     * @param ridge by what half the squared length of the weights counts beside the summed log loss, above 0
     */
    static LogisticRegression fit(float[][] cases, boolean[] positive, double ridge) {
        int size = cases[0].length + 1;
        double[] weights = new double[size];
        for (int step = 0; step < STEPS; step++) {
            double[] gradient = new double[size];
            double[][] curvature = new double[size][size];
            for (int i = 0; i < size; i++) {
                double held = i < size - 1 ? ridge : 1e-9;
                gradient[i] = -held * weights[i];
                curvature[i][i] = held;
            }
            for (int i = 0; i < cases.length; i++) {
                double probability = probability(weights, cases[i]);
                add(cases[i], (positive[i] ? 1 : 0) - probability, probability * (1 - probability), gradient, curvature);
            }
            double[] change = solved(curvature, gradient);
            double largest = 0;
            for (int i = 0; i < size; i++) {
                weights[i] += change[i];
                largest = Math.max(largest, Math.abs(change[i]));
            }
            if (largest < ENOUGH) {
                break;
            }
        }
        return new LogisticRegression(weights);
    }

    private static void add(float[] inputs, double residual, double variance, double[] gradient, double[][] curvature) {
        int size = gradient.length;
        for (int i = 0; i < size; i++) {
            double left = i < inputs.length ? inputs[i] : 1;
            gradient[i] += residual * left;
            for (int j = 0; left != 0 && j < size; j++) {
                curvature[i][j] += variance * left * (j < inputs.length ? inputs[j] : 1);
            }
        }
    }

    /** The solution of a symmetric, positive system, by elimination; both arguments are lost. */
    private static double[] solved(double[][] matrix, double[] right) {
        int size = right.length;
        for (int pivot = 0; pivot < size; pivot++) {
            for (int row = pivot + 1; row < size; row++) {
                double factor = matrix[row][pivot] / matrix[pivot][pivot];
                for (int column = pivot; factor != 0 && column < size; column++) {
                    matrix[row][column] -= factor * matrix[pivot][column];
                }
                right[row] -= factor * right[pivot];
            }
        }
        for (int row = size - 1; row >= 0; row--) {
            for (int column = row + 1; column < size; column++) {
                right[row] -= matrix[row][column] * right[column];
            }
            right[row] /= matrix[row][row];
        }
        return right;
    }

    /** The probability that a case is positive. */
    double probability(float[] inputs) {
        return probability(weights, inputs);
    }

    private static double probability(double[] weights, float[] inputs) {
        double sum = weights[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            sum += weights[i] * inputs[i];
        }
        return 1 / (1 + Math.exp(-sum));
    }
}
