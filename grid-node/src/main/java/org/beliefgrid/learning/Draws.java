package org.beliefgrid.learning;

import java.util.EnumMap;
import java.util.Map;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;

/**
 * The random draws of one shard's round. A mini-batch has a stream for each purpose, and each step of it its own stretch of the
 * stream, as long as that of a full mini-batch.
 */
final class Draws {
    private final Map<Purpose, CounterStream> streams = new EnumMap<>(Purpose.class);
    private final int miniBatch;
    private final float[] values;
    private int batch;

    /**
     * @param miniBatch cases of a full mini-batch
     * @param most most draws at a time
     */
    Draws(long seed, RoundPlace place, int miniBatch, int most) {
        for (Purpose purpose : Purpose.values()) {
            streams.put(purpose, new CounterStream(seed, purpose, place.round(), place.shard(), 0));
        }
        this.miniBatch = miniBatch;
        values = new float[most + CounterStream.BLOCK - 1];
    }

    /** Cases of a full mini-batch. */
    int miniBatch() {
        return miniBatch;
    }

    /** Goes on to a mini-batch, counted through the round. */
    void begin(int miniBatchOfRound) {
        batch = miniBatchOfRound;
    }

    /**
     * Uniform draws for some rows of a step, [rows x units]; overwritten by the next call.
     *
     * @param units draws a row
     */
    float[] uniform(Purpose purpose, int step, int units, int row, int rows) {
        long stretch = CounterStream.wholeBlocks((long) miniBatch * units);
        streams.get(purpose).blocks(batch, step * stretch + (long) row * units, values, rows * units);
        return values;
    }
}
