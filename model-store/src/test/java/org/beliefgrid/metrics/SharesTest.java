package org.beliefgrid.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharesTest {
    /** 0.5, 0.3, 0.2 become 0.4, 0.3, 0.3. */
    @Test
    void theIndexIsThatOfTheHand() {
        Shares before = Shares.ofNames(List.of("a", "b"), new long[] {50, 30, 20});
        Shares after = Shares.ofNames(List.of("a", "b"), new long[] {4, 3, 3});
        double expected = (0.4 - 0.5) * Math.log(0.4 / 0.5) + 0 + (0.3 - 0.2) * Math.log(0.3 / 0.2);
        assertEquals(expected, before.stability(after), 1e-12);
        assertEquals(before.stability(after), after.stability(before), 1e-12);
        assertEquals(0, before.stability(before));
        assertEquals(2 * (1 / 100.0 + 1 / 10.0), before.byChance(after), 1e-12);
    }

    @Test
    void anEmptyBinCountsAsAlmostNothing() {
        Shares before = Shares.ofNames(List.of("a"), new long[] {1, 1});
        Shares after = Shares.ofNames(List.of("a"), new long[] {2, 0});
        double expected = 0.5 * Math.log(1 / 0.5) + (1e-4 - 0.5) * Math.log(1e-4 / 0.5);
        assertEquals(expected, before.stability(after), 1e-12);
    }

    @Test
    void tenthsHoldAsManyValuesEach() {
        double[] values = new Random(1).doubles(1000).toArray();
        Shares shares = Shares.ofNumbers(values);
        assertEquals(9, shares.borders().size());
        assertTrue(shares.counts().stream().allMatch(count -> Math.abs(count - 100) <= 9), shares::toString);
        assertEquals(shares, shares.ofOthers(values));
        assertEquals(0, shares.stability(shares.ofOthers(values)));
    }

    @Test
    void shiftedValuesAreFoundAndNoiseIsNot() {
        Random random = new Random(2);
        Shares before = Shares.ofNumbers(gaussians(random, 20_000, 0));
        Shares same = before.ofOthers(gaussians(random, 5_000, 0));
        Shares shifted = before.ofOthers(gaussians(random, 5_000, 1));
        assertTrue(before.stability(same) < 3 * before.byChance(same), () -> "index " + before.stability(same));
        assertEquals(1, before.stability(shifted), 0.15, "J of two normal distributions a deviation apart is 1");
        assertEquals(Drift.STABLE, Drift.of(before.stability(same)));
        assertEquals(Drift.RETRAIN, Drift.of(before.stability(shifted)));
    }

    private static double[] gaussians(Random random, int count, double mean) {
        return random.doubles(count).map(unused -> mean + random.nextGaussian()).toArray();
    }

    @Test
    void sparseAndConstantColumnsHaveFewBins() {
        double[] sparse = new double[100];
        Arrays.fill(sparse, 0, 5, 1);
        Shares shares = Shares.ofNumbers(sparse);
        assertEquals(List.of(0.0), shares.borders());
        assertEquals(List.of(95L, 5L), shares.counts());
        Shares constant = Shares.ofNumbers(new double[7]);
        assertEquals(List.of(7L), constant.counts());
        assertThrows(IllegalArgumentException.class, () -> constant.stability(shares));
        assertThrows(IllegalArgumentException.class, () -> Shares.ofNumbers(new double[0]));
    }

    /** What is rare has a bin on either side, so that a change of it is seen. */
    @Test
    void rareValuesBelowACommonOneHaveABin() {
        double[] mostlyOne = new double[100];
        Arrays.fill(mostlyOne, 5, 100, 1);
        Shares shares = Shares.ofNumbers(mostlyOne);
        assertEquals(List.of(0.0), shares.borders());
        assertEquals(List.of(5L, 95L), shares.counts());
        double[] three = new double[100];
        Arrays.fill(three, 5, 65, 1);
        Arrays.fill(three, 65, 100, 2);
        assertEquals(List.of(5L, 60L, 35L), Shares.ofNumbers(three).counts());
        double found = shares.stability(shares.ofOthers(new double[100]));
        double expected = (1 - 0.05) * Math.log(1 / 0.05) + (1e-4 - 0.95) * Math.log(1e-4 / 0.95);
        assertEquals(expected, found, 1e-12);
    }

    @Test
    void limitsAreThoseOfTheGuide() {
        assertEquals(List.of(Drift.STABLE, Drift.WATCH, Drift.WATCH, Drift.RETRAIN),
                List.of(Drift.of(0.0999), Drift.of(0.1), Drift.of(0.25), Drift.of(0.2501)));
    }
}
