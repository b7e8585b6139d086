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

    // The inverse of the normal distribution function, PPND7 of Wichura, algorithm AS 241 (Applied Statistics 37, 1988): in the
    // middle q N(r) / D(r), r = CENTRE - q^2, q = p - 1/2; in the tails, as far out as draws of 24 bits reach, N(r) / D(r) with
    // r = sqrt(-log p) - TAIL.
    static final float MIDDLE = 0.425f;
    static final float CENTRE = 0.180625f;
    static final float A0 = 3.3871327179E+00f;
    static final float A1 = 5.0434271938E+01f;
    static final float A2 = 1.5929113202E+02f;
    static final float A3 = 5.9109374720E+01f;
    static final float B1 = 1.7895169469E+01f;
    static final float B2 = 7.8757757664E+01f;
    static final float B3 = 6.7187563600E+01f;
    static final float TAIL = 1.6f;
    static final float C0 = 1.4234372777E+00f;
    static final float C1 = 2.7568153900E+00f;
    static final float C2 = 1.3067284816E+00f;
    static final float C3 = 1.7023821103E-01f;
    static final float D1 = 7.3700164250E-01f;
    static final float D2 = 1.2021132975E-01f;
    /** From a draw u, a multiple of 2^-24 in [0, 1), to {@code 2 p - 1 = 2 u + TO_CENTRES}: p is the middle of its interval. */
    static final float TO_CENTRES = 0x1.0p-24f - 1;
    // The natural logarithm as in Moshier's Cephes library (logf): a polynomial around 1, and the exponent times log 2 in two
    // parts.
    static final int ROOT_OF_HALF = 0x3F3504F3;
    static final int MANTISSA_BITS = 23;
    static final float L0 = 7.0376836292E-2f;
    static final float L1 = -1.1514610310E-1f;
    static final float L2 = 1.1676998740E-1f;
    static final float L3 = -1.2420140846E-1f;
    static final float L4 = 1.4249322787E-1f;
    static final float L5 = -1.6668057665E-1f;
    static final float L6 = 2.0000714765E-1f;
    static final float L7 = -2.4999993993E-1f;
    static final float L8 = 3.3333331174E-1f;
    static final float LOG_2_LOW = -2.12194440e-4f;
    static final float LOG_2_HIGH = 0.693359375f;

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

    /** The value that a normal variable is below with a probability in the middle of the draw's interval of 2^-24. */
    static float normal(float draw) {
        float twice = Math.fma(2, draw, TO_CENTRES);
        float q = 0.5f * twice;
        if (Math.abs(q) <= MIDDLE) {
            float r = Math.fma(-q, q, CENTRE);
            float above = Math.fma(Math.fma(Math.fma(A3, r, A2), r, A1), r, A0);
            float below = Math.fma(Math.fma(Math.fma(B3, r, B2), r, B1), r, 1);
            return q * above / below;
        }
        float r = (float) Math.sqrt(-log(0.5f - Math.abs(q))) - TAIL;
        float above = Math.fma(Math.fma(Math.fma(C3, r, C2), r, C1), r, C0);
        float below = Math.fma(Math.fma(D2, r, D1), r, 1);
        return Math.copySign(above / below, q);
    }

    /** The natural logarithm of a positive number that is not subnormal. */
    static float log(float x) {
        int bits = Float.floatToRawIntBits(x);
        int exponent = bits - ROOT_OF_HALF >> MANTISSA_BITS;
        float y = Float.intBitsToFloat(bits - (exponent << MANTISSA_BITS)) - 1;
        float square = y * y;
        float p = Math.fma(L0, y, L1);
        p = Math.fma(p, y, L2);
        p = Math.fma(p, y, L3);
        p = Math.fma(p, y, L4);
        p = Math.fma(p, y, L5);
        p = Math.fma(p, y, L6);
        p = Math.fma(p, y, L7);
        p = Math.fma(p, y, L8);
        float low = Math.fma(exponent, LOG_2_LOW, p * y * square);
        return Math.fma(exponent, LOG_2_HIGH, Math.fma(-0.5f, square, low) + y);
    }

    @Override
    void normals(float[] draws, int count) {
        for (int i = 0; i < count; i++) {
            draws[i] = normal(draws[i]);
        }
    }

    @Override
    void noisyRectified(float[] inputs, float[] normals, float[] states, int count) {
        for (int i = 0; i < count; i++) {
            states[i] = noisyRectified(inputs[i], normals[i]);
        }
    }

    static float noisyRectified(float input, float normal) {
        return Math.max(0, Math.fma((float) Math.sqrt(sigmoid(input)), normal, input));
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
