package org.beliefgrid.learning;

import java.util.Arrays;
import org.beliefgrid.math.Blas;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.math.Matrix;
import org.beliefgrid.math.Matrix.Rows;

/**
 * The weights W of a layer and their velocity V during a shard's epoch, whose steps are
 * {@code V = momentum V - decay W + G; W = W + V} with a gradient G that is a product of two matrices. Done with one product
 * and one pass over the weights a step:
 *
 * <ul>
 * <li>Each matrix is held as a matrix times a number, so that a factor scales the number, and the product is added in place.
 * <li>Instead of V the step keeps {@code Y = V + k W}, with the small root k of
 * {@code momentum k^2 - (1 - momentum - decay) k + decay = 0}. Put into the steps above, all terms in W cancel, and what is
 * left is {@code Y = (1 + k) (momentum Y + G); W = (W + Y) / (1 + k)}: weight cost takes no pass of its own.
 * </ul>
 *
 * Where the root is not real (momentum within about twice the root of decay of 1), k is 0 and weight cost takes its pass. So it
 * is with Nesterov's momentum, an L1 cost or a bound of the norm, which take passes of their own. With Nesterov's momentum the
 * weights are the place that the velocity leads to ({@link PlaceAhead}), and costs are taken at the place that it left.
 */
final class WeightStep implements AutoCloseable {
    /** Below this a number goes back into its matrix, long before either could leave the range of a float. */
    private static final float LEAST_SCALE = 0x1.0p-20f;

    private final Matrix weights;
    private final Matrix velocity;
    private final float momentum;
    private final Steps steps;
    private final float decayPass;
    private final float k;
    private final int chunkRows;
    private final float[] values;
    private final float[] others;
    private final float[] squares;
    private float weightScale = 1;
    private float velocityScale = 1;

    /**
     * @param inputs rows of the weights
     * @param units columns of the weights
     * @param weights [inputs x units] at the start, not modified
     * @param velocity [inputs x units] at the start, not modified
     * @param steps of the epoch
     */
    WeightStep(int inputs, int units, float[] weights, float[] velocity, Steps steps) {
        this.weights = new Matrix(inputs, units);
        this.weights.set(weights, weights.length);
        this.velocity = new Matrix(inputs, units);
        this.velocity.set(velocity, velocity.length);
        this.steps = steps;
        momentum = steps.momentum();
        double decay = steps.learningRate() * steps.weightCost();
        double root = steps.plain() ? root(momentum, decay) : Double.NaN;
        k = Double.isNaN(root) ? 0 : (float) root;
        decayPass = Double.isNaN(root) ? (float) decay : 0;
        chunkRows = Matrix.chunkRows(units);
        int chunk = steps.l1() > 0 || steps.bounded() ? chunkRows * units : 0;
        values = new float[chunk];
        others = new float[steps.l1() > 0 ? chunk : 0];
        squares = new float[steps.bounded() ? units : 0];
        if (k > 0) {
            Blas.add(k, this.weights.all(), this.velocity.all());
        }
    }

    /** The small root k of {@code momentum k^2 - (1 - momentum - decay) k + decay = 0}; NaN if it is not real. */
    private static double root(double momentum, double decay) {
        double middle = 1 - momentum - decay;
        double discriminant = middle * middle - 4 * momentum * decay;
        return middle > 0 && discriminant >= 0 ? 2 * decay / (middle + Math.sqrt(discriminant)) : Double.NaN;
    }

    /** {@code result = sign * from W}. */
    void up(float sign, Rows from, Rows result) {
        Blas.product(sign * weightScale, from, weights.all(), 0, result);
    }

    /** {@code result = result + sign * from W}. */
    void addUp(float sign, Rows from, Rows result) {
        Blas.product(sign * weightScale, from, weights.all(), 1, result);
    }

    /** {@code result = from transposed(W)}. */
    void down(Rows from, Rows result) {
        Blas.productWithTransposed(weightScale, from, weights.all(), 0, result);
    }

    /**
     * One step, with the gradient {@code G = rate * transposed(below) above}.
     *
     * @param rate learning rate by the number of cases, with its sign
     * @param below [cases x inputs], not modified
     * @param above [cases x units], not modified
     */
    void take(float rate, Rows below, Rows above) {
        if (steps.nesterov()) {
            Blas.add(-momentum * velocityScale, velocity.all(), weights.all());
        }
        float scaled = velocityScale * momentum * (1 + k);
        if (scaled < LEAST_SCALE) {
            Blas.transposedProduct(rate * (1 + k), below, above, scaled, velocity.all());
            velocityScale = 1;
        } else {
            Blas.transposedProduct(rate * (1 + k) / scaled, below, above, 1, velocity.all());
            velocityScale = scaled;
        }
        if (decayPass > 0) {
            Blas.add(-decayPass / velocityScale, weights.all(), velocity.all());
        }
        if (steps.l1() > 0) {
            subtractSigns((float) (steps.learningRate() * steps.l1()) / velocityScale);
        }
        float ahead = steps.nesterov() ? 1 + momentum : 1;
        Blas.add(ahead * velocityScale / weightScale, velocity.all(), weights.all());
        if (steps.bounded()) {
            bound((float) steps.maxNorm());
        }
        weightScale /= 1 + k;
        if (weightScale < LEAST_SCALE) {
            Blas.scale(weightScale, weights.all());
            weightScale = 1;
        }
    }

    private void subtractSigns(float step) {
        for (int row = 0; row < weights.rows(); row += chunkRows) {
            int count = Math.min(chunkRows, weights.rows() - row) * weights.columns();
            weights.get(row, others, 0, count);
            velocity.get(row, values, 0, count);
            Elementwise.subtractSigns(values, step, others, count);
            velocity.set(row, values, 0, count);
        }
    }

    /** Scales the weights into each unit down to the bound where they are longer. */
    private void bound(float longest) {
        Arrays.fill(squares, 0);
        // From the last rows, which the step has left in the cache, to the first ones, with which the next pass begins.
        for (int row = (weights.rows() - 1) / chunkRows * chunkRows; row >= 0; row -= chunkRows) {
            int rows = Math.min(chunkRows, weights.rows() - row);
            weights.get(row, values, 0, rows * weights.columns());
            Elementwise.addSquares(values, rows, squares);
        }
        boolean all = true;
        for (int unit = 0; unit < squares.length; unit++) {
            float norm = (float) Math.sqrt(squares[unit]);
            all &= norm <= longest;
            squares[unit] = norm <= longest ? 1 : longest / norm;
        }
        for (int row = 0; !all && row < weights.rows(); row += chunkRows) {
            int rows = Math.min(chunkRows, weights.rows() - row);
            weights.get(row, values, 0, rows * weights.columns());
            Elementwise.scaleColumns(values, rows, squares);
            weights.set(row, values, 0, rows * weights.columns());
        }
    }

    /** A copy of the weights. */
    float[] copyOfWeights() {
        float[] copy = new float[weights.rows() * weights.columns()];
        weights.get(copy, copy.length);
        for (int i = 0; i < copy.length; i++) {
            copy[i] *= weightScale;
        }
        return copy;
    }

    /**
     * A copy of the velocity.
     *
     * @param copyOfWeights from {@link #copyOfWeights}
     */
    float[] copyOfVelocity(float[] copyOfWeights) {
        float[] copy = new float[velocity.rows() * velocity.columns()];
        velocity.get(copy, copy.length);
        for (int i = 0; i < copy.length; i++) {
            copy[i] = Math.fma(-k, copyOfWeights[i], copy[i] * velocityScale);
        }
        return copy;
    }

    @Override
    public void close() {
        weights.close();
        velocity.close();
    }
}
