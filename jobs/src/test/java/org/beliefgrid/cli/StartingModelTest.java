package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.jobs.StartingModel;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.State;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartingModelTest {
    private static final int CLASSES = 3;
    private static final int VISIBLE = 6;
    private static final int HIDDEN = 4;
    private static final TrainingPlan PLAN = TrainingPlan.DEFAULTS.withHidden(List.of(HIDDEN));

    private final Random random = new Random(Long.getLong("beliefgrid.test.seed", 20150601));

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    /** @param dataHash of the data that it says it was trained on */
    private StartingModel model(TrainingPlan plan, String dataHash, boolean labelUnits, boolean softmax) {
        Rbm rbm = new Rbm(VISIBLE, HIDDEN, values(VISIBLE * HIDDEN), values(VISIBLE), values(HIDDEN));
        DeepBeliefNet net = new DeepBeliefNet(List.of(rbm), Units.BERNOULLI, Optional.empty(),
                labelUnits ? Optional.of(new LabelUnits(CLASSES, HIDDEN, values(CLASSES * HIDDEN), values(CLASSES)))
                        : Optional.empty(),
                softmax ? Optional.of(new SoftmaxLayer(HIDDEN, CLASSES, values(HIDDEN * CLASSES), values(CLASSES)))
                        : Optional.empty());
        return new StartingModel("first", new Model(net, new ImageShape(2, 3), plan,
                new Provenance("small", dataHash, 1, 1, 0, 1, 1, "2026-01-01T00:00:00Z", "none", "none", false)));
    }

    private static Set<Integer> heldOut(TrainingPlan plan, CaseSource source) throws IOException {
        CaseSelection selection = CaseSelection.of(plan, source, 10);
        Set<Integer> rows = new HashSet<>();
        source.scanLabels((row, label) -> {
            if (selection.isHeldOut(row, label)) {
                rows.add(row);
            }
        });
        return rows;
    }

    /** The law: a start is fair if and only if no case that is held out now was learned from then. */
    @Test
    void aModelThatLearnedFromHeldOutCasesIsFound() throws IOException {
        CaseSource source = new SourceSpec.Digits(1, 0, 300).open();
        int unfair = 0;
        for (double then : new double[] {0, 0.1, 0.2}) {
            for (double now : new double[] {0, 0.1, 0.2, 0.3}) {
                for (long seed : new long[] {1, 2}) {
                    TrainingPlan first = PLAN.withHeldOut(then).withShards(3);
                    TrainingPlan second = PLAN.withHeldOut(now).withSeed(seed).withLabels(40);
                    boolean learned = !heldOut(first, source).containsAll(heldOut(second, source));
                    StartingModel model = model(first, source.fingerprint(), false, true);
                    String pair = "%s then, %s with seed %d now".formatted(then, now, seed);
                    assertEquals(learned, model.learnedHeldOutCases(second, source.fingerprint()).isPresent(), pair);
                    assertFalse(model.learnedHeldOutCases(second, "other data").isPresent(), pair);
                    unfair += learned ? 1 : 0;
                }
            }
        }
        assertEquals(15, unfair, "pairs of plans that share cases");
        assertEquals(Optional.of("model first (--from) has learned from cases that are held out now, with heldOut 0.1 and seed "
                + "7: its own were heldOut 0.0 and seed 1"),
                model(PLAN, "data", false, true).learnedHeldOutCases(PLAN.withHeldOut(0.1).withSeed(7), "data"));
    }

    /** What the line says the softmax layer starts from is what it starts from, algorithm by algorithm as in a grid. */
    @ParameterizedTest(name = "label units {0} and softmax layer {1} in the model; {2} label units in {3} epochs planned")
    @CsvSource(delimiter = '|', value = {
        "false | false | false | 5 | ; it has no softmax layer, that starts anew | nothing",
        "false | true  | false | 5 | ' and from its softmax layer' | softmax",
        "true  | false | false | 5 | ; it has no softmax layer, that starts from its label units | labels",
        "true  | true  | false | 5 | ' and from its softmax layer' | softmax",
        "false | false | true  | 5 | ; the softmax layer starts from the label units that pre-training learns | learned",
        "false | true  | true  | 5 | ; the softmax layer starts from the label units that pre-training learns | learned",
        "true  | true  | true  | 5 | ' and its label units; the softmax layer starts from the label units that pre-training "
        + "learns' | learned",
        "true  | false | true  | 0 | ; it has no softmax layer, that starts from its label units | labels",
        "true  | true  | true  | 0 | ' and from its softmax layer' | softmax",
    })
    void theSoftmaxLayerStartsFromWhatTheLineSays(boolean labelUnits, boolean softmax, boolean planned, int epochs, String said,
            String from) {
        StartingModel model = model(PLAN, "data", labelUnits, softmax);
        TrainingPlan plan = PLAN.withPretraining(PLAN.pretraining().withLabelUnits(planned).withEpochs(epochs));
        assertEquals("starts from the layers of model first" + said, model.description(plan, CLASSES));

        State initial = model.state(plan, CLASSES);
        State last = State.EMPTY;
        DeepBeliefNet learned = null;
        for (IterativeAlgorithm algorithm : DeepBeliefTraining.algorithms(plan, TrainingData.of(VISIBLE, CLASSES))) {
            learned = last.sections().isEmpty() ? null : DeepBeliefTraining.net(last, VISIBLE, Units.BERNOULLI);
            State start = algorithm.start(last.completedBy(initial));
            last = learned == null && epochs > 0 ? learnedFrom(start) : start;
        }
        SoftmaxLayer found = DeepBeliefTraining.net(last, VISIBLE, Units.BERNOULLI).softmax().orElseThrow();
        switch (from) {
            case "softmax" -> assertArrayEquals(model.model().net().softmax().orElseThrow().weights(), found.weights());
            case "labels" -> assertSameMachine(model.model().net().labelUnits().orElseThrow(), found);
            case "learned" -> assertSameMachine(learned.labelUnits().orElseThrow(), found);
            default -> assertArrayEquals(new float[CLASSES], found.biases());
        }
    }

    /** Any other numbers. */
    private State learnedFrom(State start) {
        return new State(start.sections(), start.sections().stream().map(section -> values(section.length())).toList());
    }

    private static void assertSameMachine(LabelUnits labels, SoftmaxLayer softmax) {
        for (int label = 0; label < CLASSES; label++) {
            for (int unit = 0; unit < HIDDEN; unit++) {
                assertEquals(labels.weights()[label * HIDDEN + unit], softmax.weights()[unit * CLASSES + label]);
            }
        }
        assertArrayEquals(labels.biases(), softmax.biases());
    }

    @Test
    void otherClassesAreNotTakenOver() {
        assertEquals("starts from the layers of model first; its softmax layer has 3 classes, the data 4: that starts anew",
                model(PLAN, "data", true, true).description(PLAN, 4));
        assertEquals("starts from the layers of model first",
                model(PLAN, "data", true, true).description(PLAN.withFineTuning(PLAN.fineTuning().withEpochs(0)), CLASSES));
    }
}
