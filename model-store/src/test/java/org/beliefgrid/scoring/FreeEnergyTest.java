package org.beliefgrid.scoring;

import static org.beliefgrid.scoring.RandomFloats.normals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.UnitKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Free energies against sums over all hidden states, in doubles. */
class FreeEnergyTest {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 1);
    private static final int V = 5;
    private static final int H = 4;
    private static final int CASES = 31;
    /** Copies of a rectified unit that are summed over one by one. */
    private static final int COPIES = 400;

    private final Random random = new Random(SEED);
    private final Rbm rbm = new Rbm(V, H, normals(random, V * H, 1), normals(random, V, 1), normals(random, H, 1));
    private final float[][] cases = new float[CASES][];

    FreeEnergyTest() {
        for (int i = 0; i < CASES; i++) {
            cases[i] = normals(random, V, 2);
        }
    }

    @ParameterizedTest(name = "{0} at once")
    @ValueSource(ints = {1, 7, 1000})
    void itIsTheLogarithmOfTheSumOverAllHiddenStates(int casesAtOnce) {
        for (UnitKind visible : UnitKind.values()) {
            try (FreeEnergy energy = new FreeEnergy(rbm, visible, UnitKind.BERNOULLI, casesAtOnce)) {
                double[] found = energy.of(CASES, this::copy);
                for (int i = 0; i < CASES; i++) {
                    assertEquals(enumerated(cases[i], visible), found[i], 2e-5, "case " + i + ", seed " + SEED);
                }
            }
        }
    }

    private void copy(int index, float[] out, int offset) {
        System.arraycopy(cases[index], 0, out, offset, V);
    }

    private double enumerated(float[] v, UnitKind visible) {
        double sum = 0;
        for (int state = 0; state < 1 << H; state++) {
            double energy = 0;
            for (int i = 0; i < V; i++) {
                double bias = rbm.visibleBiases()[i];
                energy += visible == UnitKind.BERNOULLI ? -bias * v[i] : (v[i] - bias) * (v[i] - bias) / 2;
            }
            for (int j = 0; j < H; j++) {
                energy -= (state >> j & 1) * input(v, j);
            }
            sum += Math.exp(-energy);
        }
        return -Math.log(sum);
    }

    private double input(float[] v, int j) {
        double input = rbm.hiddenBiases()[j];
        for (int i = 0; i < V; i++) {
            input += (double) v[i] * rbm.weights()[i * H + j];
        }
        return input;
    }

    /** A rectified unit is the sum of Bernoulli units that share weights, with biases lower by 0.5, 1.5 and so on. */
    @Test
    void aRectifiedUnitIsAllItsCopies() {
        try (FreeEnergy energy = new FreeEnergy(rbm, UnitKind.GAUSSIAN, UnitKind.RECTIFIED, 10)) {
            double[] found = energy.of(CASES, this::copy);
            for (int i = 0; i < CASES; i++) {
                double expected = 0;
                for (int unit = 0; unit < V; unit++) {
                    expected += Math.pow(cases[i][unit] - rbm.visibleBiases()[unit], 2) / 2;
                }
                for (int j = 0; j < H; j++) {
                    for (int copy = 1; copy <= COPIES; copy++) {
                        expected -= Math.log1p(Math.exp(input(cases[i], j) - copy + 0.5));
                    }
                }
                assertEquals(expected, found[i], 1e-5 * Math.max(1, Math.abs(expected)), "seed " + SEED);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"BERNOULLI", "RECTIFIED"})
    void theTermOfAHiddenUnitIsExactToTheLastDigitsInTheTableAndBeyondIt(UnitKind hidden) {
        HiddenTerm term = new HiddenTerm(hidden);
        for (float x = -60; x < 90; x += 0.0137f) {
            double expected = 0;
            for (int copy = 1; copy <= (hidden == UnitKind.RECTIFIED ? COPIES : 1); copy++) {
                double input = hidden == UnitKind.RECTIFIED ? (double) x - copy + 0.5 : x;
                expected += Math.max(0, input) + Math.log1p(Math.exp(-Math.abs(input)));
            }
            assertEquals(expected, term.of(x), 1e-8 * Math.max(1, expected), "at " + x);
        }
        assertTrue(Double.isNaN(term.of(Float.NaN)));
        assertEquals(0, term.of(Float.NEGATIVE_INFINITY));
        assertEquals(Double.POSITIVE_INFINITY, term.of(Float.POSITIVE_INFINITY));
    }

    @Test
    void gaussianHiddenUnitsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new FreeEnergy(rbm, UnitKind.BERNOULLI, UnitKind.GAUSSIAN, 10));
    }
}
