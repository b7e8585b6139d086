package org.beliefgrid.scoring;

import static org.beliefgrid.scoring.RandomFloats.normals;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.Standardisation;
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.Test;

/** Means of many fantasies against the distribution that the network stands for, summed over all its states. */
class FantasiesTest {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 1);
    private static final int V = 3;
    private static final int H = 2;
    private static final int TOP = 3;
    private static final int CLASSES = 3;
    private static final int CHAINS = 20_000;
    private static final int STEPS = 60;
    /** Five standard deviations of a mean of as many values in [0, 1], at most. */
    private static final double TOLERANCE = 5 * 0.5 / Math.sqrt(CHAINS);

    private final Random random = new Random(SEED);
    private final Rbm lower = rbm(V, H);
    private final Rbm upper = rbm(H, TOP);
    private final LabelUnits labels = new LabelUnits(CLASSES, TOP, normals(random, CLASSES * TOP, 1), normals(random, CLASSES,
            1));

    private Rbm rbm(int visible, int hidden) {
        return new Rbm(visible, hidden, normals(random, visible * hidden, 1), normals(random, visible, 1), normals(random,
                hidden, 1));
    }

    @Test
    void chainsComeToTheDistributionOfTheMachine() {
        DeepBeliefNet net = new DeepBeliefNet(List.of(lower), Optional.empty());
        assertMeans(marginals(lower, Optional.empty(), OptionalInt.empty()), means(net, OptionalInt.empty()));
    }

    @Test
    void statesOfTheTopMachineGoDownTheStack() {
        DeepBeliefNet net = new DeepBeliefNet(List.of(lower, upper), Optional.empty());
        assertMeans(throughLower(OptionalInt.empty(), Optional.empty()), means(net, OptionalInt.empty()));
    }

    @Test
    void aFreeLabelIsDrawnAndAClampedOneStays() {
        DeepBeliefNet net = new DeepBeliefNet(List.of(lower, upper), Units.BERNOULLI, Optional.empty(), Optional.of(labels),
                Optional.empty());
        assertMeans(throughLower(OptionalInt.empty(), Optional.of(labels)), means(net, OptionalInt.empty()));
        for (int label = 0; label < CLASSES; label++) {
            assertMeans(throughLower(OptionalInt.of(label), Optional.of(labels)), means(net, OptionalInt.of(label)));
        }
    }

    @Test
    void aChainIsTheSameHoweverManyOthersThereAre() {
        DeepBeliefNet net = new DeepBeliefNet(List.of(lower, upper), Units.BERNOULLI, Optional.empty(), Optional.of(labels),
                Optional.empty());
        try (Fantasies fantasies = new Fantasies(net)) {
            float[] many = fantasies.draw(300, 9, SEED, OptionalInt.empty());
            assertArrayEquals(Arrays.copyOf(many, 7 * V), fantasies.draw(7, 9, SEED, OptionalInt.empty()));
        }
    }

    @Test
    void gaussianUnitsAreGivenInTheNumbersOfTheData() {
        // Without weights, whatever the hidden units are, a mean is the bias in deviations from the data's mean.
        Rbm machine = new Rbm(2, 2, new float[4], new float[] {0.5f, -1}, new float[2]);
        Standardisation input = new Standardisation(new float[] {0.25f, 0.5f}, new float[] {0.5f, 0.125f});
        for (Units.Hidden hidden : Units.Hidden.values()) {
            DeepBeliefNet net = new DeepBeliefNet(List.of(machine), new Units(Units.Visible.GAUSSIAN, hidden),
                    Optional.of(input),
                    Optional.empty(), Optional.empty());
            try (Fantasies fantasies = new Fantasies(net)) {
                assertArrayEquals(new float[] {0.5f, 0.375f}, fantasies.draw(1, 3, SEED, OptionalInt.empty()), 1e-6f);
            }
        }
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        try (Fantasies fantasies = new Fantasies(new DeepBeliefNet(List.of(lower), Optional.empty()))) {
            assertThrows(IllegalArgumentException.class, () -> fantasies.draw(0, 1, 1, OptionalInt.empty()));
            assertThrows(IllegalArgumentException.class, () -> fantasies.draw(1, 0, 1, OptionalInt.empty()));
            assertEquals("label must be below 0, was 0", assertThrows(IllegalArgumentException.class,
                    () -> fantasies.draw(1, 1, 1, OptionalInt.of(0))).getMessage());
        }
    }

    private static double[] means(DeepBeliefNet net, OptionalInt clamped) {
        double[] means = new double[V];
        try (Fantasies fantasies = new Fantasies(net)) {
            float[] drawn = fantasies.draw(CHAINS, STEPS, SEED, clamped);
            for (int i = 0; i < drawn.length; i++) {
                means[i % V] += drawn[i] / CHAINS;
            }
        }
        return means;
    }

    private static void assertMeans(double[] expected, double[] found) {
        assertArrayEquals(expected, found, TOLERANCE, "seed " + SEED);
    }

    /** Probability of each lower hidden unit's state by the top machine, then of the data's units by the lower one. */
    private double[] throughLower(OptionalInt clamped, Optional<LabelUnits> units) {
        double[] probabilities = states(upper, units, clamped);
        double[] means = new double[V];
        for (int state = 0; state < probabilities.length; state++) {
            for (int i = 0; i < V; i++) {
                double input = lower.visibleBiases()[i];
                for (int j = 0; j < H; j++) {
                    input += (state >> j & 1) * lower.weights()[i * H + j];
                }
                means[i] += probabilities[state] / (1 + Math.exp(-input));
            }
        }
        return means;
    }

    private static double[] marginals(Rbm rbm, Optional<LabelUnits> units, OptionalInt clamped) {
        double[] probabilities = states(rbm, units, clamped);
        double[] means = new double[rbm.visible()];
        for (int state = 0; state < probabilities.length; state++) {
            for (int i = 0; i < means.length; i++) {
                means[i] += (state >> i & 1) * probabilities[state];
            }
        }
        return means;
    }

    /** Probabilities of all visible states of a machine, its hidden units and labels summed out. */
    private static double[] states(Rbm rbm, Optional<LabelUnits> units, OptionalInt clamped) {
        double[] probabilities = new double[1 << rbm.visible()];
        int classes = units.map(LabelUnits::classes).orElse(1);
        for (int state = 0; state < probabilities.length; state++) {
            for (int label = 0; label < classes; label++) {
                if (clamped.isEmpty() || clamped.getAsInt() == label) {
                    probabilities[state] += weight(rbm, units, state, label);
                }
            }
        }
        double sum = Arrays.stream(probabilities).sum();
        return Arrays.stream(probabilities).map(probability -> probability / sum).toArray();
    }

    private static double weight(Rbm rbm, Optional<LabelUnits> units, int state, int label) {
        double weight = units.map(found -> Math.exp(found.biases()[label])).orElse(1.0);
        for (int i = 0; i < rbm.visible(); i++) {
            weight *= Math.exp((state >> i & 1) * rbm.visibleBiases()[i]);
        }
        for (int j = 0; j < rbm.hidden(); j++) {
            double input = rbm.hiddenBiases()[j];
            if (units.isPresent()) {
                input += units.get().weights()[label * rbm.hidden() + j];
            }
            for (int i = 0; i < rbm.visible(); i++) {
                input += (state >> i & 1) * rbm.weights()[i * rbm.hidden() + j];
            }
            weight *= 1 + Math.exp(input);
        }
        return weight;
    }
}
