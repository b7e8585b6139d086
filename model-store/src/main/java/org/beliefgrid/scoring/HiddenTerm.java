package org.beliefgrid.scoring;

import org.beliefgrid.model.UnitKind;

/**
 * What a hidden unit takes from the free energy, as a function of its total input x: {@code softplus(x) = log(1 + exp(x))} for
 * a Bernoulli unit, and for a rectified one, which stands for Bernoulli units with biases lower by 0.5, 1.5, 2.5 and so on
 * (Nair and Hinton 2010), the sum of {@code softplus(x - i + 0.5)} over i from 1 up. Between points of a table both are
 * interpolated by cubic polynomials with an error below 1e-8; beyond it they are what they tend to.
 */
final class HiddenTerm {
    private static final int LIMIT = 40;
    private static final int POINTS_IN_ONE = 16;
    /** The sum over the copies of a rectified unit tends to {@code x^2 / 2 + BEYOND}: Euler and Maclaurin's formula. */
    static final double BEYOND = Math.PI * Math.PI / 6 - 1.0 / 24;

    private final boolean rectified;
    private final double[] values = new double[2 * LIMIT * POINTS_IN_ONE + 1];
    /** Slopes by the distance of two points. */
    private final double[] slopes = new double[values.length];

    HiddenTerm(UnitKind hidden) {
        if (hidden == UnitKind.GAUSSIAN) {
            throw new IllegalArgumentException("hidden units must be Bernoulli or rectified, were Gaussian");
        }
        rectified = hidden == UnitKind.RECTIFIED;
        for (int i = 0; i < values.length; i++) {
            double x = (double) i / POINTS_IN_ONE - LIMIT - (rectified ? 0.5 : 0);
            values[i] = softplus(x);
            slopes[i] = 1 / (1 + StrictMath.exp(-x)) / POINTS_IN_ONE;
            if (rectified && i >= POINTS_IN_ONE) {  // one copy more than at x - 1
                values[i] += values[i - POINTS_IN_ONE];
                slopes[i] += slopes[i - POINTS_IN_ONE];
            }
        }
    }

    /** {@code log(1 + exp(x))}. */
    static double softplus(double x) {
        return Math.max(0, x) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    /** The term of a total input; of NaN it is NaN. */
    double of(float x) {
        if (!(x < LIMIT)) {
            return rectified ? 0.5 * x * x + BEYOND : x;
        }
        if (x <= -LIMIT) {
            return 0;
        }
        double place = ((double) x + LIMIT) * POINTS_IN_ONE;
        int point = (int) place;
        double t = place - point;
        double u = 1 - t;
        return u * u * ((1 + 2 * t) * values[point] + t * slopes[point])
                + t * t * ((1 + 2 * u) * values[point + 1] - u * slopes[point + 1]);
    }
}
