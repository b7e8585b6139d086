package org.beliefgrid.learning;

import java.util.List;
import java.util.Optional;
import org.beliefgrid.scoring.Classes;
import org.beliefgrid.scoring.ForwardPass;
import org.beliefgrid.scoring.ForwardPass.Activation;
import org.beliefgrid.scoring.ForwardPass.Layer;

/**
 * Which of some points is nearest to each case of a shard. The nearest is that of the largest {@code x c - c c / 2}, found for
 * many cases by one product; its squared distance is then taken in doubles, without the cancellation of that formula.
 */
final class NearestCentroid implements AutoCloseable {
    private static final int AT_ONCE = 480;

    private final int units;
    private final int count;
    private final float[] centroids;
    private final ForwardPass pass;

    /** Told of a case. */
    interface Found {
        /**
         * @param nearest which centroid; of equals the first
         * @param squared distance to it, squared
         * @param values [units] of the case, overwritten by the next one
         */
        void at(int index, int nearest, double squared, float[] values);
    }

    /**
     * @param centroids [count x units] row-major, perhaps more rows behind; not modified
     * @param count how many, at least 1
     * @param units values a case
     */
    NearestCentroid(float[] centroids, int count, int units) {
        this.centroids = centroids;
        this.count = count;
        this.units = units;
        float[] weights = new float[units * count];
        float[] biases = new float[count];
        for (int centroid = 0; centroid < count; centroid++) {
            double squares = 0;
            for (int unit = 0; unit < units; unit++) {
                float value = centroids[centroid * units + unit];
                weights[unit * count + centroid] = value;
                squares += (double) value * value;
            }
            biases[centroid] = (float) (-squares / 2);
        }
        pass = new ForwardPass(List.of(new Layer(units, count, weights, biases, Activation.LINEAR)), Optional.empty(), AT_ONCE);
    }

    /** Goes through the cases to learn from, in their order. */
    void forEach(ShardCases cases, Found found) {
        float[] values = new float[units];
        for (int first = 0; first < cases.cases(); first += AT_ONCE) {
            Cancellation.check();
            int from = first;
            int some = Math.min(AT_ONCE, cases.cases() - first);
            float[] scores = pass.through(some, (index, out, offset) -> cases.copy(from + index, out, offset));
            for (int i = 0; i < some; i++) {
                int nearest = Classes.mostProbable(scores, i * count, count);
                cases.copy(from + i, values, 0);
                found.at(from + i, nearest, squaredDistance(values, nearest), values);
            }
        }
    }

    private double squaredDistance(float[] values, int centroid) {
        double sum = 0;
        for (int unit = 0; unit < units; unit++) {
            double difference = (double) values[unit] - centroids[centroid * units + unit];
            sum += difference * difference;
        }
        return sum;
    }

    @Override
    public void close() {
        pass.close();
    }
}
