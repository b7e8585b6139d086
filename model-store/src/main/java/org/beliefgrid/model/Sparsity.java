package org.beliefgrid.model;

/**
 * A target for how often hidden units are on (Hinton's Practical Guide, section 11; Lee, Ekanadham and Ng 2008). The penalty is
 * the cross-entropy between the target and a hidden unit's decaying mean activation; its gradient by the unit's total input,
 * {@code cost * (target - mean activation)}, moves the unit's bias and incoming weights.
 *
 * @param target desired probability of being on, in (0, 1); the guide takes 0.01 to 0.1
 * @param cost factor of the gradient, 0 and up; 0, the default, for none
 * @param decay of the mean activation from mini-batch to mini-batch, in [0, 1); the guide takes 0.9 to 0.99
 */
public record Sparsity(double target, double cost, double decay) {
    /** No target. */
    public static final Sparsity NONE = new Sparsity(0.1, 0, 0.9);

    public Sparsity {
        new Check()
                .asFloat(value -> value > 0 && value < 1, "target", "in (0, 1)", target)
                .notNegative("cost", cost)
                .belowOne("decay", decay)
                .orThrow();
    }

    /** Whether there is none. */
    public boolean none() {
        return cost == 0;
    }
}
