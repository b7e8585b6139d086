package org.beliefgrid.math;

/** The reference of the innermost loops, in plain Java: what runs where the Vector API is not there. */
final class PlainLoops extends Loops {
    // tanh(x) as x P(x^2) / Q(x^2), the minimax rational function of degrees 13 and 6 over [-LIMIT, LIMIT]; beyond that
    // tanh is 1 to the last bit of a float. Coefficients as in Eigen's generic_fast_tanh_float.
    static final float LIMIT = 7.90531110763549805f;
    static final float P1 = 4.89352455891786e-03f;
    static final float P3 = 6.37261928875436e-04f;
    static final float P5 = 1.48572235717979e-05f;
    static final float P7 = 5.12229709037114e-08f;
    static final float P9 = -8.60467152213735e-11f;
    static final float P11 = 2.00018790482477e-13f;
    static final float P13 = -2.76076847742355e-16f;
    static final float Q0 = 4.89352518554385e-03f;
    static final float Q2 = 2.26843463243900e-03f;
    static final float Q4 = 1.18534705686654e-04f;
    static final float Q6 = 1.19825839466702e-06f;

    private static final int ONE = Float.floatToRawIntBits(1f);

    @Override
    public String toString() {
        return "plain Java";
    }

    static float sigmoid(float x) {
        float t = Math.max(-LIMIT, Math.min(LIMIT, 0.5f * x));
        float s = t * t;
        float p = Math.fma(P13, s, P11);
        p = Math.fma(p, s, P9);
        p = Math.fma(p, s, P7);
        p = Math.fma(p, s, P5);
        p = Math.fma(p, s, P3);
        p = Math.fma(p, s, P1);
        float q = Math.fma(Math.fma(Math.fma(Q6, s, Q4), s, Q2), s, Q0);
        return Math.fma(0.5f, p * t / q, 0.5f);
    }

    @Override
    void addBiasesAndSigmoid(float[] values, int rows, float[] biases) {
        int columns = biases.length;
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            for (int column = 0; column < columns; column++) {
                values[start + column] += biases[column];
            }
        }
        sigmoids(values, rows * columns);
    }

    // One array at one index: that is what the compiler turns into vector instructions.
    private static void sigmoids(float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = sigmoid(values[i]);
        }
    }

    @Override
    void addRows(float[] values, int rows, float scale, float[] sums) {
        int columns = sums.length;
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            for (int column = 0; column < columns; column++) {
                sums[column] = Math.fma(scale, values[start + column], sums[column]);
            }
        }
    }

    @Override
    void addSquaredDifferences(float[] a, float[] b, int rows, float[] sums) {
        int columns = sums.length;
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            for (int column = 0; column < columns; column++) {
                float difference = a[start + column] - b[start + column];
                sums[column] = Math.fma(difference, difference, sums[column]);
            }
        }
    }

    @Override
    void addSquares(float[] values, int rows, float[] sums) {
        int columns = sums.length;
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            for (int column = 0; column < columns; column++) {
                sums[column] = Math.fma(values[start + column], values[start + column], sums[column]);
            }
        }
    }

    @Override
    void scaleColumns(float[] values, int rows, float[] factors) {
        int columns = factors.length;
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            for (int column = 0; column < columns; column++) {
                values[start + column] *= factors[column];
            }
        }
    }

    @Override
    void subtractSigns(float[] values, float step, float[] of, int count) {
        for (int i = 0; i < count; i++) {
            values[i] -= step * Math.signum(of[i]);
        }
    }

    @Override
    void addBiasesAndRectify(float[] values, int rows, float[] biases) {
        int columns = biases.length;
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            for (int column = 0; column < columns; column++) {
                values[start + column] = Math.max(values[start + column] + biases[column], 0f);
            }
        }
    }

    @Override
    void timesRectifiedSlope(float[] deltas, float[] outputs, float scale, int count) {
        for (int i = 0; i < count; i++) {
            deltas[i] = outputs[i] > 0 ? scale * deltas[i] : 0;
        }
    }

    @Override
    void drawStates(float[] probabilities, float[] uniform, float[] states, int count) {
        for (int i = 0; i < count; i++) {
            // The sign of the difference, without a branch that cannot be predicted.
            int below = Float.floatToRawIntBits(uniform[i] - probabilities[i]) >> 31;
            states[i] = Float.intBitsToFloat(below & ONE);
        }
    }

    @Override
    void drop(float[] values, float[] uniform, float keep, float scale, int count) {
        for (int i = 0; i < count; i++) {
            int kept = Float.floatToRawIntBits(uniform[i] - keep) >> 31;
            values[i] = Float.intBitsToFloat(kept & Float.floatToRawIntBits(scale * values[i]));
        }
    }

    @Override
    void timesSlope(float[] deltas, float[] outputs, float keep, int count) {
        for (int i = 0; i < count; i++) {
            deltas[i] *= outputs[i] * Math.fma(-keep, outputs[i], 1);
        }
    }

    @Override
    void fractions(byte[] bytes, int start, float[] values, int offset, int count) {
        for (int i = 0; i < count; i++) {
            values[offset + i] = (bytes[start + i] & 0xFF) / 255f;
        }
    }

    @Override
    void negate(float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = -values[i];
        }
    }

    @Override
    void blocks(long key, int c0, int c1, int c2, int c3, float[] out, int count) {
        Philox.blocks(key, c0, c1, c2, c3, out, 0, count);
    }
}
