package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.Sampling.Chains;
import org.beliefgrid.model.Sampling.Reconstruction;
import org.junit.jupiter.api.Test;

/**
 * Persistent chains against enumeration: a machine of 3 visible and 2 hidden units whose weights hardly move. Its chains begin
 * at the data, all cases the same, and must end in the machine's own distribution, round after round through what the shard
 * keeps. Chains do not depend on each other, so counts of their states are those of independent draws.
 */
class PersistentChainsTest {
    private static final int V = 3;
    private static final int H = 2;
    private static final float[] WEIGHTS = {2.2f, -1.6f, -2, 1.8f, 1.2f, 1.9f};
    private static final float[] VISIBLE_BIASES = {0.2f, -0.3f, 0.1f};
    private static final float[] HIDDEN_BIASES = {-0.9f, 0.5f};
    private static final int CHAINS = 20_000;
    private static final int ROUNDS = 60;
    private static final int LATE = 400;
    /** Three degrees of freedom: exceeded once in ten million. */
    private static final double LARGEST_CHI_SQUARE = 35;

    @Test
    void overTheRoundsTheChainsComeToTheModelsOwnDistribution() {
        ShardResult result = round(1e-20, CHAINS, start(List.of()), 0);
        double first = chiSquare(result.own().get(0));
        assertTrue(first > 10 * LARGEST_CHI_SQUARE, TestSeed.replay("at first the chains are near the data, but " + first));
        for (int round = 1; round < ROUNDS; round++) {
            result = round(1e-20, CHAINS, start(result.own()), round);
        }
        double last = chiSquare(result.own().get(0));
        assertTrue(last < LARGEST_CHI_SQUARE, TestSeed.replay("chi-square " + last));
    }

    /** The negative statistics of chains in the model's distribution are its expectations: the gradient is the likelihood's. */
    @Test
    void chainsThatHaveArrivedGiveTheGradientOfTheLogLikelihood() {
        ShardResult result = round(1e-20, CHAINS, start(List.of()), 0);
        for (int round = 1; round < ROUNDS; round++) {
            result = round(1e-20, CHAINS, start(result.own()), round);
        }
        List<float[]> gradient = round(1, CHAINS, start(result.own()), LATE).averaged().subList(3, 6);
        double[] data = statistics((visible, hidden) -> visible == 0b101 ? 1 : 0, true);
        double[] model = statistics(PersistentChainsTest::probability, false);
        int place = 0;
        for (float[] section : gradient) {
            for (float value : section) {
                assertEquals(data[place] - model[place], value, 6 * 0.5 / Math.sqrt(CHAINS) + 1e-4,
                        TestSeed.replay("number " + place));
                place++;
            }
        }
        assertEquals(data.length, place);
    }

    private static ShardResult round(double learningRate, int miniBatch, State start, int round) {
        return algorithm(learningRate, miniBatch).shardEpoch(cases(CHAINS), start, new RoundPlace(round, 0, 3));
    }

    private static RbmPretraining algorithm(double learningRate, int miniBatch) {
        return new RbmPretraining(new int[] {V, H}, 0, Averaging.everyEpoch(miniBatch), TestSeed.VALUE, false, Pretraining.of(1,
                Descent.of(learningRate, Momentum.NONE, 0), new Sampling(1, Chains.PERSISTENT, Reconstruction.SAMPLES), 0));
    }

    /** All cases are 101. */
    private static ShardCases cases(int count) {
        byte[] values = new byte[count * V];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (i % V != 1 ? 255 : 0);
        }
        return ShardCases.ofBytes(V, values, new int[count]);
    }

    private static State start(List<float[]> own) {
        RbmPretraining algorithm = algorithm(1, CHAINS);
        State.Builder state = new State.Builder();
        List<float[]> parameters = List.of(WEIGHTS, VISIBLE_BIASES, HIDDEN_BIASES, new float[V * H], new float[V],
                new float[H]);
        for (int section = 0; section < parameters.size(); section++) {
            state.add(algorithm.layout().get(section), parameters.get(section));
        }
        for (float[] values : own) {
            state.add(algorithm.own().get(0), values);
        }
        return state.build();
    }

    /** Pearson's statistic of the chains' hidden states against their exact probabilities. */
    private static double chiSquare(float[] chains) {
        long[] counts = new long[1 << H];
        for (int chain = 0; chain < CHAINS; chain++) {
            counts[(int) chains[chain * H] | (int) chains[chain * H + 1] << 1]++;
        }
        double sum = 0;
        for (int hidden = 0; hidden < counts.length; hidden++) {
            double expected = 0;
            for (int visible = 0; visible < 1 << V; visible++) {
                expected += CHAINS * probability(visible, hidden);
            }
            sum += Math.pow(counts[hidden] - expected, 2) / expected;
        }
        return sum;
    }

    private static double probability(int visible, int hidden) {
        double all = 0;
        for (int v = 0; v < 1 << V; v++) {
            for (int h = 0; h < 1 << H; h++) {
                all += weight(v, h);
            }
        }
        return weight(visible, hidden) / all;
    }

    private static double weight(int visible, int hidden) {
        double sum = 0;
        for (int i = 0; i < V; i++) {
            sum += bit(visible, i) * VISIBLE_BIASES[i];
            for (int j = 0; j < H; j++) {
                sum += bit(visible, i) * bit(hidden, j) * WEIGHTS[i * H + j];
            }
        }
        for (int j = 0; j < H; j++) {
            sum += bit(hidden, j) * HIDDEN_BIASES[j];
        }
        return Math.exp(sum);
    }

    private interface Probability {
        double of(int visible, int hidden);
    }

    /** Expected products and states. Of the data only the visible state is given, its hidden units are those of the machine. */
    private static double[] statistics(Probability probability, boolean conditional) {
        double[] sums = new double[V * H + V + H];
        for (int visible = 0; visible < 1 << V; visible++) {
            double all = 0;
            for (int hidden = 0; hidden < 1 << H; hidden++) {
                all += weight(visible, hidden);
            }
            for (int hidden = 0; hidden < 1 << H; hidden++) {
                double p = probability.of(visible, hidden) * (conditional ? weight(visible, hidden) / all : 1);
                for (int i = 0; i < V; i++) {
                    for (int j = 0; j < H; j++) {
                        sums[i * H + j] += p * bit(visible, i) * bit(hidden, j);
                    }
                    sums[V * H + i] += p * bit(visible, i);
                }
                for (int j = 0; j < H; j++) {
                    sums[V * H + V + j] += p * bit(hidden, j);
                }
            }
        }
        return sums;
    }

    private static int bit(int state, int unit) {
        return state >> unit & 1;
    }
}
