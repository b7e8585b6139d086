package org.beliefgrid.learning;

import static org.beliefgrid.learning.LayerSections.velocity;

import java.util.Arrays;
import org.beliefgrid.math.Elementwise;

/** The biases of a group of units during a shard's epoch, and what a mini-batch adds to their velocities. */
final class Biases {
    private final float[] biases;
    private final float[] velocities;
    private final float[] increments;

    /** @param section where they stand in the state, their velocities beside them */
    Biases(State start, String section) {
        biases = start.get(section).clone();
        velocities = start.get(velocity(section)).clone();
        increments = new float[biases.length];
    }

    /** The biases as they are now. */
    float[] values() {
        return biases;
    }

    float[] velocities() {
        return velocities;
    }

    /**
     * Adds rows to the increment.
     *
     * @param values [rows x units], not modified
     * @param rate factor of every value
     */
    void add(float[] values, int rows, float rate) {
        Elementwise.addRows(values, rows, rate, increments);
    }

    /** One step with the increment. */
    void move(Steps steps) {
        steps.move(biases, velocities, increments);
        Arrays.fill(increments, 0);
    }
}
