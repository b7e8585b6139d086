package org.beliefgrid.model;

import java.util.Locale;

/**
 * Momentum as it changes with the epochs: {@code initial} at the first epoch, {@code last} from epoch {@code epochs} on.
 * Hinton's Practical Guide, section 9, starts at 0.5 and goes to 0.9 once the first fast progress is made.
 *
 * @param initial momentum of the first epoch, in [0, 1)
 * @param last momentum from epoch {@code epochs} on, in [0, 1)
 * @param epochs how many epochs the change takes, 0 and up
 * @param ramp how it goes from one to the other
 */
public record Momentum(double initial, double last, int epochs, Ramp ramp) {
    /** How a value changes. */
    public enum Ramp {
        /** {@code initial} until the last epoch of the change, then {@code last}. */
        STEP,
        /** The same difference every epoch. */
        LINEAR;

        /** As written in settings. */
        public String setting() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Momentum {
        new Check()
                .that(initial >= 0 && initial < 1, "momentum.initial", "in [0, 1)", initial)
                .that(last >= 0 && last < 1, "momentum.last", "in [0, 1)", last)
                .that(epochs >= 0, "momentum.epochs", "0 or more", epochs)
                .orThrow();
    }

    /** The same momentum in all epochs, in [0, 1). */
    public static Momentum constant(double momentum) {
        new Check().that(momentum >= 0 && momentum < 1, "momentum", "in [0, 1)", momentum).orThrow();
        return new Momentum(momentum, momentum, 0, Ramp.STEP);
    }

    /** The momentum of an epoch, counted from 0. */
    public float at(int epoch) {
        if (epoch >= epochs) {
            return (float) last;
        }
        return (float) (ramp == Ramp.STEP ? initial : initial + (last - initial) * epoch / epochs);
    }
}
