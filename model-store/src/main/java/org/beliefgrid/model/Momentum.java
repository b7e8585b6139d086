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
 * @param form where the gradient is taken
 */
public record Momentum(double initial, double last, int epochs, Ramp ramp, Form form) {
    /** No momentum. */
    public static final Momentum NONE = constant(0);

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

    /** Where the gradient of a step is taken. */
    public enum Form {
        /** At the parameters: {@code v = m v + g(w); w = w + v} (Polyak 1964). */
        CLASSICAL,
        /**
         * At the place that the velocity alone leads to (Nesterov 1983; Sutskever et al. 2013), with that place as the
         * parameters: {@code u = m v + g(w); w = w + (1 + m) u - m v} (Bengio, Boulanger-Lewandowski and Pascanu 2013). Where
         * the next step has another momentum n, as from one epoch to the next, it starts from {@code w + (n - m) u}.
         */
        NESTEROV;

        /** As written in settings. */
        public String setting() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Momentum {
        new Check()
                .belowOne("initial", initial)
                .belowOne("last", last)
                .that(epochs >= 0, "epochs", "0 or more", epochs)
                .orThrow();
    }

    /** Classical momentum. */
    public Momentum(double initial, double last, int epochs, Ramp ramp) {
        this(initial, last, epochs, ramp, Form.CLASSICAL);
    }

    /** The same classical momentum in all epochs, in [0, 1). */
    public static Momentum constant(double momentum) {
        new Check().belowOne("momentum", momentum).orThrow();
        return new Momentum(momentum, momentum, 0, Ramp.STEP);
    }

    /** The momentum of an epoch, counted from 0. */
    public float at(int epoch) {
        if (epoch >= epochs) {
            return (float) last;
        }
        return (float) (ramp == Ramp.STEP ? initial : initial + (last - initial) * epoch / epochs);
    }

    /** Whether it is 0 in all epochs. */
    public boolean none() {
        return initial == 0 && last == 0;
    }

    /** Whether it is of Nesterov's form. */
    public boolean nesterov() {
        return form == Form.NESTEROV;
    }
}
