package org.beliefgrid.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.Momentum.Form;
import org.beliefgrid.model.Momentum.Ramp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws of momentum over the epochs, and its bounds. */
class MomentumTest {
    @ParameterizedTest(name = "from {0} to {1} in {2} epochs")
    @CsvSource({"0.5, 0.9, 5", "0.5, 0.9, 0", "0.9, 0.5, 3", "0, 0.99, 1"})
    void aStepKeepsTheFirstValueUntilTheChangeIsOver(double initial, double last, int epochs) {
        Momentum momentum = new Momentum(initial, last, epochs, Ramp.STEP);
        for (int epoch = 0; epoch < 12; epoch++) {
            assertEquals((float) (epoch < epochs ? initial : last), momentum.at(epoch), "epoch " + epoch);
        }
    }

    @ParameterizedTest(name = "from {0} to {1} in {2} epochs")
    @CsvSource({"0.5, 0.9, 8", "0.9, 0.1, 4", "0, 0.99, 1", "0.3, 0.3, 5", "0.5, 0.9, 0"})
    void aLinearChangeTakesEqualSteps(double initial, double last, int epochs) {
        Momentum momentum = new Momentum(initial, last, epochs, Ramp.LINEAR);
        assertEquals((float) (epochs == 0 ? last : initial), momentum.at(0));
        for (int epoch = 0; epoch < epochs; epoch++) {
            double step = (double) momentum.at(epoch + 1) - momentum.at(epoch);
            assertEquals((last - initial) / epochs, step, 2e-7, "epoch " + epoch);
        }
        assertEquals((float) last, momentum.at(epochs));
        assertEquals((float) last, momentum.at(epochs + 1000));
    }

    @Test
    void itIsNoneOnlyIfItIsZeroInAllEpochs() {
        assertTrue(Momentum.NONE.none());
        assertTrue(new Momentum(0, 0, 7, Ramp.LINEAR, Form.NESTEROV).none());
        assertFalse(new Momentum(0, 0.1, 1000, Ramp.STEP).none());
        assertFalse(new Momentum(0.1, 0, 3, Ramp.LINEAR).none());
    }

    @Test
    void itIsClassicalUnlessItSaysOtherwise() {
        assertFalse(Momentum.constant(0.5).nesterov());
        assertFalse(new Momentum(0.5, 0.9, 5, Ramp.STEP).nesterov());
        assertTrue(new Momentum(0.5, 0.9, 5, Ramp.STEP, Form.NESTEROV).nesterov());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-9, 1, 1.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNotBelowOneIsRefused(double momentum) {
        assertThrows(InvalidConfigException.class, () -> Momentum.constant(momentum));
        assertThrows(InvalidConfigException.class, () -> new Momentum(momentum, 0.9, 5, Ramp.STEP));
        assertThrows(InvalidConfigException.class, () -> new Momentum(0.5, momentum, 5, Ramp.STEP));
    }

    /** Kernels calculate with floats: there 1 would be reached, and a velocity never lose anything. */
    @ParameterizedTest
    @ValueSource(doubles = {0.99999998, 0x1.fffffffffffffp-1})
    void whatIsNotBelowOneAsAFloatIsRefused(double momentum) {
        assertEquals("momentum must be in [0, 1) as a number of 32 bits, was " + momentum,
                assertThrows(InvalidConfigException.class, () -> Momentum.constant(momentum)).getMessage());
        assertThrows(InvalidConfigException.class, () -> new Momentum(momentum, 0.9, 5, Ramp.STEP));
        assertThrows(InvalidConfigException.class, () -> new Momentum(0.5, momentum, 5, Ramp.STEP));
        assertEquals(Math.nextDown(1f), Momentum.constant(Math.nextDown(1f)).at(0), "the largest below 1");
    }

    @Test
    void aNegativeNumberOfEpochsIsRefused() {
        assertThrows(InvalidConfigException.class, () -> new Momentum(0.5, 0.9, -1, Ramp.STEP));
    }
}
