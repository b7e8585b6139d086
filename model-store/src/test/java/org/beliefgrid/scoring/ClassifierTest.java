package org.beliefgrid.scoring;

import static org.beliefgrid.scoring.RandomFloats.normals;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.Standardisation;
import org.beliefgrid.model.Units;
import org.beliefgrid.scoring.ForwardPass.Cases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Class probabilities of all kinds of networks, against sums over states and plain loops in doubles. */
class ClassifierTest {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 1);
    private static final int CASES = 500;

    /** By definition: p(y | v) is what the joint distribution of v, y and all states of the hidden units says. */
    @ParameterizedTest(name = "weights of deviation {0}")
    @ValueSource(doubles = {0.5, 3, 30})
    void probabilitiesAreThoseOfTheSumOverAllHiddenStates(double deviation) {
        Random random = new Random(SEED);
        Rbm rbm = rbm(random, 5, 7, deviation);
        LabelUnits labels = new LabelUnits(4, 7, normals(random, 28, deviation), normals(random, 4, deviation));
        float[][] cases = cases(random, 20, 5);
        float[] found = probabilities(net(List.of(rbm), labels), cases);
        for (int i = 0; i < cases.length; i++) {
            double[] energies = new double[4];
            Arrays.fill(energies, Double.NEGATIVE_INFINITY);
            for (int label = 0; label < 4; label++) {
                for (int states = 0; states < 1 << 7; states++) {
                    energies[label] = logSum(energies[label], -energy(rbm, labels, cases[i], label, states));
                }
            }
            double all = Arrays.stream(energies).reduce(Double.NEGATIVE_INFINITY, ClassifierTest::logSum);
            for (int label = 0; label < 4; label++) {
                // Sums of products in floats, in the exponent.
                assertEquals(Math.exp(energies[label] - all), found[i * 4 + label], 1e-5 * Math.max(1, deviation),
                        "case " + i + ", label " + label + ", seed " + SEED);
            }
        }
    }

    private static double energy(Rbm rbm, LabelUnits labels, float[] visible, int label, int states) {
        double energy = -labels.biases()[label];
        for (int j = 0; j < rbm.hidden(); j++) {
            if ((states >> j & 1) == 1) {
                energy -= rbm.hiddenBiases()[j] + labels.weights()[label * rbm.hidden() + j];
                for (int i = 0; i < rbm.visible(); i++) {
                    energy -= visible[i] * rbm.weights()[i * rbm.hidden() + j];
                }
            }
        }
        for (int i = 0; i < rbm.visible(); i++) {
            energy -= visible[i] * rbm.visibleBiases()[i];
        }
        return energy;
    }

    private static double logSum(double a, double b) {
        double larger = Math.max(a, b);
        return larger == Double.NEGATIVE_INFINITY ? larger : larger + Math.log(Math.exp(a - larger) + Math.exp(b - larger));
    }

    /** Inputs and weights beyond what exp has in doubles: the free energy itself is an ordinary number there. */
    @ParameterizedTest(name = "hidden bias {0}, weights {1} and {2}")
    @CsvSource({"0, 1, 2", "900, -1000, -899", "-900, 1000, 899", "3e38, 0, 1e30", "-3e38, 1, 2", "200, 500, 499.5",
        "0, -800, -800.5", "20, -800, 800"})
    void extremesDoNotOverflow(float bias, float first, float second) {
        Rbm rbm = new Rbm(1, 3, new float[3], new float[1], new float[] {bias, bias, bias});
        LabelUnits labels = new LabelUnits(2, 3, new float[] {first, first, first, second, second, second}, new float[2]);
        float[] found = probabilities(net(List.of(rbm), labels), new float[][] {{0}});
        double difference = 3 * (softplus((double) bias + second) - softplus((double) bias + first));
        assertEquals(1 / (1 + Math.exp(-difference)), found[1], 1e-6);
        assertEquals(1, found[0] + found[1], 1e-6);
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    @ParameterizedTest(name = "hidden bias {0}, weights {1} and {2}")
    @CsvSource({"0, 1, 2", "0, 19.9, 20", "0, 19.99, 20.01", "0, 25, 25.1", "-50, 1, 20", "900, -910, -899", "-1000, 1, 2",
        "3000, 0, 0.001"})
    void rectifiedUnitsAreTheirCopies(float bias, float first, float second) {
        Rbm rbm = new Rbm(1, 2, new float[2], new float[1], new float[] {bias, bias});
        LabelUnits labels = new LabelUnits(2, 2, new float[] {first, 0, second, 0}, new float[2]);
        DeepBeliefNet net = new DeepBeliefNet(List.of(rbm), new Units(Units.Visible.BERNOULLI, Units.Hidden.RECTIFIED),
                Optional.empty(), Optional.of(labels), Optional.empty());
        double difference = copies((double) bias + second) - copies((double) bias + first);
        assertEquals(1 / (1 + Math.exp(-difference)), probabilities(net, new float[][] {{0}})[1], 1e-6);
    }

    /** Products of many factors, which would leave the doubles if they were not put aside. */
    @ParameterizedTest(name = "{0} hidden units")
    @ValueSource(ints = {1, 100, 3000})
    void widthDoesNotOverflow(int hidden) {
        Random random = new Random(SEED);
        Rbm rbm = new Rbm(2, hidden, new float[2 * hidden], new float[2], normals(random, hidden, 5));
        LabelUnits labels = new LabelUnits(2, hidden, normals(random, 2 * hidden, 0.3), new float[2]);
        double difference = 0;
        for (int j = 0; j < hidden; j++) {
            difference += softplus((double) rbm.hiddenBiases()[j] + labels.weights()[hidden + j])
                    - softplus((double) rbm.hiddenBiases()[j] + labels.weights()[j]);
        }
        float[] found = probabilities(net(List.of(rbm), labels), new float[][] {{0, 0}});
        assertEquals(1 / (1 + Math.exp(-difference)), found[1], 1e-6, "seed " + SEED);
    }

    /** What a network can be made of. */
    enum Kind {
        SOFTMAX, STANDARDISED, RECTIFIED, LABEL_UNITS, LABEL_UNITS_ON_ONE_LAYER, RECTIFIED_LABEL_UNITS;

        DeepBeliefNet net(Random random) {
            boolean gaussian = this != SOFTMAX && this != LABEL_UNITS;
            int[] units = this == LABEL_UNITS_ON_ONE_LAYER ? new int[] {33, 40} : new int[] {33, 129, 40};
            List<Rbm> rbms = IntStream.range(0, units.length - 1)
                    .mapToObj(layer -> rbm(random, units[layer], units[layer + 1], 0.2)).toList();
            boolean labels = this == LABEL_UNITS || this == LABEL_UNITS_ON_ONE_LAYER || this == RECTIFIED_LABEL_UNITS;
            boolean rectified = this == RECTIFIED || this == RECTIFIED_LABEL_UNITS;
            float[] deviations = new float[33];
            for (int i = 0; i < deviations.length; i++) {
                deviations[i] = 0.2f + random.nextFloat();
            }
            return new DeepBeliefNet(rbms,
                    new Units(gaussian ? Units.Visible.GAUSSIAN : Units.Visible.BERNOULLI,
                            rectified ? Units.Hidden.RECTIFIED : Units.Hidden.BERNOULLI),
                    gaussian ? Optional.of(new Standardisation(normals(random, 33, 1), deviations)) : Optional.empty(),
                    labels ? Optional.of(new LabelUnits(5, 40, normals(random, 200, 0.5), normals(random, 5, 1)))
                            : Optional.empty(),
                    labels ? Optional.empty()
                            : Optional.of(new SoftmaxLayer(40, 5, normals(random, 200, 0.3), normals(random, 5, 1))));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void probabilitiesAreThoseOfThePlainLoop(Kind kind) {
        Random random = new Random(SEED);
        DeepBeliefNet net = kind.net(random);
        float[][] cases = cases(random, 30, 33);
        float[] found = probabilities(net, cases);
        double most = 0;
        for (int i = 0; i < cases.length; i++) {
            double[] expected = plain(net, cases[i]);
            for (int label = 0; label < 5; label++) {
                assertEquals(expected[label], found[i * 5 + label], 2e-5, "case " + i + ", seed " + SEED);
                most = Math.max(most, Math.abs(expected[label] - plain(withoutParts(net), cases[i])[label]));
            }
        }
        // Standardisation and kind of units count: the plain loop is no copy that leaves them out, too.
        assertEquals(kind != Kind.SOFTMAX && kind != Kind.LABEL_UNITS, most > 1e-3);
    }

    private static DeepBeliefNet withoutParts(DeepBeliefNet net) {
        return new DeepBeliefNet(net.rbms(), Units.BERNOULLI, Optional.empty(), net.labelUnits(), net.softmax());
    }

    private static double[] plain(DeepBeliefNet net, float[] values) {
        double[] below = new double[values.length];
        for (int i = 0; i < below.length; i++) {
            float[] mean = net.standardisation().map(Standardisation::means).orElse(new float[values.length]);
            float[] deviation = net.standardisation().map(Standardisation::deviations).orElse(null);
            below[i] = deviation == null ? values[i]
                    : Math.max(-10, Math.min(10, ((double) values[i] - mean[i]) / deviation[i]));
        }
        double[] sums = below;
        for (Rbm rbm : net.rbms()) {
            sums = up(below, rbm.weights(), rbm.hiddenBiases());
            below = Arrays.stream(sums).map(x -> net.units().hidden() == Units.Hidden.RECTIFIED ? Math.max(0, x)
                    : 1 / (1 + Math.exp(-x))).toArray();
        }
        double[] scores = new double[net.classes()];
        if (net.softmax().isPresent()) {
            scores = up(below, net.softmax().get().weights(), net.softmax().get().biases());
        } else {
            LabelUnits labels = net.labelUnits().orElseThrow();
            for (int label = 0; label < scores.length; label++) {
                scores[label] = labels.biases()[label];
                for (int j = 0; j < sums.length; j++) {
                    double input = sums[j] + labels.weights()[label * sums.length + j];
                    scores[label] += net.units().hidden() == Units.Hidden.RECTIFIED ? copies(input) : softplus(input);
                }
            }
        }
        double all = Arrays.stream(scores).reduce(Double.NEGATIVE_INFINITY, ClassifierTest::logSum);
        return Arrays.stream(scores).map(score -> Math.exp(score - all)).toArray();
    }

    /** A rectified unit by definition: Bernoulli units with ever lower biases. */
    private static double copies(double input) {
        double sum = 0;
        for (int copy = 1; copy < input + 60; copy++) {
            sum += softplus(input - copy + 0.5);
        }
        return sum;
    }

    private static double[] up(double[] below, float[] weights, float[] biases) {
        double[] sums = new double[biases.length];
        for (int j = 0; j < sums.length; j++) {
            sums[j] = biases[j];
            for (int i = 0; i < below.length; i++) {
                sums[j] += below[i] * weights[i * sums.length + j];
            }
        }
        return sums;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aCaseDoesNotDependOnThoseBesideIt(Kind kind) {
        Random random = new Random(SEED);
        DeepBeliefNet net = kind.net(random);
        float[][] cases = cases(random, CASES, 33);
        float[][] others = cases(random, CASES, 33);
        for (float[] one : others) {
            for (int i = 0; i < one.length; i++) {
                one[i] *= 1e3f;
            }
        }
        try (Classifier classifier = new Classifier(net)) {
            float[] together = classifier.probabilities(CASES, of(cases));
            for (int batch : new int[] {1, 2, 3, 99, 100, 479, 481}) {
                classifier.probabilities(CASES, of(others));
                assertArrayEquals(Arrays.copyOf(together, batch * 5), classifier.probabilities(batch, of(cases)),
                        "batches of " + batch + ", seed " + SEED);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"LABEL_UNITS", "LABEL_UNITS_ON_ONE_LAYER", "RECTIFIED_LABEL_UNITS"})
    void theClassIsThatOfTheLowestFreeEnergy(Kind kind) {
        Random random = new Random(SEED);
        Set<Integer> seen = new HashSet<>();
        for (int round = 0; round < 10; round++) {
            DeepBeliefNet net = kind.net(random);
            float[][] cases = cases(random, CASES, 33);
            try (Classifier classifier = new Classifier(net)) {
                assertEquals(5, classifier.classes());
                int[] classes = classifier.classify(CASES, of(cases));
                for (int i = 0; i < CASES; i++) {
                    double[] expected = plain(net, cases[i]);
                    assertEquals(Arrays.stream(expected).max().orElseThrow(), expected[classes[i]], 1e-4,
                            "case " + i + ", seed " + SEED);
                    seen.add(classes[i]);
                }
            }
        }
        assertTrue(seen.size() > 1, () -> "one class alone, seed " + SEED);
    }

    static float[] probabilities(DeepBeliefNet net, float[][] cases) {
        try (Classifier classifier = new Classifier(net)) {
            return classifier.probabilities(cases.length, of(cases));
        }
    }

    private static Cases of(float[][] cases) {
        return (index, out, offset) -> System.arraycopy(cases[index], 0, out, offset, cases[index].length);
    }

    private static DeepBeliefNet net(List<Rbm> rbms, LabelUnits labels) {
        return new DeepBeliefNet(rbms, Units.BERNOULLI, Optional.empty(), Optional.of(labels), Optional.empty());
    }

    static Rbm rbm(Random random, int visible, int hidden, double deviation) {
        return new Rbm(visible, hidden, normals(random, visible * hidden, deviation), normals(random, visible, deviation),
                normals(random, hidden, deviation));
    }

    static float[][] cases(Random random, int count, int units) {
        float[][] cases = new float[count][units];
        for (float[] one : cases) {
            for (int unit = 0; unit < units; unit++) {
                one[unit] = random.nextFloat();
            }
        }
        return cases;
    }
}
