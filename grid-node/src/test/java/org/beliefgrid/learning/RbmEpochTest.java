package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.Sampling.Reconstruction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An epoch against one written from the definition, case by case in doubles, with the same draws. Seeds are fixed: a draw that
 * falls between a probability as float and as double would send the two different ways.
 */
class RbmEpochTest {
    private static final int V = 13;
    private static final int H = 7;
    private static final int CASES = 53;
    private static final RoundPlace PLACE = new RoundPlace(9, 2, 4);

    @ParameterizedTest(name = "CD-{0} with {1}, mini-batches of {2}, seed {3}")
    @CsvSource({"1, PROBABILITIES, 10, 1", "1, PROBABILITIES, 10, 2", "3, SAMPLES, 10, 1", "3, SAMPLES, 10, 2",
            "3, PROBABILITIES, 7, 3", "1, SAMPLES, 53, 3", "2, SAMPLES, 1, 4", "1, PROBABILITIES, 10000, 4"})
    void anEpochIsThatOfTheDefinition(int cdSteps, Reconstruction reconstruction, int miniBatch, long seed) {
        RbmPretraining algorithm = algorithm(cdSteps, reconstruction, miniBatch, seed);
        Random random = new Random(seed);
        State start = RandomValues.state(random, algorithm, 0.5);
        ShardCases cases = RandomValues.cases(random, V, new int[CASES]);
        ShardResult found = algorithm.shardEpoch(cases, start, PLACE);
        Definition definition = new Definition(algorithm, cases, start);
        double squaredError = definition.epoch();
        List<double[]> expected = List.of(definition.w, definition.a, definition.b, definition.wVelocity, definition.aVelocity,
                definition.bVelocity);
        for (int section = 0; section < expected.size(); section++) {
            assertNear(expected.get(section), found.averaged().get(section), algorithm.layout().get(section).name());
        }
        assertEquals(CASES, found.cases());
        assertEquals(squaredError, found.statistics()[0], 1e-4 * squaredError);
    }

    /** Where weight cost takes a pass of its own, because no real root makes its term cancel. */
    @ParameterizedTest(name = "momentum {0}, weight cost {1}, learning rate {2}")
    @CsvSource({"0.99, 0.1, 0.1", "0.9, 0, 0.1", "0, 0.5, 0.5", "0.95, 0.002, 0.1", "0.5, 1.5, 0.4", "0, 9, 0.1"})
    void theStepHoldsForAnyMomentumAndWeightCost(double momentum, double weightCost, double learningRate) {
        RbmPretraining algorithm = new RbmPretraining(new int[] {V, H}, 0, Averaging.everyEpoch(10), 1, false,
                Pretraining.of(10, Descent.of(learningRate, Momentum.constant(momentum), weightCost), Sampling.CD1, 0));
        Random random = new Random(1);
        State start = RandomValues.state(random, algorithm, 0.5);
        ShardCases cases = RandomValues.cases(random, V, new int[CASES]);
        ShardResult found = algorithm.shardEpoch(cases, start, PLACE);
        Definition definition = new Definition(algorithm, cases, start);
        definition.epoch();
        assertNear(definition.w, found.averaged().get(0), "weights");
        assertNear(definition.wVelocity, found.averaged().get(3), "velocity");
    }

    /** The definition must be able to tell: with other draws it is far away. */
    @Test
    void theDefinitionWithOtherDrawsIsFarAway() {
        RbmPretraining algorithm = algorithm(1, Reconstruction.PROBABILITIES, 10, 1);
        Random random = new Random(1);
        State start = RandomValues.state(random, algorithm, 0.5);
        ShardCases cases = RandomValues.cases(random, V, new int[CASES]);
        float[] found = algorithm.shardEpoch(cases, start, new RoundPlace(10, 2, 4)).averaged().get(0);
        Definition definition = new Definition(algorithm, cases, start);
        definition.epoch();
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            largest = Math.max(largest, Math.abs(found[i] - definition.w[i]));
        }
        assertTrue(largest > 1e-2, "largest difference " + largest);
    }

    @Test
    void repeatedItGivesTheSameBitsAndLeavesItsArgumentsAsTheyWere() {
        RbmPretraining algorithm = algorithm(2, Reconstruction.SAMPLES, 10, TestSeed.VALUE);
        Random random = new Random(TestSeed.VALUE);
        State start = RandomValues.state(random, algorithm, 0.5);
        List<float[]> before = start.averaged().stream().map(float[]::clone).toList();
        ShardCases cases = RandomValues.cases(random, V, new int[CASES]);
        ShardResult once = algorithm.shardEpoch(cases, start, PLACE);
        ShardResult again = algorithm.shardEpoch(cases, start, PLACE);
        for (int section = 0; section < before.size(); section++) {
            assertArrayEquals(once.averaged().get(section), again.averaged().get(section));
            assertArrayEquals(before.get(section), start.averaged().get(section));
        }
        assertArrayEquals(once.statistics(), again.statistics());
    }

    @Test
    void anotherRoundShardOrSeedDrawsOtherNumbers() {
        Random random = new Random(TestSeed.VALUE);
        RbmPretraining algorithm = algorithm(1, Reconstruction.SAMPLES, 10, TestSeed.VALUE);
        State start = RandomValues.state(random, algorithm, 0.5);
        ShardCases cases = RandomValues.cases(random, V, new int[CASES]);
        float[] weights = algorithm.shardEpoch(cases, start, PLACE).averaged().get(0);
        List<float[]> others = List.of(
                algorithm.shardEpoch(cases, start, new RoundPlace(10, 2, 4)).averaged().get(0),
                algorithm.shardEpoch(cases, start, new RoundPlace(9, 2, 5)).averaged().get(0),
                algorithm(1, Reconstruction.SAMPLES, 10, TestSeed.VALUE + 1).shardEpoch(cases, start, PLACE).averaged().get(0));
        for (float[] other : others) {
            assertFalse(Arrays.equals(weights, other), TestSeed.replay("other draws"));
        }
    }

    private static RbmPretraining algorithm(int cdSteps, Reconstruction reconstruction, int miniBatch, long seed) {
        // Epoch 2 of 4 on the way from 0.4 to 0.8: a momentum of 0.6.
        return new RbmPretraining(new int[] {V, H}, 0, Averaging.everyEpoch(miniBatch), seed, false, Pretraining.of(10,
                Descent.of(0.1, new Momentum(0.4, 0.8, 4, Momentum.Ramp.LINEAR), 0.01),
                new Sampling(cdSteps, Sampling.Chains.DATA, reconstruction), 0));
    }

    private static void assertNear(double[] expected, float[] found, String section) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], 1e-4 * Math.max(0.1, Math.abs(expected[i])), section + "[" + i + "]");
        }
    }

    /**
     * Hinton, "A practical guide to training restricted Boltzmann machines" (2012): section 3 (the increments of CD-k; the last
     * update of the hidden units uses probabilities), section 9 (momentum) and section 10 (weight decay, of weights only).
     */
    private static final class Definition {
        private final RbmPretraining algorithm;
        private final ShardCases cases;
        final double[] w;
        final double[] a;
        final double[] b;
        final double[] wVelocity;
        final double[] aVelocity;
        final double[] bVelocity;

        Definition(RbmPretraining algorithm, ShardCases cases, State start) {
            this.algorithm = algorithm;
            this.cases = cases;
            w = doubles(start.get("layer0.weights"));
            a = doubles(start.get("layer0.visibleBiases"));
            b = doubles(start.get("layer0.hiddenBiases"));
            wVelocity = doubles(start.get("layer0.weights.velocity"));
            aVelocity = doubles(start.get("layer0.visibleBiases.velocity"));
            bVelocity = doubles(start.get("layer0.hiddenBiases.velocity"));
        }

        private static double[] doubles(float[] values) {
            double[] doubles = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                doubles[i] = values[i];
            }
            return doubles;
        }

        /** @return squared reconstruction error */
        double epoch() {
            int[] order = stream(Purpose.CASE_ORDER, 0).permutation(CASES);
            int size = Math.min(algorithm.averaging().miniBatch(), CASES);
            double squaredError = 0;
            for (int batch = 0; batch * size < CASES; batch++) {
                squaredError += miniBatch(Arrays.copyOfRange(order, batch * size, Math.min(CASES, (batch + 1) * size)), batch,
                        size);
            }
            return squaredError;
        }

        private double miniBatch(int[] members, int batch, int size) {
            double[] wGradient = new double[V * H];
            double[] aGradient = new double[V];
            double[] bGradient = new double[H];
            double squaredError = 0;
            Draws hiddenDraws = new Draws(Purpose.HIDDEN_STATES, batch, size * H, members.length * H);
            Draws visibleDraws = new Draws(Purpose.VISIBLE_STATES, batch, size * V, members.length * V);
            for (int member = 0; member < members.length; member++) {
                float[] values = new float[V];
                cases.copy(members[member], values, 0);
                double[] data = doubles(values);
                double[] hidden = hidden(data);
                addStatistics(data, hidden, 1.0 / members.length, wGradient, aGradient, bGradient);
                double[] visible = data;
                double[] probabilities = data;
                for (int step = 0; step < algorithm.settings().sampling().cdSteps(); step++) {
                    double[] states = sampled(hidden, hiddenDraws.of(step), member * H);
                    probabilities = visible(states);
                    visible = algorithm.settings().sampling().reconstruction() == Reconstruction.SAMPLES
                            ? sampled(probabilities, visibleDraws.of(step), member * V) : probabilities;
                    hidden = hidden(visible);
                }
                addStatistics(visible, hidden, -1.0 / members.length, wGradient, aGradient, bGradient);
                for (int i = 0; i < V; i++) {
                    squaredError += (data[i] - probabilities[i]) * (data[i] - probabilities[i]);
                }
            }
            step(w, wVelocity, wGradient, algorithm.settings().descent().weightCost());
            step(a, aVelocity, aGradient, 0);
            step(b, bVelocity, bGradient, 0);
            return squaredError;
        }

        private void step(double[] parameters, double[] velocities, double[] gradient, double weightCost) {
            double momentum = algorithm.settings().descent().momentum().at(PLACE.epoch());
            for (int i = 0; i < parameters.length; i++) {
                velocities[i] = momentum * velocities[i]
                        + algorithm.settings().descent().learningRate().initial() * (gradient[i] - weightCost * parameters[i]);
            }
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] += velocities[i];
            }
        }

        private static void addStatistics(double[] visible, double[] hidden, double weight, double[] wGradient,
                double[] aGradient, double[] bGradient) {
            for (int i = 0; i < V; i++) {
                aGradient[i] += weight * visible[i];
                for (int j = 0; j < H; j++) {
                    wGradient[i * H + j] += weight * visible[i] * hidden[j];
                }
            }
            for (int j = 0; j < H; j++) {
                bGradient[j] += weight * hidden[j];
            }
        }

        private double[] hidden(double[] visible) {
            double[] probabilities = new double[H];
            for (int j = 0; j < H; j++) {
                double sum = b[j];
                for (int i = 0; i < V; i++) {
                    sum += visible[i] * w[i * H + j];
                }
                probabilities[j] = 1 / (1 + Math.exp(-sum));
            }
            return probabilities;
        }

        private double[] visible(double[] hidden) {
            double[] probabilities = new double[V];
            for (int i = 0; i < V; i++) {
                double sum = a[i];
                for (int j = 0; j < H; j++) {
                    sum += hidden[j] * w[i * H + j];
                }
                probabilities[i] = 1 / (1 + Math.exp(-sum));
            }
            return probabilities;
        }

        private static double[] sampled(double[] probabilities, float[] draws, int first) {
            double[] states = new double[probabilities.length];
            for (int i = 0; i < states.length; i++) {
                states[i] = draws[first + i] < probabilities[i] ? 1 : 0;
            }
            return states;
        }

        private CounterStream stream(Purpose purpose, int batch) {
            return new CounterStream(algorithm.seed(), purpose, PLACE.round(), PLACE.shard(), batch);
        }

        /**
         * Where the draws of a mini-batch lie: a stretch a step, as long as that of a full mini-batch, rounded up to a block.
         */
        private final class Draws {
            private final CounterStream stream;
            private final int stretch;
            private final int count;

            Draws(Purpose purpose, int batch, int full, int count) {
                stream = stream(purpose, batch);
                stretch = (full + 31) / 32 * 32;
                this.count = count;
            }

            float[] of(int step) {
                float[] draws = new float[count + CounterStream.BLOCK];
                stream.blocks((long) step * stretch, draws, count);
                return draws;
            }
        }
    }
}
