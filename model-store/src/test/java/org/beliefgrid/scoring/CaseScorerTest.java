package org.beliefgrid.scoring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.Standardisation;
import org.beliefgrid.model.Units;
import org.beliefgrid.scoring.ForwardPass.Cases;
import org.junit.jupiter.api.Test;

class CaseScorerTest {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 20150601);
    private static final int VISIBLE = 37;
    private static final int MIDDLE = 19;
    private static final int TOP = 11;
    private static final int CLASSES = 5;
    private static final int CASES = 100;

    private final Random random = new Random(SEED);
    private final float[][] values = new float[CASES][];

    CaseScorerTest() {
        for (int i = 0; i < CASES; i++) {
            values[i] = values(VISIBLE);
        }
    }

    private float[] values(int count) {
        float[] drawn = new float[count];
        for (int i = 0; i < count; i++) {
            drawn[i] = random.nextFloat();
        }
        return drawn;
    }

    private Rbm rbm(int visible, int hidden) {
        float[] weights = values(visible * hidden);
        for (int i = 0; i < weights.length; i++) {
            weights[i] -= 0.5f;
        }
        return new Rbm(visible, hidden, weights, values(visible), values(hidden));
    }

    private DeepBeliefNet net(Units.Visible visible) {
        Optional<Standardisation> input = visible == Units.Visible.BERNOULLI ? Optional.empty()
                : Optional.of(new Standardisation(values(VISIBLE), shifted(values(VISIBLE))));
        return new DeepBeliefNet(List.of(rbm(VISIBLE, MIDDLE), rbm(MIDDLE, TOP)), new Units(visible, Units.Hidden.BERNOULLI),
                input, Optional.empty(), Optional.of(new SoftmaxLayer(TOP, CLASSES, values(TOP * CLASSES), values(CLASSES))));
    }

    private static float[] shifted(float[] deviations) {
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] += 0.5f;
        }
        return deviations;
    }

    private Cases cases(List<Integer> which) {
        return (index, out, offset) -> System.arraycopy(values[which.get(index)], 0, out, offset, VISIBLE);
    }

    private static List<Integer> all() {
        return new ArrayList<>(IntStream.range(0, CASES).boxed().toList());
    }

    /** The law: a row has the bits of the evaluation of all rows, whatever it is scored with. */
    @Test
    void aCaseHasTheSameBitsInAnyBatch() {
        DeepBeliefNet net = net(Units.Visible.BERNOULLI);
        float[] expected;
        try (Classifier classifier = new Classifier(net)) {
            expected = classifier.probabilities(CASES, cases(all()));
        }
        try (CaseScorer scorer = new CaseScorer(net)) {
            for (int batch : new int[] {1, 2, 7, 23, 24, 25, 64, CASES}) {
                List<Integer> shuffled = all();
                Collections.shuffle(shuffled, random);
                for (int first = 0; first < CASES; first += batch) {
                    List<Integer> some = shuffled.subList(first, Math.min(CASES, first + batch));
                    float[] found = scorer.probabilities(some.size(), cases(some));
                    for (int i = 0; i < some.size(); i++) {
                        for (int label = 0; label < CLASSES; label++) {
                            assertEquals(expected[some.get(i) * CLASSES + label], found[i * CLASSES + label], 0,
                                    "row " + some.get(i) + " in a batch of " + batch);
                        }
                    }
                }
            }
        }
    }

    @Test
    void featuresAndReconstructionsAreThoseOfPlainLoops() {
        DeepBeliefNet net = net(Units.Visible.BERNOULLI);
        try (CaseScorer scorer = new CaseScorer(net)) {
            float[] features = scorer.features(CASES, cases(all()));
            float[] reconstructions = scorer.reconstructions(CASES, cases(all()));
            for (int i = 0; i < CASES; i++) {
                double[] top = up(net.rbms().get(1), up(net.rbms().get(0), asDoubles(values[i])));
                double[] bottom = down(net.rbms().get(0), down(net.rbms().get(1), top));
                for (int unit = 0; unit < TOP; unit++) {
                    assertEquals(top[unit], features[i * TOP + unit], 1e-5);
                }
                for (int unit = 0; unit < VISIBLE; unit++) {
                    assertEquals(bottom[unit], reconstructions[i * VISIBLE + unit], 1e-5);
                }
            }
        }
    }

    @Test
    void whatWasStandardisedComesBackInItsOwnUnits() {
        DeepBeliefNet net = net(Units.Visible.GAUSSIAN);
        Standardisation input = net.standardisation().orElseThrow();
        try (CaseScorer scorer = new CaseScorer(net)) {
            float[] reconstructions = scorer.reconstructions(1, cases(List.of(0)));
            double[] energies = scorer.freeEnergies(1, cases(List.of(0)));
            double[] standard = new double[VISIBLE];
            for (int unit = 0; unit < VISIBLE; unit++) {
                standard[unit] = (values[0][unit] - input.means()[unit]) / input.deviations()[unit];
            }
            Rbm first = net.rbms().get(0);
            double[] below = down(net.rbms().get(1), up(net.rbms().get(1), up(first, standard)));
            double energy = 0;
            for (int unit = 0; unit < VISIBLE; unit++) {
                double sum = first.visibleBiases()[unit];
                for (int j = 0; j < MIDDLE; j++) {
                    sum += first.weights()[unit * MIDDLE + j] * below[j];
                }
                assertEquals(sum * input.deviations()[unit] + input.means()[unit], reconstructions[unit], 1e-4);
                double difference = standard[unit] - first.visibleBiases()[unit];
                energy += 0.5 * difference * difference;
            }
            for (int j = 0; j < MIDDLE; j++) {
                double sum = first.hiddenBiases()[j];
                for (int unit = 0; unit < VISIBLE; unit++) {
                    sum += first.weights()[unit * MIDDLE + j] * standard[unit];
                }
                energy -= Math.log1p(Math.exp(sum));
            }
            assertEquals(energy, energies[0], 1e-3);
        }
    }

    private static double[] asDoubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }

    private static double[] up(Rbm rbm, double[] visible) {
        double[] hidden = new double[rbm.hidden()];
        for (int j = 0; j < hidden.length; j++) {
            double sum = rbm.hiddenBiases()[j];
            for (int i = 0; i < visible.length; i++) {
                sum += visible[i] * rbm.weights()[i * rbm.hidden() + j];
            }
            hidden[j] = 1 / (1 + Math.exp(-sum));
        }
        return hidden;
    }

    private static double[] down(Rbm rbm, double[] hidden) {
        double[] visible = new double[rbm.visible()];
        for (int i = 0; i < visible.length; i++) {
            double sum = rbm.visibleBiases()[i];
            for (int j = 0; j < hidden.length; j++) {
                sum += hidden[j] * rbm.weights()[i * rbm.hidden() + j];
            }
            visible[i] = 1 / (1 + Math.exp(-sum));
        }
        return visible;
    }

    @Test
    void threadsDoNotDisturbEachOther() {
        DeepBeliefNet net = net(Units.Visible.BERNOULLI);
        try (ScorerPool pool = new ScorerPool(net)) {
            float[] expected = pool.with(scorer -> scorer.probabilities(CASES, cases(all())));
            List<CompletableFuture<float[]>> others = IntStream.range(0, 40).mapToObj(i -> CompletableFuture.supplyAsync(
                    () -> pool.with(scorer -> scorer.probabilities(CASES, cases(all()))))).toList();
            others.forEach(other -> assertArrayEquals(expected, other.join()));
        }
    }

    @Test
    void aClosedPoolRefusesWork() {
        ScorerPool pool = new ScorerPool(net(Units.Visible.BERNOULLI));
        pool.close();
        assertThrows(IllegalStateException.class, () -> pool.with(scorer -> 0));
    }
}
