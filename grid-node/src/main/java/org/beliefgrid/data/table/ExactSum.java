package org.beliefgrid.data.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The sum of any doubles, without an error and so in whatever order they come: a whole number of units of 2^-1074, in limbs of
 * 32 bits that may overflow for a while ("small superaccumulator", Neal, "Fast exact summation using small and large
 * superaccumulators", 2015).
 */
final class ExactSum {
    private static final int LIMB_BITS = 32;
    private static final long MASK = 0xFFFF_FFFFL;
    /** 2046 places of the lowest bit, 53 bits, and room for the carries of 2^31 rows. */
    private static final int LIMBS = 68;
    private static final int FRACTION_BITS = 52;
    private static final int EXPONENT_MASK = 0x7FF;
    /** A limb takes less than 2^32 from a number, so that so many of them do not overflow a long. */
    private static final int MOST_ADDED = 1 << 30;
    private static final BigDecimal UNIT = new BigDecimal(BigInteger.ONE.shiftLeft(1074));

    private final long[] limbs = new long[LIMBS];
    private int added;

    /** @param value finite */
    void add(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> FRACTION_BITS) & EXPONENT_MASK;
        long mantissa = bits & (1L << FRACTION_BITS) - 1;
        if (exponent == 0) {
            exponent = 1;
        } else {
            mantissa |= 1L << FRACTION_BITS;
        }
        int limb = exponent - 1 >>> 5;
        int shift = exponent - 1 & LIMB_BITS - 1;
        long low = mantissa << shift & MASK;
        long middle = mantissa >>> LIMB_BITS - shift & MASK;
        long high = mantissa >>> 2 * LIMB_BITS - 1 - shift >>> 1;
        if (bits < 0) {
            limbs[limb] -= low;
            limbs[limb + 1] -= middle;
            limbs[limb + 2] -= high;
        } else {
            limbs[limb] += low;
            limbs[limb + 1] += middle;
            limbs[limb + 2] += high;
        }
        if (++added == MOST_ADDED) {
            carry();
        }
    }

    /** Adds a square, whose rounding error is a double, too. */
    void addSquare(double value) {
        double square = value * value;
        add(square);
        add(Math.fma(value, value, -square));
    }

    /** Adds another sum. */
    void add(ExactSum other) {
        carry();
        other.carry();
        for (int limb = 0; limb < LIMBS; limb++) {
            limbs[limb] += other.limbs[limb];
        }
        added = 1;
    }

    void write(DataOutput out) throws IOException {
        carry();
        for (long limb : limbs) {
            out.writeLong(limb);
        }
    }

    /** What {@link #write} wrote. */
    static ExactSum read(DataInput in) throws IOException {
        ExactSum sum = new ExactSum();
        for (int limb = 0; limb < LIMBS; limb++) {
            sum.limbs[limb] = in.readLong();
        }
        return sum;
    }

    private void carry() {
        for (int limb = 0; limb < LIMBS - 1; limb++) {
            limbs[limb + 1] += limbs[limb] >> LIMB_BITS;
            limbs[limb] &= MASK;
        }
        added = 0;
    }

    /** The sum itself. */
    BigDecimal value() {
        BigInteger sum = BigInteger.ZERO;
        for (int limb = LIMBS - 1; limb >= 0; limb--) {
            sum = sum.shiftLeft(LIMB_BITS).add(BigInteger.valueOf(limbs[limb]));
        }
        return new BigDecimal(sum).divide(UNIT);
    }
}
