package org.beliefgrid.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChiSquareTest {
    @ParameterizedTest(name = "{1} degrees of freedom exceed {0} with probability {2}")
    @CsvSource({"3.8414588, 1, 0.05", "10.8275662, 1, 0.001", "5.9914645, 2, 0.05", "7.8147279, 3, 0.05",
            "18.3070381, 10, 0.05", "124.3421134, 100, 0.05", "149.4492528, 100, 0.001"})
    void tailsAreThoseOfTheTables(double value, int degreesOfFreedom, double probability) {
        assertEquals(probability, ChiSquare.upperTail(value, degreesOfFreedom), 2e-8);
    }

    @Test
    void withTwoDegreesOfFreedomTheTailIsExponential() {
        for (double value = 0; value < 50; value += 0.25) {
            assertEquals(Math.exp(-value / 2), ChiSquare.upperTail(value, 2), 1e-13);
        }
    }

    @Test
    void unevenBinsAreRefused() {
        long[] counts = new long[256];
        Arrays.fill(counts, 4000);
        counts[17] = 4500;
        counts[18] = 3500;
        assertThrows(AssertionError.class, () -> ChiSquare.assertEquallyLikely(counts, "one bin is fuller"));
    }

    @Test
    void perfectlyEvenBinsAreRefused() {
        long[] counts = new long[256];
        Arrays.fill(counts, 4000);
        assertThrows(AssertionError.class, () -> ChiSquare.assertEquallyLikely(counts, "a counter, not a generator"));
    }
}
