package org.beliefgrid.learning;

import java.util.HashMap;
import java.util.Map;
import org.beliefgrid.model.Descent;

/**
 * The bound of the weights into each unit where the driver moves them. A shard keeps it after each of its steps, and so does a
 * plain mean of shards; block momentum and {@link PlaceAhead} lead beyond it, to a model that is judged, averaged over epochs,
 * stored. So what they led to is scaled down, too, as after a step.
 *
 * <p>Velocities stay, those of the steps and those of the blocks, just as those of the steps do inside a shard: the next round
 * starts from the scaled weights, and its shards do not lead beyond the bound, so what points outward in a velocity dies away
 * by its momentum.
 */
final class MaxNorm {
    /** By so much weights that shards have scaled to the bound may be beyond it, for rounding alone. */
    private static final double ROUNDING = 1e-6;

    private MaxNorm() {
    }

    /**
     * A state within the bound.
     *
     * @param state not modified
     * @param units columns of the sections of weights [inputs x units], by name
     * @return the same state if there is no bound, or no unit beyond it
     */
    static State of(State state, Descent descent, Map<String, Integer> units) {
        if (!descent.bounded()) {
            return state;
        }
        Map<String, float[]> scaled = new HashMap<>();
        units.forEach((name, columns) -> {
            float[] values = bounded(state.get(name), columns, descent.maxNorm());
            if (values != state.get(name)) {
                scaled.put(name, values);
            }
        });
        return scaled.isEmpty() ? state : state.with(scaled);
    }

    private static float[] bounded(float[] weights, int columns, double longest) {
        double[] factors = new double[columns];
        for (int i = 0; i < weights.length; i++) {
            factors[i % columns] += (double) weights[i] * weights[i];
        }
        boolean all = true;
        for (int unit = 0; unit < columns; unit++) {
            double norm = Math.sqrt(factors[unit]);
            boolean within = norm <= longest * (1 + ROUNDING);
            factors[unit] = within ? 1 : longest / norm;
            all &= within;
        }
        if (all) {
            return weights;
        }
        float[] scaled = new float[weights.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (weights[i] * factors[i % columns]);
        }
        return scaled;
    }
}
