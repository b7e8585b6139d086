package org.beliefgrid.scoring;

import java.util.Random;

/** Random values of cases and parameters. */
final class RandomFloats {
    private RandomFloats() {
    }

    /** Evenly from 0 to 1, as images are. */
    static float[] uniform(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    /** Normally about 0. */
    static float[] normals(Random random, int count, double deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }
}
