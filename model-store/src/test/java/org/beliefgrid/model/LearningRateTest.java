package org.beliefgrid.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.LearningRate.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws of the schedules, for all epochs of a training. */
class LearningRateTest {
    private static final double INITIAL = 0.3;
    private static final int EPOCHS = 40;

    /** With factor and last value where the schedule has them. */
    private static LearningRate rate(Schedule schedule, double factor, double last, int warmUp) {
        return new LearningRate(INITIAL, schedule, schedule == Schedule.EXPONENTIAL ? factor : 1,
                schedule == Schedule.CONSTANT ? 0 : last, warmUp);
    }

    @Test
    void aConstantRateIsTheSameInAllEpochs() {
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            assertEquals(INITIAL, LearningRate.constant(INITIAL).at(epoch, EPOCHS));
        }
    }

    @ParameterizedTest(name = "factor {0}, last {1}")
    @CsvSource({"0.9, 0", "0.995, 0", "0.5, 0.01", "0.001, 0.3"})
    void anExponentialRateFallsByItsFactorAnEpochAndNotBelowTheLast(double factor, double last) {
        LearningRate rate = new LearningRate(INITIAL, Schedule.EXPONENTIAL, factor, last, 0);
        double expected = INITIAL;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            assertEquals(Math.max(last, expected), rate.at(epoch, EPOCHS), 1e-14, "epoch " + epoch);
            expected *= factor;
        }
    }

    @ParameterizedTest(name = "to {0} after {1} epochs of warming up")
    @CsvSource({"0, 0", "0.03, 0", "0.03, 7", "0.3, 3"})
    void aCosineRateFallsFromInitialToLastSlowlyAtBothEnds(double last, int warmUp) {
        LearningRate rate = new LearningRate(INITIAL, Schedule.COSINE, 1, last, warmUp);
        int length = EPOCHS - warmUp;
        assertEquals(INITIAL, rate.at(warmUp, EPOCHS));
        assertEquals(last, rate.at(EPOCHS, EPOCHS), 1e-15, "where it would go on to");
        for (int t = 0; t < length; t++) {
            double now = rate.at(warmUp + t, EPOCHS);
            double next = rate.at(warmUp + t + 1, EPOCHS);
            assertTrue(next <= now && (last == INITIAL || next < now), "falls at " + t);
            assertEquals(INITIAL + last, now + rate.at(EPOCHS - t, EPOCHS), 1e-14, "a point of symmetry in the middle");
            double angle = Math.PI * t / length;
            assertEquals(Math.pow(Math.cos(angle / 2), 2) * (INITIAL - last), now - last, 1e-14, "half of the angle, squared");
        }
    }

    @ParameterizedTest
    @EnumSource(Schedule.class)
    void warmingUpTakesEqualStepsToTheFirstValueOfTheSchedule(Schedule schedule) {
        int warmUp = 5;
        LearningRate rate = rate(schedule, 0.9, 0.01, warmUp);
        LearningRate cold = rate(schedule, 0.9, 0.01, 0);
        double step = INITIAL / (warmUp + 1);
        for (int epoch = 0; epoch <= warmUp; epoch++) {
            assertEquals((epoch + 1) * step, rate.at(epoch, EPOCHS), 1e-15, "epoch " + epoch);
        }
        for (int epoch = warmUp; epoch < EPOCHS; epoch++) {
            assertEquals(cold.at(epoch - warmUp, EPOCHS - warmUp), rate.at(epoch, EPOCHS), "then the schedule, epoch " + epoch);
        }
    }

    @ParameterizedTest
    @EnumSource(Schedule.class)
    void noRateIsAboveTheFirstOrNegativeHoweverFewTheEpochs(Schedule schedule) {
        for (int epochs = 1; epochs < 12; epochs++) {
            for (int warmUp = 0; warmUp < 15; warmUp++) {
                LearningRate rate = rate(schedule, 0.7, 0.05, warmUp);
                for (int epoch = 0; epoch < epochs; epoch++) {
                    double found = rate.at(epoch, epochs);
                    assertTrue(found > 0 && found <= INITIAL, found + " in epoch " + epoch + " of " + epochs);
                    assertTrue(epoch < warmUp || found >= 0.05, found + " in epoch " + epoch + " of " + epochs);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aFirstValueThatIsNoStepSizeIsRefused(double initial) {
        refused("learningRate", () -> LearningRate.constant(initial));
        refused("initial", () -> new LearningRate(initial, Schedule.COSINE, 1, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1, 1.0000001, Double.NaN, Double.POSITIVE_INFINITY})
    void aFactorThatDoesNotShrinkIsRefused(double factor) {
        refused("factor", () -> new LearningRate(INITIAL, Schedule.EXPONENTIAL, factor, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-9, 0.30000001, Double.NaN, Double.POSITIVE_INFINITY})
    void aLastValueOutsideOfZeroToInitialIsRefused(double last) {
        refused("last", () -> new LearningRate(INITIAL, Schedule.COSINE, 1, last, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 2, 0, -1, Double.NaN})
    void aFactorIsRefusedWhereTheScheduleHasNone(double factor) {
        refused("factor must be 1 with schedule constant", () -> new LearningRate(INITIAL, Schedule.CONSTANT, factor, 0, 0));
        refused("factor must be 1 with schedule cosine", () -> new LearningRate(INITIAL, Schedule.COSINE, factor, 0.1, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, INITIAL, 1, -1, Double.NaN})
    void aLastValueIsRefusedWhereTheRateDoesNotFall(double last) {
        refused("last must be 0 with schedule constant", () -> new LearningRate(INITIAL, Schedule.CONSTANT, 1, last, 0));
    }

    @Test
    void aNegativeWarmUpIsRefused() {
        refused("warmUp", () -> new LearningRate(INITIAL, Schedule.CONSTANT, 1, 0, -1));
    }

    private static void refused(String named, Executable making) {
        String message = assertThrows(InvalidConfigException.class, making).getMessage();
        assertTrue(message.contains(named), message);
    }
}
