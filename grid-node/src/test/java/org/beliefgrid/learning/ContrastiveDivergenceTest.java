package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.Sampling.Reconstruction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Contrastive divergence against enumeration. Design of this test: a restricted Boltzmann machine of 4 visible and 3 hidden
 * units has 128 states, so that both the gradient of the log-likelihood and what CD-k does on average can be had exactly; an
 * epoch over very many copies of a small data set, in one mini-batch with learning rate 1, gives what the kernel does on
 * average. The kernel must do what CD-k is defined to do, and that, with sampled reconstructions, must come close to the
 * gradient as k grows. With probabilities in the reconstruction it does not: the test can tell the two variants apart.
 */
class ContrastiveDivergenceTest {
    private static final int V = 4;
    private static final int H = 3;
    private static final int PARAMETERS = V * H + V + H;
    private static final float[] WEIGHTS = {1.2f, -0.8f, 0.5f, -1.1f, 0.9f, 0.7f, 0.6f, 1.3f, -0.9f, -0.4f, -1.2f, 1.0f};
    private static final float[] VISIBLE_BIASES = {0.2f, -0.3f, 0.1f, 0.4f};
    private static final float[] HIDDEN_BIASES = {-0.2f, 0.3f, -0.1f};
    /** The data set, one state of the visible units a bit pattern. */
    private static final int[] DATA = {0b0011, 0b0101, 0b1011, 0b1110, 0b1111, 0b0011};
    private static final int COPIES = 10_000;
    private static final int EPOCHS = 12;
    /** Deviation of an average of this many independent numbers between 0 and 1, at most. */
    private static final double NOISE = 0.5 / Math.sqrt((double) DATA.length * COPIES * EPOCHS);

    @ParameterizedTest(name = "CD-{0} with {1}")
    @CsvSource({"1, SAMPLES", "3, SAMPLES", "10, SAMPLES", "1, PROBABILITIES", "3, PROBABILITIES", "10, PROBABILITIES"})
    void onAverageTheKernelDoesWhatContrastiveDivergenceIsDefinedToDo(int cdSteps, Reconstruction reconstruction) {
        double[] expected = expectedIncrement(cdSteps, reconstruction);
        double[] measured = measuredIncrement(cdSteps, reconstruction);
        // Positive and negative statistics; beside the noise, what floats lose in sums over so many cases.
        assertTrue(distance(expected, measured) < 6 * NOISE + 5e-4, () ->
                TestSeed.replay("distance " + distance(expected, measured)));
    }

    @Test
    void withSamplesItComesToTheGradientOfTheLogLikelihood() {
        double[] gradient = gradientOfLogLikelihood();
        double[] one = measuredIncrement(1, Reconstruction.SAMPLES);
        double[] ten = measuredIncrement(10, Reconstruction.SAMPLES);
        String measured = TestSeed.replay("CD-1 %.4f away, cosine %.5f; CD-10 %.4f away, cosine %.5f".formatted(
                distance(gradient, one), cosine(gradient, one), distance(gradient, ten), cosine(gradient, ten)));
        assertTrue(distance(gradient, ten) < 0.005, measured);
        assertTrue(cosine(gradient, ten) > 0.999, measured);
        assertTrue(distance(gradient, one) > 2 * distance(gradient, ten), measured);
        assertTrue(cosine(gradient, one) > 0.8, measured);
    }

    @Test
    void withProbabilitiesItStaysAwayFromTheGradient() {
        double[] gradient = gradientOfLogLikelihood();
        double[] ten = measuredIncrement(10, Reconstruction.PROBABILITIES);
        String measured = TestSeed.replay("CD-10 with probabilities %.4f away, cosine %.5f".formatted(distance(gradient, ten),
                cosine(gradient, ten)));
        assertTrue(distance(gradient, ten) > 0.02, measured);
        assertTrue(cosine(gradient, ten) > 0.5, measured);
    }

    /** The oracles against each other: CD-k as defined, enumerated, is the gradient where k is large. */
    @Test
    void theChainOfSamplesEndsInTheModelsOwnDistribution() {
        assertTrue(distance(gradientOfLogLikelihood(), expectedIncrement(200, Reconstruction.SAMPLES)) < 1e-6);
    }

    private static double[] measuredIncrement(int cdSteps, Reconstruction reconstruction) {
        int cases = DATA.length * COPIES;
        RbmPretraining algorithm = new RbmPretraining(new int[] {V, H}, 0, Averaging.everyEpoch(cases), TestSeed.VALUE, false,
                Pretraining.of(1, Descent.of(1, Momentum.NONE, 0), new Sampling(cdSteps, Sampling.Chains.DATA, reconstruction),
                        0));
        byte[] values = new byte[cases * V];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (255 * bit(DATA[i / V % DATA.length], i % V));
        }
        return MeanIncrement.of(algorithm, ShardCases.ofBytes(V, values, new int[cases]),
                List.of(WEIGHTS, VISIBLE_BIASES, HIDDEN_BIASES), EPOCHS);
    }

    /** By finite differences of the log-likelihood, itself a sum over all states. */
    private static double[] gradientOfLogLikelihood() {
        double[] parameters = new double[PARAMETERS];
        for (int i = 0; i < PARAMETERS; i++) {
            parameters[i] = parameter(i);
        }
        double[] gradient = new double[PARAMETERS];
        double step = 1e-5;
        for (int i = 0; i < PARAMETERS; i++) {
            double value = parameters[i];
            parameters[i] = value + step;
            double above = logLikelihood(parameters);
            parameters[i] = value - step;
            double below = logLikelihood(parameters);
            parameters[i] = value;
            gradient[i] = (above - below) / (2 * step);
        }
        return gradient;
    }

    private static double logLikelihood(double[] parameters) {
        double all = 0;
        double[] ofVisible = new double[1 << V];
        for (int visible = 0; visible < 1 << V; visible++) {
            for (int hidden = 0; hidden < 1 << H; hidden++) {
                ofVisible[visible] += Math.exp(-energy(parameters, visible, hidden));
            }
            all += ofVisible[visible];
        }
        double sum = 0;
        for (int visible : DATA) {
            sum += Math.log(ofVisible[visible] / all);
        }
        return sum / DATA.length;
    }

    private static double energy(double[] parameters, int visible, int hidden) {
        double energy = 0;
        for (int i = 0; i < V; i++) {
            energy -= bit(visible, i) * parameters[V * H + i];
            for (int j = 0; j < H; j++) {
                energy -= bit(visible, i) * bit(hidden, j) * parameters[i * H + j];
            }
        }
        for (int j = 0; j < H; j++) {
            energy -= bit(hidden, j) * parameters[V * H + V + j];
        }
        return energy;
    }

    /** Positive minus negative statistics of CD-k, each outcome of every draw taken with its probability. */
    private static double[] expectedIncrement(int cdSteps, Reconstruction reconstruction) {
        double[] increment = new double[PARAMETERS];
        double[] hidden = new double[1 << H];
        for (int data : DATA) {
            double[] visible = bits(data);
            addStatistics(increment, visible, 1.0 / DATA.length);
            addStates(hidden, hiddenProbabilities(visible), 1.0 / DATA.length);
        }
        for (int step = 1; step < cdSteps; step++) {
            double[] next = new double[1 << H];
            forEachReconstruction(hidden, reconstruction,
                    (visible, probability) -> addStates(next, hiddenProbabilities(visible), probability));
            hidden = next;
        }
        forEachReconstruction(hidden, reconstruction, (visible, probability) ->
                addStatistics(increment, visible, -probability));
        return increment;
    }

    private interface Outcome {
        void of(double[] visible, double probability);
    }

    private static void forEachReconstruction(double[] hidden, Reconstruction reconstruction, Outcome outcome) {
        for (int state = 0; state < hidden.length; state++) {
            double[] probabilities = visibleProbabilities(state);
            if (reconstruction == Reconstruction.PROBABILITIES) {
                outcome.of(probabilities, hidden[state]);
                continue;
            }
            double[] states = new double[1 << V];
            addStates(states, probabilities, hidden[state]);
            for (int visible = 0; visible < states.length; visible++) {
                outcome.of(bits(visible), states[visible]);
            }
        }
    }

    /** Spreads a probability over all states of independent units. */
    private static void addStates(double[] states, double[] probabilities, double weight) {
        for (int state = 0; state < states.length; state++) {
            double product = weight;
            for (int unit = 0; unit < probabilities.length; unit++) {
                product *= bit(state, unit) == 1 ? probabilities[unit] : 1 - probabilities[unit];
            }
            states[state] += product;
        }
    }

    private static void addStatistics(double[] sums, double[] visible, double weight) {
        double[] hidden = hiddenProbabilities(visible);
        for (int i = 0; i < V; i++) {
            for (int j = 0; j < H; j++) {
                sums[i * H + j] += weight * visible[i] * hidden[j];
            }
            sums[V * H + i] += weight * visible[i];
        }
        for (int j = 0; j < H; j++) {
            sums[V * H + V + j] += weight * hidden[j];
        }
    }

    private static double[] hiddenProbabilities(double[] visible) {
        double[] probabilities = new double[H];
        for (int j = 0; j < H; j++) {
            double sum = HIDDEN_BIASES[j];
            for (int i = 0; i < V; i++) {
                sum += visible[i] * WEIGHTS[i * H + j];
            }
            probabilities[j] = 1 / (1 + Math.exp(-sum));
        }
        return probabilities;
    }

    private static double[] visibleProbabilities(int hidden) {
        double[] probabilities = new double[V];
        for (int i = 0; i < V; i++) {
            double sum = VISIBLE_BIASES[i];
            for (int j = 0; j < H; j++) {
                sum += bit(hidden, j) * WEIGHTS[i * H + j];
            }
            probabilities[i] = 1 / (1 + Math.exp(-sum));
        }
        return probabilities;
    }

    private static double parameter(int index) {
        if (index < V * H) {
            return WEIGHTS[index];
        }
        return index < V * H + V ? VISIBLE_BIASES[index - V * H] : HIDDEN_BIASES[index - V * H - V];
    }

    private static int bit(int state, int unit) {
        return state >> unit & 1;
    }

    private static double[] bits(int visible) {
        double[] bits = new double[V];
        for (int i = 0; i < V; i++) {
            bits[i] = bit(visible, i);
        }
        return bits;
    }

    private static double distance(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    private static double cosine(double[] a, double[] b) {
        double product = 0;
        double squareOfA = 0;
        double squareOfB = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            squareOfA += a[i] * a[i];
            squareOfB += b[i] * b[i];
        }
        return product / Math.sqrt(squareOfA * squareOfB);
    }
}
