package org.beliefgrid.data.digits;

import org.beliefgrid.math.CounterStream;

/** The uniform draws of one image, taken one after the other. Lives as long as one call of {@link DigitPainter#paint}. */
final class Draws {
    /** More than any image takes. */
    private static final int CAPACITY = 32;

    private final float[] uniform = new float[CAPACITY];
    private int taken;

    /**
     * @param stream stream of the image
     * @param from index of the first draw in the stream, a multiple of 4
     */
    Draws(CounterStream stream, int from) {
        stream.uniform(from, uniform, CAPACITY);
    }

    /** Uniform between two bounds. */
    float between(float low, float high) {
        return low + (high - low) * uniform[taken++];
    }

    /** Around 0, nearly normal with the given deviation, never beyond 3 deviations: the sum of three uniform draws. */
    float around0(float deviation) {
        float sum = uniform[taken] + uniform[taken + 1] + uniform[taken + 2];
        taken += 3;
        return (2 * sum - 3) * deviation;
    }

    /** Uniform from 0 to {@code bound - 1}. */
    int below(int bound) {
        return (int) (bound * (double) uniform[taken++]);
    }
}
