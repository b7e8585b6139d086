package org.beliefgrid.learning;

/**
 * One named run of numbers in a {@link State}.
 *
 * @param name unique in its state, such as {@code layer0.weights}
 * @param length number of values, at least 1
 * @param role who needs it and what averaging does to it
 */
public record Section(String name, int length, Role role) {
    /** Who needs a section, and what averaging does to it. */
    public enum Role {
        /** Parameters: shards change them, their mean goes on, with block momentum where the plan says so. */
        LEARNED,
        /** Velocities of learned sections: shards change them, their plain mean goes on. */
        VELOCITY,
        /** Kept by the driver alone, such as the velocity of block momentum. */
        DRIVER,
        /** A shard's own, from round to round, such as the chains of persistent contrastive divergence. */
        OWN,
        /** Fixed while the algorithm runs, such as the layers below the one being trained; shards read them. */
        FROZEN;

        /** Whether shards send this section back to be averaged. */
        public boolean averaged() {
            return this == LEARNED || this == VELOCITY;
        }
    }

    public Section {
        if (length < 1) {
            throw new IllegalArgumentException("section " + name + " must have at least 1 value, had " + length);
        }
    }
}
