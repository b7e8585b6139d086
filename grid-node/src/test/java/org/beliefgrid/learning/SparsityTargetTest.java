package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.Sparsity;
import org.junit.jupiter.api.Test;

/**
 * The pull against finite differences of the penalty itself. A mini-batch of one case and a decay of 0 make a unit's mean
 * activation a function of its total input, so that the derivative by that input, which the pull is, is that of the
 * cross-entropy.
 */
class SparsityTargetTest {
    private static final int V = 7;
    private static final int H = 4;
    private static final double RATE = 0.5;
    private static final double TARGET = 0.15;
    private static final double COST = 0.8;
    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-6;

    @Test
    void thePullIsTheSlopeOfTheCrossEntropy() {
        Random random = new Random(TestSeed.VALUE);
        RbmPretraining sparse = algorithm(new Sparsity(TARGET, COST, 0));
        State start = RandomValues.state(random, sparse, 0.7);
        ShardCases cases = RandomValues.cases(random, V, 0);
        float[] data = new float[V];
        cases.copy(0, data, 0);
        RoundPlace place = new RoundPlace(3, 1, 2);
        ShardResult with = sparse.shardEpoch(cases, start, place);
        ShardResult without = algorithm(Sparsity.NONE).shardEpoch(cases, start, place);
        double[] weights = doubles(start.get("layer0.weights"));
        double[] biases = doubles(start.get("layer0.hiddenBiases"));
        double largest = 0;
        for (int i = 0; i < weights.length; i++) {
            double slope = slope(weights, i, data, weights, biases);
            double pulled = (double) with.averaged().get(0)[i] - without.averaged().get(0)[i];
            assertEquals(-RATE * slope, pulled, TOLERANCE, TestSeed.replay("weight " + i));
            largest = Math.max(largest, Math.abs(pulled));
        }
        for (int j = 0; j < H; j++) {
            double slope = slope(biases, j, data, weights, biases);
            assertEquals(-RATE * slope, (double) with.averaged().get(2)[j] - without.averaged().get(2)[j], TOLERANCE,
                    TestSeed.replay("bias " + j));
        }
        assertTrue(largest > 100 * TOLERANCE, TestSeed.replay("largest pull " + largest));
    }

    /** By a central difference, which overwrites the parameter and puts it back. */
    private static double slope(double[] parameters, int index, float[] data, double[] weights, double[] biases) {
        double kept = parameters[index];
        parameters[index] = kept + STEP;
        double above = penalty(data, weights, biases);
        parameters[index] = kept - STEP;
        double below = penalty(data, weights, biases);
        parameters[index] = kept;
        return (above - below) / (2 * STEP);
    }

    private static double penalty(float[] data, double[] weights, double[] biases) {
        double penalty = 0;
        for (int j = 0; j < H; j++) {
            double input = biases[j];
            for (int i = 0; i < V; i++) {
                input += data[i] * weights[i * H + j];
            }
            double q = 1 / (1 + Math.exp(-input));
            penalty -= COST * (TARGET * Math.log(q) + (1 - TARGET) * Math.log(1 - q));
        }
        return penalty;
    }

    private static RbmPretraining algorithm(Sparsity sparsity) {
        return new RbmPretraining(new int[] {V, H}, 0, Averaging.everyEpoch(1), 5, false,
                Pretraining.of(10, Descent.of(RATE, Momentum.NONE, 0), Sampling.CD1, 0).withSparsity(sparsity));
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
