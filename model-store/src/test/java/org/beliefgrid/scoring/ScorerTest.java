package org.beliefgrid.scoring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.math.Elementwise;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.Standardisation;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;
import org.beliefgrid.scorer.Scorer;
import org.beliefgrid.scoring.ClassifierTest.Kind;
import org.beliefgrid.store.ModelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scorer in plain Java against the classifier on OpenBLAS, through a model file. */
class ScorerTest {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 1);
    private static final double TOLERANCE = 1e-5;
    private static final int CASES = 150;

    private static Scorer scorer(DeepBeliefNet net) throws IOException {
        Provenance provenance = new Provenance("none", "none", 1, 1, 0, 1, 1, "2026-01-01T00:00:00Z", "none", "none", false);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ModelFile.write(new Model(net, new ImageShape(1, net.visible()), TrainingPlan.DEFAULTS, provenance), file);
        return Scorer.read("m.dbn", new ByteArrayInputStream(file.toByteArray()));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void probabilitiesAreThoseOfTheClassifier(Kind kind) throws IOException {
        Random random = new Random(SEED);
        DeepBeliefNet net = kind.net(random);
        float[][] cases = ClassifierTest.cases(random, CASES, net.visible());
        requireSame(net, cases);
    }

    /** As wide as the networks of MNIST, with inputs of which most are 0; with large weights the classes are far apart. */
    @ParameterizedTest(name = "weights of deviation {0}")
    @ValueSource(doubles = {0.01, 0.05, 0.2})
    void widthAddsNoError(double deviation) throws IOException {
        Random random = new Random(SEED);
        DeepBeliefNet net = new DeepBeliefNet(List.of(ClassifierTest.rbm(random, 784, 500, deviation),
                ClassifierTest.rbm(random, 500, 1_000, deviation)),
                Optional.of(new SoftmaxLayer(1_000, 10, RandomFloats.normals(random, 10_000, deviation),
                        RandomFloats.normals(random, 10, deviation))));
        float[][] cases = ClassifierTest.cases(random, 20, 784);
        for (float[] one : cases) {
            for (int i = 0; i < one.length; i++) {
                one[i] = Math.max(0, 4 * one[i] - 3);
            }
        }
        requireSame(net, cases);
    }

    private static void requireSame(DeepBeliefNet net, float[][] cases) throws IOException {
        Scorer scorer = scorer(net);
        float[] expected = ClassifierTest.probabilities(net, cases);
        float[][] found = scorer.probabilities(cases);
        int[] predicted = scorer.predict(cases);
        for (int i = 0; i < cases.length; i++) {
            int start = i * net.classes();
            assertEquals(net.classes(), found[i].length);
            for (int label = 0; label < net.classes(); label++) {
                assertEquals(expected[start + label], found[i][label], TOLERANCE,
                        "case " + i + ", label " + label + ", seed " + SEED);
                assertTrue(found[i][predicted[i]] >= found[i][label], "case " + i + ", seed " + SEED);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aCaseIsTheSameAloneAndFromManyThreads(Kind kind) throws IOException {
        Random random = new Random(SEED);
        Scorer scorer = scorer(kind.net(random));
        float[][] cases = ClassifierTest.cases(random, CASES, scorer.inputs());
        float[][] together = scorer.probabilities(cases);
        float[][] alone = IntStream.range(0, CASES).parallel().mapToObj(i -> scorer.probabilities(cases[i]))
                .toArray(float[][]::new);
        for (int i = 0; i < CASES; i++) {
            assertArrayEquals(together[i], alone[i], "case " + i + ", seed " + SEED);
            assertEquals(Scorer.mostProbable(together[i]), scorer.predict(cases[i]));
        }
    }

    /** A unit that is nearly always the same counts no more in the scorer than in the classifier. */
    @Test
    void standardisedValuesEndWhereTheClassifiersDo() throws IOException {
        assertEquals(Elementwise.MOST_DEVIATIONS, Standardisation.MOST_DEVIATIONS);
        DeepBeliefNet net = Kind.STANDARDISED.net(new Random(SEED));
        float[][] cases = ClassifierTest.cases(new Random(SEED), 10, net.visible());
        for (float[] one : cases) {
            one[0] = 1e6f;
            one[1] = -1e6f;
        }
        requireSame(net, cases);
    }

    @Test
    void ofEqualClassesTheLowerIsTaken() {
        assertEquals(1, Scorer.mostProbable(new float[] {0.2f, 0.4f, 0.4f}));
        assertEquals(0, Scorer.mostProbable(new float[] {0.5f, 0.5f}));
    }

    @Test
    void hashAndSizesAreThoseOfTheModel() throws IOException {
        DeepBeliefNet net = Kind.STANDARDISED.net(new Random(SEED));
        Scorer scorer = scorer(net);
        assertEquals(net.sha256(), scorer.modelSha256());
        assertEquals(List.of(33, 5, "1x33"), List.of(scorer.inputs(), scorer.classes(), scorer.shape().toString()));
    }

    @Test
    void casesThatTheModelCannotTakeAreRefused() throws IOException {
        Scorer scorer = scorer(Kind.SOFTMAX.net(new Random(SEED)));
        assertEquals("case 0 has 32 values, the model takes 33", refusal(scorer, new float[32]));
        float[] values = new float[33];
        values[7] = Float.NaN;
        assertEquals("case 0: value 7 must be finite, was NaN", refusal(scorer, values));
        values[7] = Float.NEGATIVE_INFINITY;
        assertEquals("case 0: value 7 must be finite, was -Infinity", refusal(scorer, values));
        float[][] second = {new float[33], new float[34]};
        assertEquals("case 1 has 34 values, the model takes 33",
                assertThrows(IllegalArgumentException.class, () -> scorer.predict(second)).getMessage());
    }

    @Test
    void valuesThatLeaveTheFloatsAreAnErrorNotAProbability() throws IOException {
        DeepBeliefNet net = new DeepBeliefNet(List.of(new Rbm(1, 1, new float[] {1e10f}, new float[1], new float[1])),
                new Units(Units.Visible.BERNOULLI, Units.Hidden.RECTIFIED), Optional.empty(), Optional.empty(),
                Optional.of(new SoftmaxLayer(1, 2, new float[] {1, -1}, new float[2])));
        assertEquals("case 0: its values are so large that a probability is NaN", refusal(scorer(net), new float[] {1e30f}));
    }

    private static String refusal(Scorer scorer, float[] values) {
        return assertThrows(IllegalArgumentException.class, () -> scorer.probabilities(values)).getMessage();
    }

    @Test
    void aModelWithoutClassesIsRefused() {
        DeepBeliefNet net = new DeepBeliefNet(List.of(ClassifierTest.rbm(new Random(SEED), 4, 3, 1)), Optional.empty());
        assertEquals("m.dbn: the model was only pre-trained, it has no classes",
                assertThrows(BadInputException.class, () -> scorer(net)).getMessage());
    }
}
