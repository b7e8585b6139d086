package org.beliefgrid.learning;

import java.util.Random;
import org.beliefgrid.learning.Section.Role;

/** Random states and cases. */
final class RandomValues {
    private RandomValues() {
    }

    static float[] floats(Random random, int count, double deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    /** A state of the algorithm in which every number is random, velocities too. */
    static State state(Random random, IterativeAlgorithm algorithm, double deviation) {
        State.Builder state = new State.Builder();
        for (Section section : algorithm.layout()) {
            state.add(section, floats(random, section.length(), section.role() == Role.VELOCITY ? deviation / 10 : deviation));
        }
        return state.build();
    }

    /** Cases with values between 0 and 1 and these labels. */
    static ShardCases cases(Random random, int units, int... labels) {
        float[] values = new float[labels.length * units];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return ShardCases.ofFloats(units, values, labels);
    }
}
