package org.beliefgrid.learning;

import org.beliefgrid.math.CounterStream;

/** Small random weights to begin with (Hinton's Practical Guide, section 8). */
final class InitialWeights {
    private InitialWeights() {
    }

    static float[] gaussian(CounterStream stream, int count, double deviation) {
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = (float) (deviation * stream.gaussian(i));
        }
        return weights;
    }
}
