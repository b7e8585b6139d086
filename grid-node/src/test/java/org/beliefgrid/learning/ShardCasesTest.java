package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ShardCasesTest {
    private static final int U = ShardCases.UNLABELLED;

    @Test
    void bytesStandForZeroToOne() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < 256; i++) {
            bytes[i] = (byte) i;
        }
        ShardCases cases = ShardCases.ofBytes(64, bytes, new int[4]);
        float[] values = new float[64];
        for (int i = 0; i < 4; i++) {
            cases.copy(i, values, 0);
            for (int unit = 0; unit < 64; unit++) {
                assertEquals((64 * i + unit) / 255f, values[unit]);
            }
        }
    }

    @Test
    void floatsComeAsTheyAre() {
        float[] out = {9, 9, 9, 9};
        ShardCases.ofFloats(2, new float[] {0.1f, 0.2f, -3, 4}, new int[2]).copy(1, out, 1);
        assertArrayEquals(new float[] {9, -3, 4, 9}, out);
    }

    @Test
    void aCaseIsCopiedToItsPlaceAndNowhereElse() {
        float[] out = {9, 9, 9, 9};
        ShardCases.ofBytes(2, new byte[] {0, 0, (byte) 255, 0}, new int[2]).copy(1, out, 1);
        assertArrayEquals(new float[] {9, 1, 0, 9}, out);
    }

    @Test
    void labelledCasesAreFoundInTheirOrder() {
        ShardCases cases = ShardCases.ofBytes(1, new byte[5], new int[] {U, 0, U, 254, 3});
        assertArrayEquals(new int[] {1, 3, 4}, cases.labelled());
        assertEquals(5, cases.cases());
        assertEquals(254, cases.label(3));
        assertArrayEquals(new int[0], ShardCases.ofBytes(1, new byte[2], new int[] {U, U}).labelled());
    }

    @Test
    void otherValuesKeepTheLabels() {
        ShardCases cases = ShardCases.ofBytes(1, new byte[2], new int[] {U, 7}).withValues(3, new float[] {1, 2, 3, 4, 5, 6});
        assertEquals(3, cases.units());
        assertEquals(7, cases.label(1));
        float[] values = new float[3];
        cases.copy(1, values, 0);
        assertArrayEquals(new float[] {4, 5, 6}, values);
    }

    @Test
    void aWrongNumberOfValuesIsRefused() {
        assertEquals("2 cases of 3 units must have 6 values, had 5",
                assertThrows(IllegalArgumentException.class, () -> ShardCases.ofBytes(3, new byte[5], new int[2]))
                .getMessage());
        assertThrows(IllegalArgumentException.class, () -> ShardCases.ofFloats(3, new float[7], new int[2]));
        ShardCases cases = ShardCases.ofBytes(1, new byte[2], new int[2]);
        assertThrows(IllegalArgumentException.class, () -> cases.withValues(2, new float[2]));
    }
}
