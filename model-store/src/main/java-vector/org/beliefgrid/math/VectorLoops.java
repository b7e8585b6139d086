package org.beliefgrid.math;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops with the Vector API, an incubating module of the JDK, which is why this class has a source folder of its
 * own. Gives the bits of {@link PlainLoops}; what a whole vector does not cover is done by its operations, one by one.
 */
final class VectorLoops extends Loops {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    /** As many bytes as a vector has floats. */
    private static final VectorSpecies<Byte> BYTES = VectorSpecies.of(byte.class,
            VectorShape.forBitSize(Math.max(64, FLOATS.length() * Byte.SIZE)));
    private static final int WIDTH = FLOATS.length();
    private static final int ONE = Float.floatToRawIntBits(1f);

    private static final long LOW_WORD = 0xFFFFFFFFL;

    VectorLoops() {
        if (WIDTH < 4 || WIDTH > Philox.BLOCK / 2) {
            throw new UnsupportedOperationException("vectors of " + WIDTH + " floats");
        }
    }

    @Override
    public String toString() {
        return "Vector API, %d floats at a time".formatted(WIDTH);
    }

    @Override
    void addBiasesAndSigmoid(float[] values, int rows, float[] biases) {
        int columns = biases.length;
        int whole = FLOATS.loopBound(columns);
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            for (int column = 0; column < whole; column += WIDTH) {
                FloatVector x = FloatVector.fromArray(FLOATS, values, start + column)
                        .add(FloatVector.fromArray(FLOATS, biases, column));
                sigmoid(x).intoArray(values, start + column);
            }
            for (int column = whole; column < columns; column++) {
                values[start + column] = PlainLoops.sigmoid(values[start + column] + biases[column]);
            }
        }
    }

    private static FloatVector sigmoid(FloatVector x) {
        FloatVector t = x.mul(0.5f).min(PlainLoops.LIMIT).max(-PlainLoops.LIMIT);
        FloatVector s = t.mul(t);
        FloatVector p = constant(PlainLoops.P13).fma(s, constant(PlainLoops.P11));
        p = p.fma(s, constant(PlainLoops.P9));
        p = p.fma(s, constant(PlainLoops.P7));
        p = p.fma(s, constant(PlainLoops.P5));
        p = p.fma(s, constant(PlainLoops.P3));
        p = p.fma(s, constant(PlainLoops.P1));
        FloatVector q = constant(PlainLoops.Q6).fma(s, constant(PlainLoops.Q4));
        q = q.fma(s, constant(PlainLoops.Q2));
        q = q.fma(s, constant(PlainLoops.Q0));
        return p.mul(t).div(q).fma(constant(0.5f), constant(0.5f));
    }

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    @Override
    void addRows(float[] values, int rows, float scale, float[] sums) {
        int columns = sums.length;
        int whole = FLOATS.loopBound(columns);
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            for (int column = 0; column < whole; column += WIDTH) {
                FloatVector.fromArray(FLOATS, values, start + column)
                        .fma(constant(scale), FloatVector.fromArray(FLOATS, sums, column)).intoArray(sums, column);
            }
            for (int column = whole; column < columns; column++) {
                sums[column] = Math.fma(scale, values[start + column], sums[column]);
            }
        }
    }

    @Override
    void addSquaredDifferences(float[] a, float[] b, int rows, float[] sums) {
        int columns = sums.length;
        int whole = FLOATS.loopBound(columns);
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            for (int column = 0; column < whole; column += WIDTH) {
                FloatVector difference = FloatVector.fromArray(FLOATS, a, start + column)
                        .sub(FloatVector.fromArray(FLOATS, b, start + column));
                difference.fma(difference, FloatVector.fromArray(FLOATS, sums, column)).intoArray(sums, column);
            }
            for (int column = whole; column < columns; column++) {
                float difference = a[start + column] - b[start + column];
                sums[column] = Math.fma(difference, difference, sums[column]);
            }
        }
    }

    @Override
    void addSquares(float[] values, int rows, float[] sums) {
        int columns = sums.length;
        int whole = FLOATS.loopBound(columns);
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            for (int column = 0; column < whole; column += WIDTH) {
                FloatVector value = FloatVector.fromArray(FLOATS, values, start + column);
                value.fma(value, FloatVector.fromArray(FLOATS, sums, column)).intoArray(sums, column);
            }
            for (int column = whole; column < columns; column++) {
                sums[column] = Math.fma(values[start + column], values[start + column], sums[column]);
            }
        }
    }

    @Override
    void scaleColumns(float[] values, int rows, float[] factors) {
        int columns = factors.length;
        int whole = FLOATS.loopBound(columns);
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            for (int column = 0; column < whole; column += WIDTH) {
                FloatVector.fromArray(FLOATS, values, start + column).mul(FloatVector.fromArray(FLOATS, factors, column))
                        .intoArray(values, start + column);
            }
            for (int column = whole; column < columns; column++) {
                values[start + column] *= factors[column];
            }
        }
    }

    @Override
    void subtractSigns(float[] values, float step, float[] of, int count) {
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += WIDTH) {
            FloatVector x = FloatVector.fromArray(FLOATS, of, i);
            FloatVector signs = x.blend(1f, x.compare(VectorOperators.GT, 0f)).blend(-1f, x.compare(VectorOperators.LT, 0f));
            FloatVector.fromArray(FLOATS, values, i).sub(signs.mul(step)).intoArray(values, i);
        }
        for (int i = whole; i < count; i++) {
            values[i] -= step * Math.signum(of[i]);
        }
    }

    @Override
    void addBiasesAndRectify(float[] values, int rows, float[] biases) {
        int columns = biases.length;
        int whole = FLOATS.loopBound(columns);
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            for (int column = 0; column < whole; column += WIDTH) {
                FloatVector.fromArray(FLOATS, values, start + column).add(FloatVector.fromArray(FLOATS, biases, column))
                        .max(0f).intoArray(values, start + column);
            }
            for (int column = whole; column < columns; column++) {
                values[start + column] = Math.max(values[start + column] + biases[column], 0f);
            }
        }
    }

    @Override
    void timesRectifiedSlope(float[] deltas, float[] outputs, float scale, int count) {
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += WIDTH) {
            FloatVector scaled = FloatVector.fromArray(FLOATS, deltas, i).mul(scale);
            constant(0).blend(scaled, FloatVector.fromArray(FLOATS, outputs, i).compare(VectorOperators.GT, 0f))
                    .intoArray(deltas, i);
        }
        for (int i = whole; i < count; i++) {
            deltas[i] = outputs[i] > 0 ? scale * deltas[i] : 0;
        }
    }

    @Override
    void drawStates(float[] probabilities, float[] uniform, float[] states, int count) {
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += WIDTH) {
            FloatVector difference = FloatVector.fromArray(FLOATS, uniform, i)
                    .sub(FloatVector.fromArray(FLOATS, probabilities, i));
            difference.reinterpretAsInts().lanewise(VectorOperators.ASHR, 31).and(ONE).reinterpretAsFloats()
                    .intoArray(states, i);
        }
        for (int i = whole; i < count; i++) {
            int below = Float.floatToRawIntBits(uniform[i] - probabilities[i]) >> 31;
            states[i] = Float.intBitsToFloat(below & ONE);
        }
    }

    @Override
    void drop(float[] values, float[] uniform, float keep, float scale, int count) {
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += WIDTH) {
            IntVector kept = FloatVector.fromArray(FLOATS, uniform, i).sub(keep).reinterpretAsInts()
                    .lanewise(VectorOperators.ASHR, 31);
            FloatVector.fromArray(FLOATS, values, i).mul(scale).reinterpretAsInts().and(kept).reinterpretAsFloats()
                    .intoArray(values, i);
        }
        for (int i = whole; i < count; i++) {
            int kept = Float.floatToRawIntBits(uniform[i] - keep) >> 31;
            values[i] = Float.intBitsToFloat(kept & Float.floatToRawIntBits(scale * values[i]));
        }
    }

    @Override
    void timesSlope(float[] deltas, float[] outputs, float keep, int count) {
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += WIDTH) {
            FloatVector output = FloatVector.fromArray(FLOATS, outputs, i);
            FloatVector slope = output.mul(output.fma(constant(-keep), constant(1)));
            FloatVector.fromArray(FLOATS, deltas, i).mul(slope).intoArray(deltas, i);
        }
        for (int i = whole; i < count; i++) {
            deltas[i] *= outputs[i] * Math.fma(-keep, outputs[i], 1);
        }
    }

    @Override
    void normals(float[] draws, int count) {
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += WIDTH) {
            FloatVector twice = FloatVector.fromArray(FLOATS, draws, i).fma(constant(2), constant(PlainLoops.TO_CENTRES));
            FloatVector q = twice.mul(0.5f);
            FloatVector far = q.abs();
            FloatVector tail = tail(far);
            tail = tail.blend(tail.neg(), q.compare(VectorOperators.LT, 0));
            middle(q).blend(tail, far.compare(VectorOperators.GT, PlainLoops.MIDDLE)).intoArray(draws, i);
        }
        for (int i = whole; i < count; i++) {
            draws[i] = PlainLoops.normal(draws[i]);
        }
    }

    private static FloatVector middle(FloatVector q) {
        FloatVector r = q.neg().fma(q, constant(PlainLoops.CENTRE));
        FloatVector above = constant(PlainLoops.A3).fma(r, constant(PlainLoops.A2)).fma(r, constant(PlainLoops.A1))
                .fma(r, constant(PlainLoops.A0));
        FloatVector below = constant(PlainLoops.B3).fma(r, constant(PlainLoops.B2)).fma(r, constant(PlainLoops.B1))
                .fma(r, constant(1));
        return q.mul(above).div(below);
    }

    private static FloatVector tail(FloatVector far) {
        FloatVector r = log(constant(0.5f).sub(far)).neg().sqrt().sub(PlainLoops.TAIL);
        FloatVector above = constant(PlainLoops.C3).fma(r, constant(PlainLoops.C2)).fma(r, constant(PlainLoops.C1))
                .fma(r, constant(PlainLoops.C0));
        FloatVector below = constant(PlainLoops.D2).fma(r, constant(PlainLoops.D1)).fma(r, constant(1));
        return above.div(below);
    }

    private static FloatVector log(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector exponents = bits.sub(PlainLoops.ROOT_OF_HALF).lanewise(VectorOperators.ASHR, PlainLoops.MANTISSA_BITS);
        FloatVector y = bits.sub(exponents.lanewise(VectorOperators.LSHL, PlainLoops.MANTISSA_BITS)).reinterpretAsFloats()
                .sub(1);
        FloatVector exponent = (FloatVector) exponents.convert(VectorOperators.I2F, 0);
        FloatVector square = y.mul(y);
        FloatVector p = constant(PlainLoops.L0).fma(y, constant(PlainLoops.L1)).fma(y, constant(PlainLoops.L2))
                .fma(y, constant(PlainLoops.L3)).fma(y, constant(PlainLoops.L4)).fma(y, constant(PlainLoops.L5))
                .fma(y, constant(PlainLoops.L6)).fma(y, constant(PlainLoops.L7)).fma(y, constant(PlainLoops.L8));
        FloatVector low = exponent.fma(constant(PlainLoops.LOG_2_LOW), p.mul(y).mul(square));
        return exponent.fma(constant(PlainLoops.LOG_2_HIGH), square.fma(constant(-0.5f), low).add(y));
    }

    @Override
    void noisyRectified(float[] inputs, float[] normals, float[] states, int count) {
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += WIDTH) {
            FloatVector x = FloatVector.fromArray(FLOATS, inputs, i);
            sigmoid(x).sqrt().fma(FloatVector.fromArray(FLOATS, normals, i), x).max(0).intoArray(states, i);
        }
        for (int i = whole; i < count; i++) {
            states[i] = PlainLoops.noisyRectified(inputs[i], normals[i]);
        }
    }

    @Override
    void fractions(byte[] bytes, int start, float[] values, int offset, int count) {
        // The last vectors of bytes reach no further than the count: vectors narrower than 8 bytes do not exist.
        int whole = FLOATS.loopBound(Math.max(0, count - BYTES.length() + WIDTH));
        for (int i = 0; i < whole; i += WIDTH) {
            IntVector signed = (IntVector) ByteVector.fromArray(BYTES, bytes, start + i)
                    .convertShape(VectorOperators.B2I, INTS, 0);
            ((FloatVector) signed.and(0xFF).convert(VectorOperators.I2F, 0)).div(255f).intoArray(values, offset + i);
        }
        for (int i = whole; i < count; i++) {
            values[offset + i] = (bytes[start + i] & 0xFF) / 255f;
        }
    }

    @Override
    void negate(float[] values, int count) {
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += WIDTH) {
            FloatVector.fromArray(FLOATS, values, i).neg().intoArray(values, i);
        }
        for (int i = whole; i < count; i++) {
            values[i] = -values[i];
        }
    }

    /** One counter a lane, and in its 64 bits two words side by side: as 32-bit lanes they are in the order of a block. */
    @Override
    void blocks(long key, int c0, int c1, int c2, int c3, float[] out, int count) {
        int whole = count - count % Philox.BLOCK;
        LongVector lanes = LongVector.zero(LONGS).addIndex(1).add(c0 & LOW_WORD);
        for (int counter = 0; counter < whole / Philox.WORDS; counter += LONGS.length()) {
            // The first word counts up; it may wrap round in the middle, as an int does.
            LongVector x0 = lanes.add(counter).and(LOW_WORD);
            LongVector x1 = LongVector.broadcast(LONGS, c1 & LOW_WORD);
            LongVector x2 = LongVector.broadcast(LONGS, c2 & LOW_WORD);
            LongVector x3 = LongVector.broadcast(LONGS, c3 & LOW_WORD);
            int k0 = (int) key;
            int k1 = (int) (key >>> 32);
            for (int round = 0; round < Philox.ROUNDS; round++) {
                LongVector product0 = x0.mul(Philox.MULTIPLIER_0);
                LongVector product1 = x2.mul(Philox.MULTIPLIER_1);
                x0 = product1.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, x1)
                        .lanewise(VectorOperators.XOR, k0 & LOW_WORD);
                x1 = product1.and(LOW_WORD);
                x2 = product0.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, x3)
                        .lanewise(VectorOperators.XOR, k1 & LOW_WORD);
                x3 = product0.and(LOW_WORD);
                k0 += Philox.WEYL_0;
                k1 += Philox.WEYL_1;
            }
            int start = counter / Philox.BLOCK_COUNTERS * Philox.BLOCK + counter % Philox.BLOCK_COUNTERS * 2;
            fractions(x0, x1).intoArray(out, start);
            fractions(x2, x3).intoArray(out, start + Philox.BLOCK / 2);
        }
        Philox.blocks(key, c0 + whole / Philox.WORDS, c1, c2, c3, out, whole, count);
    }

    /** The upper 24 bits of each word as a multiple of 2^-24. */
    private static FloatVector fractions(LongVector even, LongVector odd) {
        LongVector words = even.lanewise(VectorOperators.OR, odd.lanewise(VectorOperators.LSHL, 32));
        return ((FloatVector) words.reinterpretAsInts().lanewise(VectorOperators.LSHR, 8)
                .convert(VectorOperators.I2F, 0)).mul(Philox.FLOAT_UNIT);
    }
}
