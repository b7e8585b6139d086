package org.beliefgrid.model;

/**
 * Learning from adversarial copies of the cases (Goodfellow, Shlens and Szegedy, "Explaining and harnessing adversarial
 * examples", 2015, section 6): of each case in a mini-batch the same step learns a copy too, whose values are moved by
 * {@code epsilon} in the direction in which the loss grows, the fast gradient sign method. What is made small is
 * {@code (1 - share) loss(x) + share loss(x + epsilon sign(gradient of the loss by x))}. A copy has the units dropped out that
 * its case has, and its values are not cut off at 0 and 1.
 *
 * @param epsilon how far a value is moved, 0 and up, finite; in the units of the values that the network takes; default 0, no
 *     copies; the paper takes 0.25 for MNIST
 * @param share weight of the copies, in (0, 1); default 0.5, as in the paper
 */
public record Adversarial(double epsilon, double share) {
    /** No copies. */
    public static final Adversarial NONE = new Adversarial(0, 0.5);

    public Adversarial {
        new Check()
                .that(epsilon >= 0 && Float.isFinite((float) epsilon), "epsilon", "0 or more, finite", epsilon)
                .that(share > 0 && share < 1 && (float) share > 0 && (float) share < 1, "share", "in (0, 1)", share)
                .orThrow();
    }

    /** Whether there are copies. */
    public boolean used() {
        return (float) epsilon > 0;
    }
}
