package org.beliefgrid.model;

import java.util.Locale;

/**
 * Step size for the mean gradient of a mini-batch, as it changes with the epochs. It may be warmed up: in the first
 * {@code warmUp} epochs it grows by the same difference every epoch (Goyal et al., "Accurate, large minibatch SGD", 2017), from
 * {@code initial / (warmUp + 1)} on; the schedule begins after them, with t = 0.
 *
 * @param initial first value of the schedule, greater than 0 and finite
 * @param schedule how it goes on
 * @param factor of an exponential schedule, in (0, 1); 1 for the others
 * @param last value that a cosine schedule goes to, 0 and up, at most {@code initial}; an exponential one does not go below it;
 *     0 for a constant one
 * @param warmUp epochs of warming up, 0 and up
 */
public record LearningRate(double initial, Schedule schedule, double factor, double last, int warmUp) {
    /** How a learning rate goes on. */
    public enum Schedule {
        /** {@code initial} in all epochs. */
        CONSTANT,
        /** {@code max(last, initial * factor^t)}. */
        EXPONENTIAL,
        /**
         * {@code last + (initial - last) (1 + cos(pi t / T)) / 2}, T being the epochs after the warm-up (Loshchilov and Hutter,
         * "SGDR: stochastic gradient descent with warm restarts", 2017, without restarts).
         */
        COSINE;

        /** As written in settings. */
        public String setting() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LearningRate {
        boolean falls = schedule == Schedule.EXPONENTIAL;
        new Check()
                .positive("initial", initial)
                .that(falls ? factor > 0 && factor < 1 : factor == 1, "factor", falls
                        ? "greater than 0 and below 1 with schedule exponential"
                        : "1 with schedule " + schedule.setting() + ", which has none", factor)
                .that(schedule == Schedule.CONSTANT ? last == 0 : last >= 0 && !(last > initial), "last",
                        schedule == Schedule.CONSTANT ? "0 with schedule constant, which does not fall"
                                : "from 0 to initial, " + initial, last)
                .that(warmUp >= 0, "warmUp", "0 or more", warmUp)
                .orThrow();
    }

    /** The same rate in all epochs, greater than 0 and finite. */
    public static LearningRate constant(double rate) {
        new Check().positive("learningRate", rate).orThrow();
        return new LearningRate(rate, Schedule.CONSTANT, 1, 0, 0);
    }

    /**
     * The rate of an epoch; the same bits on any machine.
     *
     * @param epoch counted from 0
     * @param epochs epochs in all
     */
    public double at(int epoch, int epochs) {
        if (epoch < warmUp) {
            return initial * (epoch + 1) / (warmUp + 1);
        }
        int t = epoch - warmUp;
        return switch (schedule) {
            case CONSTANT -> initial;
            case EXPONENTIAL -> Math.max(last, initial * StrictMath.pow(factor, t));
            // The least of the two: rounding may lead above the first value.
            case COSINE -> Math.min(initial,
                    last + (initial - last) * (1 + StrictMath.cos(StrictMath.PI * t / Math.max(1, epochs - warmUp))) / 2);
        };
    }

    @Override
    public String toString() {
        return switch (schedule) {
            case CONSTANT -> Double.toString(initial);
            case EXPONENTIAL -> initial + " by " + factor + " an epoch";
            case COSINE -> initial + " to " + last;
        };
    }
}
