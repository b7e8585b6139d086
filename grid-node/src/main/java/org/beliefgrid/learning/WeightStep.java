package org.beliefgrid.learning;

import org.beliefgrid.math.Blas;
import org.beliefgrid.math.Matrix;
import org.beliefgrid.math.Matrix.Rows;

/**
 * The weights of a layer and their velocity during a shard's epoch. The velocity is held as a matrix times a number: momentum
 * then scales a number instead of a pass over the matrix, and the gradient, which is a product, is added to it in place.
 */
final class WeightStep implements AutoCloseable {
    /** Below this the number goes back into the matrix, long before either could leave the range of a float. */
    private static final float LEAST_SCALE = 0x1.0p-20f;

    private final Matrix weights;
    private final Matrix velocity;
    private float scale = 1;

    /**
     * @param inputs rows of the weights
     * @param units columns of the weights
     * @param weights [inputs x units] at the start, not modified
     * @param velocity [inputs x units] at the start, not modified
     */
    WeightStep(int inputs, int units, float[] weights, float[] velocity) {
        this.weights = new Matrix(inputs, units);
        this.weights.set(weights, weights.length);
        this.velocity = new Matrix(inputs, units);
        this.velocity.set(velocity, velocity.length);
    }

    /** The present weights. */
    Rows weights() {
        return weights.all();
    }

    /**
     * {@code velocity = momentum * velocity + rate * transposed(below) above - decay * weights; weights = weights + velocity}.
     *
     * @param rate learning rate by the number of cases, with its sign
     * @param below [cases x inputs], not modified
     * @param above [cases x units], not modified
     * @param momentum in [0, 1)
     * @param decay learning rate times weight cost, 0 and up
     */
    void take(float rate, Rows below, Rows above, float momentum, float decay) {
        float scaled = scale * momentum;
        if (scaled < LEAST_SCALE) {
            Blas.transposedProduct(rate, below, above, scaled, velocity.all());
            scale = 1;
        } else {
            Blas.transposedProduct(rate / scaled, below, above, 1, velocity.all());
            scale = scaled;
        }
        if (decay > 0) {
            Blas.add(-decay / scale, weights.all(), velocity.all());
        }
        Blas.add(scale, velocity.all(), weights.all());
    }

    /** A copy of the weights. */
    float[] copyOfWeights() {
        float[] copy = new float[weights.rows() * weights.columns()];
        weights.get(copy, copy.length);
        return copy;
    }

    /** A copy of the velocity. */
    float[] copyOfVelocity() {
        float[] copy = new float[velocity.rows() * velocity.columns()];
        velocity.get(copy, copy.length);
        for (int i = 0; i < copy.length; i++) {
            copy[i] *= scale;
        }
        return copy;
    }

    @Override
    public void close() {
        weights.close();
        velocity.close();
    }
}
