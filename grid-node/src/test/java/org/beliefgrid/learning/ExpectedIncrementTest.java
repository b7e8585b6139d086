package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.beliefgrid.learning.ExpectedIncrement.Moments;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Pretraining.LayerInput;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.Sampling.Chains;
import org.beliefgrid.model.Sampling.Reconstruction;
import org.beliefgrid.model.Units;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Contrastive divergence of every kind of unit against what it does in expectation, by enumeration and quadrature: machines of
 * one or two visible and hidden units. How far the mean of so many draws may lie from its expectation follows from the
 * deviation of one, which is calculated as the expectation is.
 */
class ExpectedIncrementTest {
    private static final int COPIES = 2_000;
    private static final int ROUNDS = 50;
    /**
     * Of Simpson's rule for one unit: where two are integrated over, where their reconstruction meets kinks, and where one is.
     */
    private static final int INTERVALS = 80;
    private static final int INTERVALS_AT_KINKS = 500;
    private static final int MANY_INTERVALS = 800;
    private static final double STANDARD_ERRORS = 5;
    /** What floats lose in sums over the cases of a mini-batch. */
    private static final double ROUNDING = 2e-5;
    private static final Units BERNOULLI = new Units(Units.Visible.BERNOULLI, Units.Hidden.BERNOULLI);
    private static final Units GAUSSIAN = new Units(Units.Visible.GAUSSIAN, Units.Hidden.BERNOULLI);
    private static final Units RECTIFIED = new Units(Units.Visible.BERNOULLI, Units.Hidden.RECTIFIED);
    private static final Units BOTH = new Units(Units.Visible.GAUSSIAN, Units.Hidden.RECTIFIED);

    /**
     * A machine and what it learns from.
     *
     * @param below units below the machine's visible ones, in the order of layers
     * @param intervals of Simpson's rule, for each unit
     */
    private record Machine(String name, int[] below, int classes, Pretraining settings, List<float[]> parameters,
                           float[][] data, int[] labels, int intervals) {
        RbmPretraining algorithm(int copies) {
            int[] units = Arrays.copyOf(below, below.length + 2);
            units[below.length] = parameters.get(1).length;
            units[below.length + 1] = parameters.get(2).length;
            return new RbmPretraining(units, classes, Averaging.everyEpoch(data.length * copies), TestSeed.VALUE, false,
                    settings);
        }

        Moments expected() {
            return expected(intervals, ExpectedIncrement.LOGISTIC);
        }

        Moments expected(int ofSimpson, DoubleUnaryOperator variance) {
            return new ExpectedIncrement(algorithm(1), parameters, ofSimpson, variance).of(data, labels,
                    settings.sampling().cdSteps());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Machine> machines() {
        return Stream.concat(rectified(), Stream.of(
                binary("Gaussian", with(GAUSSIAN, 1, Reconstruction.PROBABILITIES)),
                single("Gaussian, samples", new int[0], with(GAUSSIAN, 1, Reconstruction.SAMPLES)),
                labelled("labels", with(BERNOULLI, 1, Reconstruction.PROBABILITIES)),
                labelled("labels, samples", with(BERNOULLI, 1, Reconstruction.SAMPLES)),
                labelled("labels, samples, CD-2", with(BERNOULLI, 2, Reconstruction.SAMPLES)),
                labelled("labels beside rectified units", with(RECTIFIED, 1, Reconstruction.SAMPLES))));
    }

    static Stream<Machine> rectified() {
        return Stream.of(
                binary("rectified", with(RECTIFIED, 1, Reconstruction.PROBABILITIES)),
                binary("rectified, samples", with(RECTIFIED, 1, Reconstruction.SAMPLES)),
                binary("rectified, samples, CD-3", with(RECTIFIED, 3, Reconstruction.SAMPLES)),
                binary("rectified under Gaussian", with(BOTH, 1, Reconstruction.PROBABILITIES)),
                single("rectified under Gaussian, samples", new int[0], with(BOTH, 1, Reconstruction.SAMPLES)),
                single("rectified above rectified", new int[] {3}, with(RECTIFIED, 1, Reconstruction.SAMPLES)),
                single("rectified, shown states of rectified ones", new int[] {3},
                        with(RECTIFIED, 1, Reconstruction.PROBABILITIES).withLayerInput(LayerInput.SAMPLES)));
    }

    /** Two visible and two hidden units; hidden inputs lie on both sides of 0. */
    private static Machine binary(String name, Pretraining settings) {
        List<float[]> parameters = List.of(new float[] {0.9f, -0.7f, -0.6f, 0.8f}, new float[] {0.2f, -0.4f},
                new float[] {-0.5f, 0.3f});
        return new Machine(name, new int[0], 0, settings, parameters, new float[][] {{1, 0}, {0, 1}, {1, 1}}, new int[3],
                settings.units().equals(BOTH) ? INTERVALS_AT_KINKS : INTERVALS);
    }

    /** One visible and one hidden unit. */
    private static Machine single(String name, int[] below, Pretraining settings) {
        List<float[]> parameters = List.of(new float[] {0.8f}, new float[] {0.3f}, new float[] {-0.4f});
        return new Machine(name, below, 0, settings, parameters, new float[][] {{0.2f}, {1.3f}}, new int[2], MANY_INTERVALS);
    }

    /** One visible unit and three classes; a case has no label. */
    private static Machine labelled(String name, Pretraining settings) {
        List<float[]> parameters = List.of(new float[] {0.9f, -0.7f}, new float[] {0.2f}, new float[] {-0.5f, 0.3f},
                new float[] {0.9f, -0.7f, -0.8f, 0.6f, 0.2f, 0.5f}, new float[] {0.1f, -0.2f, 0.3f});
        return new Machine(name, new int[0], 3, settings, parameters, new float[][] {{1}, {0}, {1}},
                new int[] {2, 0, ShardCases.UNLABELLED}, INTERVALS);
    }

    private static Pretraining with(Units units, int cdSteps, Reconstruction reconstruction) {
        return Pretraining.of(1, Descent.of(1, Momentum.NONE, 0), new Sampling(cdSteps, Chains.DATA, reconstruction), 0)
                .withUnits(units);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("machines")
    void onAverageTheKernelDoesWhatIsExpectedOfTheDefinition(Machine machine) {
        Moments expected = machine.expected();
        ShardCases cases = MeanIncrement.copies(machine.data, machine.labels, COPIES);
        double[] measured = MeanIncrement.of(machine.algorithm(COPIES), cases, machine.parameters, ROUNDS);
        assertEquals(expected.means().length, measured.length);
        double draws = (double) cases.cases() * ROUNDS;
        for (int i = 0; i < measured.length; i++) {
            double standardError = expected.deviations()[i] / Math.sqrt(draws);
            assertEquals(expected.means()[i], measured[i], STANDARD_ERRORS * standardError + ROUNDING,
                    TestSeed.replay("number %d, standard error %.2g".formatted(i, standardError)));
        }
    }

    /** Halving the steps divides Simpson's error by 16, or by 4 where a mean has a kink: a third of the change remains. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("machines")
    void theQuadratureHasConverged(Machine machine) {
        double[] coarse = machine.expected(machine.intervals / 2, ExpectedIncrement.LOGISTIC).means();
        double[] fine = machine.expected().means();
        for (int i = 0; i < fine.length; i++) {
            assertEquals(fine[i], coarse[i], 3 * ROUNDING, "number " + i);
        }
    }

    /** Where nothing else is drawn than the noise that is in question. */
    static Stream<Machine> rectifiedWithProbabilities() {
        return rectified().filter(machine -> machine.settings.sampling().reconstruction() == Reconstruction.PROBABILITIES);
    }

    /** Noise of another variance would be found: what it leads to lies far outside of what the test above allows. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("rectifiedWithProbabilities")
    void noiseOfAnotherVarianceLeadsElsewhere(Machine machine) {
        Moments expected = machine.expected();
        List<DoubleUnaryOperator> others = List.of(x -> 1, x -> Math.pow(ExpectedIncrement.LOGISTIC.applyAsDouble(x), 2),
                x -> ExpectedIncrement.LOGISTIC.applyAsDouble(-x));
        double draws = (double) machine.data.length * COPIES * ROUNDS;
        for (int other = 0; other < others.size(); other++) {
            double[] elsewhere = machine.expected(machine.intervals, others.get(other)).means();
            double farthest = 0;
            for (int i = 0; i < elsewhere.length; i++) {
                double allowed = STANDARD_ERRORS * expected.deviations()[i] / Math.sqrt(draws) + ROUNDING;
                farthest = Math.max(farthest, Math.abs(elsewhere[i] - expected.means()[i]) / allowed);
            }
            assertTrue(farthest > 2, "variance %d: at most %.2f times what is allowed".formatted(other, farthest));
        }
    }
}
