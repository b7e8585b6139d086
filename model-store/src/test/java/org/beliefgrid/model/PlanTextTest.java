package org.beliefgrid.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.math.BlasCore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTextTest {
    private static final String CORES =
            "any, PRESCOTT, CORE2, NEHALEM, BARCELONA, SANDYBRIDGE, BULLDOZER, PILEDRIVER, STEAMROLLER, "
            + "EXCAVATOR, HASWELL, ZEN, SKYLAKEX, COOPERLAKE, SAPPHIRERAPIDS, ARMV8, NEOVERSEN1, NEOVERSEV1, NEOVERSEN2";
    private static final String EVERYTHING_DIFFERENT = """
            hidden: [7, 6, 5]
            shards: 3
            miniBatch: 20
            seed: -9223372036854775808
            averageEvery: 4
            heldOut: 0.25
            labels: 1000
            blasCore: haswell
            updateBits: 16
            pretraining:
              epochs: 4
              learningRate: {initial: 0.25, schedule: exponential, factor: 0.5, last: 0.01, warmUp: 2}
              momentum: {initial: 0.1, last: 0.2, epochs: 3, ramp: linear, form: nesterov}
              weightCost: 1e-3
              l1: 1e-4
              maxNorm: 3
              blockMomentum: {initial: 0.7, last: 0.6, epochs: 5, ramp: linear, form: nesterov}
              cdSteps: 2
              chains: persistent
              reconstruction: samples
              visibleUnits: gaussian
              hiddenUnits: rectified
              sparsity: {target: 0.05, cost: 0, decay: 0.8}
              layerInput: samples
              initialDeviation: glorot
            fineTuning:
              epochs: 9
              learningRate: {initial: 2, schedule: cosine, last: 0.1, warmUp: 1}
              momentum: {initial: 0.3, last: 0.4, epochs: 2, ramp: step, form: nesterov}
              weightCost: 0.01
              l1: 0.02
              maxNorm: 2.5
              blockMomentum: {initial: 0.8, last: 0.9, epochs: 6, ramp: linear, form: nesterov}
              dropout: {visible: 0.2, hidden: [0.6, 0.5, 0.4]}
              loss: squared-error
              averageLast: 3
              labelSmoothing: 0.1
              adversarial: {epsilon: 0.25, share: 0.4}
            algorithm: {name: k-means, settings: {clusters: 2, standardise: true}}
            promoteIf: auc >= 0.8
            """;

    /**
     * Settings that exclude others of that plan: epochs between averagings, patience, label units, a sparsity target, and the
     * factor of a cosine.
     */
    private static final List<String> EXCLUDED = List.of("plan.averageEvery.epochs", "plan.fineTuning.patience",
            "plan.pretraining.labelUnits", "plan.pretraining.sparsity.cost", "plan.fineTuning.descent.learningRate.factor");

    @Test
    void defaultsAreThoseDocumented() {
        TrainingPlan plan = PlanText.read("plan.yaml", "{}");

        assertEquals("""
                hidden: [500, 500]
                shards: 10
                miniBatch: 100
                seed: 1
                averageEvery: epoch
                heldOut: 0.0
                labels: all
                blasCore: any
                updateBits: 32
                pretraining:
                  epochs: 10
                  learningRate: {initial: 0.1, schedule: constant, factor: 1.0, last: 0.0, warmUp: 0}
                  momentum: {initial: 0.5, last: 0.9, epochs: 5, ramp: step, form: classical}
                  weightCost: 2.0E-4
                  l1: 0.0
                  maxNorm: none
                  blockMomentum: {initial: 0.0, last: 0.0, epochs: 0, ramp: step, form: classical}
                  cdSteps: 1
                  chains: data
                  reconstruction: probabilities
                  visibleUnits: bernoulli
                  hiddenUnits: bernoulli
                  sparsity: {target: 0.1, cost: 0.0, decay: 0.9}
                  layerInput: probabilities
                  labelUnits: false
                  initialDeviation: 0.01
                fineTuning:
                  epochs: 20
                  learningRate: {initial: 0.1, schedule: constant, factor: 1.0, last: 0.0, warmUp: 0}
                  momentum: {initial: 0.5, last: 0.9, epochs: 8, ramp: linear, form: classical}
                  weightCost: 0.0
                  l1: 0.0
                  maxNorm: none
                  blockMomentum: {initial: 0.0, last: 0.0, epochs: 0, ramp: step, form: classical}
                  dropout: {visible: 0.0, hidden: 0.0}
                  loss: cross-entropy
                  averageLast: 0
                  patience: 0
                """, PlanText.write(plan));
        assertEquals(TrainingPlan.DEFAULTS, plan);
        assertEquals(plan, PlanText.read("plan.yaml", "pretraining: {momentum: {}}\nfineTuning: {}"));
    }

    @Test
    void everySettingIsRead() throws ReflectiveOperationException {
        TrainingPlan plan = PlanText.read("plan.yaml", EVERYTHING_DIFFERENT);

        LearningRate exponential = new LearningRate(0.25, LearningRate.Schedule.EXPONENTIAL, 0.5, 0.01, 2);
        LearningRate cosine = new LearningRate(2, LearningRate.Schedule.COSINE, 1, 0.1, 1);
        assertEquals(new TrainingPlan(List.of(7, 6, 5), 3, 20, Long.MIN_VALUE, AverageEvery.miniBatches(4), 0.25, 1000,
                BlasCore.HASWELL, 16,
                new Pretraining(4, new Descent(exponential, nesterov(0.1, 0.2, 3, Momentum.Ramp.LINEAR), 1e-3, 1e-4, 3),
                        nesterov(0.7, 0.6, 5, Momentum.Ramp.LINEAR),
                        new Sampling(2, Sampling.Chains.PERSISTENT, Sampling.Reconstruction.SAMPLES),
                        new Units(Units.Visible.GAUSSIAN, Units.Hidden.RECTIFIED), new Sparsity(0.05, 0, 0.8),
                        Pretraining.LayerInput.SAMPLES, false, InitialDeviation.GLOROT),
                new FineTuning(9, new Descent(cosine, nesterov(0.3, 0.4, 2, Momentum.Ramp.STEP), 0.01, 0.02, 2.5),
                        nesterov(0.8, 0.9, 6, Momentum.Ramp.LINEAR), new Dropout(0.2, List.of(0.6, 0.5, 0.4)),
                        FineTuning.Loss.SQUARED_ERROR, 3, 0, 0.1, new Adversarial(0.25, 0.4)))
                .withAlgorithm(new AlgorithmPlan("k-means", Map.of("clusters", "2", "standardise", "true")))
                .withPromoteIf(Optional.of(PromotionGate.read("auc >= 0.8"))), plan);
        assertEquals(66, requireDifferent("plan", plan, TrainingPlan.DEFAULTS), "settings looked at");
        assertEquals(7, PlanText.read("plan.yaml", "heldOut: 0.1\nfineTuning: {patience: 7}").fineTuning().patience());
        assertTrue(PlanText.read("plan.yaml", "pretraining: {labelUnits: true}").pretraining().labelUnits());
        assertEquals(0.3, PlanText.read("plan.yaml", "pretraining: {sparsity: {cost: 0.3}}").pretraining().sparsity().cost());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {"epoch | 0 | 1 | epoch", "{epochs: 1} | 0 | 1 | epoch",
            "{epochs: 5} | 0 | 5 | {epochs: 5}", "7 | 7 | 1 | 7", "{} | 0 | 1 | epoch"})
    void averagingsLieEpochsOrMiniBatchesApart(String text, int miniBatches, int epochs, String written) {
        TrainingPlan plan = PlanText.read("plan.yaml", "averageEvery: " + text);
        assertEquals(new AverageEvery(miniBatches, epochs), plan.averageEvery());
        assertTrue(PlanText.write(plan).contains("\naverageEvery: " + written + "\n"), PlanText.write(plan));
        assertEquals(plan, PlanText.read("plan.yaml", PlanText.write(plan)));
    }

    private static Momentum nesterov(double initial, double last, int epochs, Momentum.Ramp ramp) {
        return new Momentum(initial, last, epochs, ramp, Momentum.Form.NESTEROV);
    }

    /** Fails when a record gains a component that a plan cannot set; what excludes other settings stands elsewhere. */
    private static int requireDifferent(String path, Record found, Record defaults) throws ReflectiveOperationException {
        int looked = 0;
        for (RecordComponent component : found.getClass().getRecordComponents()) {
            String name = path + "." + component.getName();
            Object value = component.getAccessor().invoke(found);
            Object fallback = component.getAccessor().invoke(defaults);
            if (EXCLUDED.contains(name)) {
                continue;
            }
            if (value instanceof Record inner) {
                looked += requireDifferent(name, inner, (Record) fallback);
            } else {
                assertNotEquals(fallback, value, name);
                looked++;
            }
        }
        return looked;
    }

    @ParameterizedTest
    @ValueSource(strings = {"SKYLAKEX", "skylakex", "SkylakeX"})
    void blasCoreIsReadInCapitalsOrNot(String name) {
        assertEquals(BlasCore.SKYLAKEX, PlanText.read("plan.yaml", "blasCore: " + name).blasCore());
    }

    @Test
    void momentumThatIsANumberHoldsInAllEpochs() {
        Momentum momentum = PlanText.read("plan.yaml", "pretraining: {momentum: 0.75}").pretraining().descent().momentum();

        assertEquals(0.75f, momentum.at(0));
        assertEquals(0.75f, momentum.at(1_000));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "hidden: []                               | hidden must be at least one layer, was []",
        "updateBits: 8                            | updateBits must be 16 or 32, was 8",
        "hidden: [5, 0]                           | hidden must be 1 to 65536 units a layer, was 0",
        "hidden: [65537]                          | hidden must be 1 to 65536 units a layer, was 65537",
        "hidden: 500                              | hidden must be a list of whole numbers of 32 bits, was 500",
        "hidden: [5, many]                        | hidden must be a list of whole numbers of 32 bits, was [5, many]",
        "shards: 0                                | shards must be 1 to 4096, was 0",
        "shards: 4097                             | shards must be 1 to 4096, was 4097",
        "shards: 2.5                              | shards must be a whole number of 32 bits, was 2.5",
        "shards: '10'                             | shards must be a whole number of 32 bits, was \"10\"",
        "shards:                                  | shards must be a whole number of 32 bits, was empty",
        "miniBatch: 0                             | miniBatch must be 1 to 10000, was 0",
        "miniBatch: 10001                         | miniBatch must be 1 to 10000, was 10001",
        "miniBatch: 5000000000                    | miniBatch must be a whole number of 32 bits, was 5000000000",
        "seed: 9223372036854775808                | seed must be a whole number of 64 bits, was 9223372036854775808",
        "seed: 1.5                                | seed must be a whole number of 64 bits, was 1.5",
        "blasCore: AVX2                           | blasCore must be one of " + CORES + ", was \"AVX2\"",
        "blasCore: 3                              | blasCore must be a text, was 3",
        "blasCore:                                | blasCore must be a text, was empty",
        "pretraining: none                        | pretraining must be a mapping of settings, was \"none\"",
        "pretraining:                             | pretraining must be a mapping of settings, was empty",
        "pretraining: {epochs: -1}                | pretraining.epochs must be 0 to 1000000, was -1",
        "pretraining: {learningRate: 0}           | pretraining.learningRate must be greater than 0 and finite, was 0.0",
        "pretraining: {learningRate: .nan}        | pretraining.learningRate must be greater than 0 and finite, was NaN",
        "pretraining: {learningRate: .inf}        | pretraining.learningRate must be greater than 0 and finite, was Infinity",
        "pretraining: {learningRate: 1e999}       | pretraining.learningRate must be greater than 0 and finite, was Infinity",
        "pretraining: {learningRate: fast}        | pretraining.learningRate must be a number or a mapping of settings, was "
        + "\"fast\"",
        "pretraining: {momentum: 1.5}             | pretraining.momentum must be in [0, 1), was 1.5",
        "pretraining: {momentum: .nan}            | pretraining.momentum must be in [0, 1), was NaN",
        "pretraining: {momentum: high}            | pretraining.momentum must be a number or a mapping of settings, was "
        + "\"high\"",
        "pretraining: {momentum: {initial: 1}}    | pretraining.momentum.initial must be in [0, 1), was 1.0",
        "pretraining: {momentum: {last: -0.1}}    | pretraining.momentum.last must be in [0, 1), was -0.1",
        "pretraining: {momentum: {epochs: -1}}    | pretraining.momentum.epochs must be 0 or more, was -1",
        "pretraining: {momentum: {ramp: steep}}   | pretraining.momentum.ramp must be step or linear, was \"steep\"",
        "pretraining: {momentum: {ramp: }}        | pretraining.momentum.ramp must be step or linear, was empty",
        "pretraining: {weightCost: -1}            | pretraining.weightCost must be 0 or more and finite, was -1.0",
        "pretraining: {weightCost: .nan}          | pretraining.weightCost must be 0 or more and finite, was NaN",
        "pretraining: {cdSteps: 0}                | pretraining.cdSteps must be 1 or more, was 0",
        "pretraining: {reconstruction: 1}         | pretraining.reconstruction must be probabilities or samples, was 1",
        "pretraining: {blockMomentum: 1}          | pretraining.blockMomentum must be in [0, 1), was 1.0",
        "pretraining: {initialDeviation: -.inf}   | pretraining.initialDeviation must be 0 or more and finite, was -Infinity",
        "averageEvery: 0                          | averageEvery must be epoch, or 1 or more, was 0",
        "averageEvery: 1.5                        | averageEvery must be a whole number of 32 bits, epoch or a mapping of "
        + "epochs, was 1.5",
        "labels: 5000000000                       | labels must be a whole number of 32 bits or all, was 5000000000",
        "labels: -3                               | labels must be all, or 1 or more, was -3",
        "labels: 0                                | labels must be all, or 1 or more, was 0",
        "labels: some                             | labels must be a whole number of 32 bits or all, was \"some\"",
        "averageEvery: {epochs: 0}                | averageEvery.epochs must be 1 or more, was 0",
        "averageEvery: {epochs: many}             | averageEvery.epochs must be a whole number of 32 bits, was \"many\"",
        "averageEvery: {rounds: 2}                | unknown setting averageEvery.rounds; known here: epochs",
        "averageEvery: often                      | averageEvery must be a whole number of 32 bits, epoch or a mapping of "
        + "epochs, was \"often\"",
        "heldOut: 0.6                             | heldOut must be in [0, 0.5], was 0.6",
        "heldOut: .nan                            | heldOut must be in [0, 0.5], was NaN",
        "pretraining: {learningRate: {initial: 0}} | pretraining.learningRate.initial must be greater than 0 and finite, was "
        + "0.0",
        "pretraining: {learningRate: {schedule: fast}} | pretraining.learningRate.schedule must be constant or exponential or "
        + "cosine, was \"fast\"",
        "pretraining: {learningRate: {schedule: exponential, factor: 1.1}} | pretraining.learningRate.factor must be greater "
        + "than 0 and below 1 with schedule exponential, was 1.1",
        "pretraining: {learningRate: {schedule: exponential}} | pretraining.learningRate.factor must be greater than 0 and "
        + "below 1 with schedule exponential, was 1.0",
        "pretraining: {learningRate: {schedule: exponential, factor: .nan}} | pretraining.learningRate.factor must be greater "
        + "than 0 and below 1 with schedule exponential, was NaN",
        "pretraining: {learningRate: {factor: 0.9}} | pretraining.learningRate.factor must be 1 with schedule constant, which "
        + "has none, was 0.9",
        "fineTuning: {learningRate: {schedule: cosine, factor: 0.9}} | fineTuning.learningRate.factor must be 1 with schedule "
        + "cosine, which has none, was 0.9",
        "pretraining: {learningRate: {last: 0.01}} | pretraining.learningRate.last must be 0 with schedule constant, which "
        + "does not fall, was 0.01",
        "pretraining: {learningRate: {schedule: cosine, last: 0.2}} | pretraining.learningRate.last must be from 0 to "
        + "initial, 0.1, was 0.2",
        "pretraining: {learningRate: {warmUp: -1}} | pretraining.learningRate.warmUp must be 0 or more, was -1",
        "pretraining: {l1: -1}                    | pretraining.l1 must be 0 or more and finite, was -1.0",
        "pretraining: {l1: .nan}                  | pretraining.l1 must be 0 or more and finite, was NaN",
        "fineTuning: {maxNorm: 0}                 | fineTuning.maxNorm must be greater than 0, or none, was 0.0",
        "fineTuning: {maxNorm: .nan}              | fineTuning.maxNorm must be greater than 0, or none, was NaN",
        "fineTuning: {maxNorm: small}             | fineTuning.maxNorm must be a number or none, was \"small\"",
        "fineTuning: {blockMomentum: {last: 1}}   | fineTuning.blockMomentum.last must be in [0, 1), was 1.0",
        "pretraining: {chains: many}              | pretraining.chains must be data or persistent, was \"many\"",
        "pretraining: {visibleUnits: binary}      | pretraining.visibleUnits must be bernoulli or gaussian, was \"binary\"",
        "pretraining: {hiddenUnits: relu}         | pretraining.hiddenUnits must be bernoulli or rectified, was \"relu\"",
        "pretraining: {sparsity: {target: 0}}     | pretraining.sparsity.target must be in (0, 1), was 0.0",
        "pretraining: {sparsity: {cost: -1}}      | pretraining.sparsity.cost must be 0 or more and finite, was -1.0",
        "pretraining: {sparsity: {cost: 1}, hiddenUnits: rectified} | pretraining.sparsity.cost must be 0 with rectified "
        + "hidden units, which are not on or off, was 1.0",
        "pretraining: {sparsity: {decay: 1}}      | pretraining.sparsity.decay must be in [0, 1), was 1.0",
        "pretraining: {layerInput: all}           | pretraining.layerInput must be probabilities or samples, was \"all\"",
        "pretraining: {chains: persistent, labelUnits: true}  | pretraining.labelUnits must be false with persistent chains, "
        + "was true",
        "pretraining: {labelUnits: some}          | pretraining.labelUnits must be true or false, was \"some\"",
        "pretraining: {initialDeviation: small}   | pretraining.initialDeviation must be a number, glorot or he, was \"small\"",
        "fineTuning: {dropout: {visible: 1}}      | fineTuning.dropout.visible must be in [0, 1), was 1.0",
        "fineTuning: {dropout: {hidden: 1}}       | fineTuning.dropout.hidden must be in [0, 1), was 1.0",
        "fineTuning: {dropout: {hidden: [0.1, 0.2, .nan]}} | fineTuning.dropout.hidden must be in [0, 1), was NaN",
        "fineTuning: {dropout: {hidden: []}}      | fineTuning.dropout.hidden must be a number or one a layer, was []",
        "fineTuning: {dropout: {hidden: [0.1, 0.2, 0.3]}} | fineTuning.dropout.hidden must be a number or one for each of the "
        + "2 hidden layers, was [0.1, 0.2, 0.3]",
        "fineTuning: {loss: hinge}                | fineTuning.loss must be cross-entropy or squared-error, was \"hinge\"",
        "fineTuning: {averageLast: 21}            | fineTuning.averageLast must be from 0 to epochs, 20, was 21",
        "{averageEvery: {epochs: 2}, fineTuning: {averageLast: 3}} | fineTuning.averageLast must be 0 or 1 where averageEvery "
        + "is {epochs: 2}, was 3",
        "fineTuning: {patience: -1}               | fineTuning.patience must be 0 or more, was -1",
        "fineTuning: {patience: 3}                | fineTuning.patience must be 0 unless heldOut is above 0, was 3",
        "fineTuning: {labelSmoothing: 1}          | fineTuning.labelSmoothing must be in [0, 1), was 1.0",
        "fineTuning: {adversarial: {epsilon: -1}} | fineTuning.adversarial.epsilon must be 0 or more, finite, was -1.0",
        "fineTuning: {adversarial: {share: 1}}    | fineTuning.adversarial.share must be in (0, 1), was 1.0",
        "fineTuning: {patience: 3, averageLast: 2} | fineTuning.patience must be 0 with averageLast 2, was 3",
        "fineTuning: [1]                          | fineTuning must be a mapping of settings, was [1]",
        "fineTuning: {epochs: -1}                 | fineTuning.epochs must be 0 to 1000000, was -1",
        "fineTuning: {epochs: 1000001}            | fineTuning.epochs must be 0 to 1000000, was 1000001",
        "pretraining: {epochs: 2147483647}        | pretraining.epochs must be 0 to 1000000, was 2147483647",
        "pretraining: {blockMomentum: {initial: 0.8}} | pretraining.blockMomentum.epochs must be given, and 1 or more, where "
        + "initial is not last, 0.0, was 0",
        "fineTuning: {blockMomentum: {initial: 0.8, last: 0.9}} | fineTuning.blockMomentum.epochs must be given, and 1 or more, "
        + "where initial is not last, 0.9, was 0",
        "fineTuning: {blockMomentum: {form: nesterov}} | fineTuning.blockMomentum.last must be given, or initial, where both "
        + "are 0 otherwise, was 0.0",
        "pretraining: {sparsity: {target: 0.05}}  | pretraining.sparsity.cost must be given, and above 0, where target or "
        + "decay is, was 0.0",
        "pretraining: {sparsity: {decay: 0.8}}    | pretraining.sparsity.cost must be given, and above 0, where target or "
        + "decay is, was 0.0",
        "fineTuning: {adversarial: {share: 0.3}}  | fineTuning.adversarial.epsilon must be given, and above 0, where share is, "
        + "was 0.0",
        "fineTuning: {learningRate: {warmUp: 20}} | fineTuning.learningRate.warmUp must be below epochs, 20, was 20",
        "pretraining: {epochs: 3, learningRate: {warmUp: 4}} | pretraining.learningRate.warmUp must be below epochs, 3, was 4",
        "fineTuning: {learningRate: -0.1}         | fineTuning.learningRate must be greater than 0 and finite, was -0.1",
        "fineTuning: {momentum: {ramp: true}}     | fineTuning.momentum.ramp must be step or linear, was true",
        "fineTuning: {weightCost: .inf}           | fineTuning.weightCost must be 0 or more and finite, was Infinity",
        "fineTuning: {blockMomentum: .nan}        | fineTuning.blockMomentum must be in [0, 1), was NaN",
    }, quoteCharacter = '`')
    void eachRuleIsReported(String text, String message) {
        assertEquals("plan.yaml: " + message, refusal(text));
    }

    /** What is given in full is taken, as a plan that is written out is; so is what does something. */
    @ParameterizedTest
    @ValueSource(strings = {"pretraining: {sparsity: {target: 0.05, cost: 0, decay: 0.9}}", "pretraining: {sparsity: {cost: 0}}",
        "fineTuning: {adversarial: {epsilon: 0, share: 0.3}}", "pretraining: {blockMomentum: {initial: 0.8, epochs: 5}}",
        "pretraining: {blockMomentum: {initial: 0.8, last: 0, epochs: 0, ramp: step, form: classical}}",
        "fineTuning: {blockMomentum: {initial: 0, last: 0, epochs: 0, ramp: step, form: nesterov}}",
        "fineTuning: {blockMomentum: {last: 0.8, form: nesterov}}", "fineTuning: {momentum: {form: nesterov}}",
        "fineTuning: {momentum: {initial: 0.6}}", "fineTuning: {epochs: 0, learningRate: {warmUp: 3}}",
        "fineTuning: {epochs: 4, learningRate: {warmUp: 3}}", "fineTuning: {epochs: 1000000}"})
    void whatIsWrittenOutOrDoesSomethingIsTaken(String text) {
        TrainingPlan plan = PlanText.read("plan.yaml", text);
        assertEquals(plan, PlanText.read("plan.yaml", PlanText.write(plan)));
    }

    /** Kernels calculate with floats: the largest double below 1 is 1 there, the smallest above 0 is 0, 1e39 is infinite. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "pretraining: {momentum: 0.9999999999999999}            | pretraining.momentum must be in [0, 1)",
        "pretraining: {momentum: {last: 0.99999998}}            | pretraining.momentum.last must be in [0, 1)",
        "pretraining: {momentum: {initial: 0.9999999999999999}} | pretraining.momentum.initial must be in [0, 1)",
        "fineTuning: {blockMomentum: 0.9999999999999999}        | fineTuning.blockMomentum must be in [0, 1)",
        "fineTuning: {maxNorm: 4.9e-324}                        | fineTuning.maxNorm must be greater than 0, or none",
        "pretraining: {maxNorm: 1.0e-46}                        | pretraining.maxNorm must be greater than 0, or none",
        "pretraining: {sparsity: {decay: 0.9999999999999999}}   | pretraining.sparsity.decay must be in [0, 1)",
        "pretraining: {sparsity: {target: 4.9e-324}}            | pretraining.sparsity.target must be in (0, 1)",
        "pretraining: {sparsity: {target: 0.9999999999999999}}  | pretraining.sparsity.target must be in (0, 1)",
        "pretraining: {sparsity: {cost: 1.0e39}}                | pretraining.sparsity.cost must be 0 or more and finite",
        "pretraining: {learningRate: 4.9e-324}                  | pretraining.learningRate must be greater than 0 and finite",
        "fineTuning: {learningRate: {initial: 1.0e39}} | fineTuning.learningRate.initial must be greater than 0 and finite",
        "fineTuning: {weightCost: 1.0e39}                       | fineTuning.weightCost must be 0 or more and finite",
        "fineTuning: {l1: 1.0e39}                               | fineTuning.l1 must be 0 or more and finite",
        "pretraining: {initialDeviation: 1.0e39}                | pretraining.initialDeviation must be 0 or more and finite",
    }, quoteCharacter = '`')
    void aNumberMustKeepItsBoundAsAFloat(String text, String message) {
        String found = text.replaceAll("[^0-9.eE-]*$", "").replaceAll(".*[ ]", "");
        assertEquals("plan.yaml: " + message + " as a number of 32 bits, was " + Double.parseDouble(found), refusal(text));
    }

    /** What another place may say is not missed yet; all else is refused as ever. */
    @Test
    void aPlanThatIsGoingToBeChangedNeedNotBeComplete() {
        TrainingPlan plan = PlanText.readIncomplete("plan.yaml", "fineTuning: {patience: 3}", TrainingPlan.DEFAULTS);
        assertEquals(3, plan.fineTuning().patience());
        assertEquals("fineTuning.patience must be 0 unless heldOut is above 0, was 3",
                assertThrows(InvalidConfigException.class, plan::requireComplete).getMessage());
        TrainingPlan complete = plan.withHeldOut(0.1);
        assertEquals(complete, complete.requireComplete());
        assertEquals("plan.yaml: shards must be 1 to 4096, was 0", assertThrows(InvalidConfigException.class,
                () -> PlanText.readIncomplete("plan.yaml", "shards: 0\nfineTuning: {patience: 3}", TrainingPlan.DEFAULTS))
                .getMessage());
    }

    /** What pre-training would have learned must not be there at random instead. */
    @Test
    void withoutPretrainingNothingIsLeftOfIt() {
        TrainingPlan plan = PlanText.read("plan.yaml", "pretraining: {epochs: 7, labelUnits: true, hiddenUnits: rectified}");
        assertEquals(PlanText.read("plan.yaml", "pretraining: {epochs: 0, hiddenUnits: rectified, initialDeviation: glorot}"),
                plan.withoutPretraining());
        TrainingPlan he = PlanText.read("plan.yaml", "pretraining: {initialDeviation: he}");
        assertEquals(he.withPretraining(he.pretraining().withEpochs(0)), he.withoutPretraining());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "momentum: 0.5             | momentum; known here: hidden, shards, miniBatch, seed, averageEvery, heldOut, labels, "
                + "blasCore, updateBits, pretraining, "
                + "fineTuning, algorithm, promoteIf",
        "1: 2                      | 1; known here: hidden, shards, miniBatch, seed, averageEvery, heldOut, labels, blasCore, "
        + "updateBits, pretraining, "
                + "fineTuning, algorithm, promoteIf",
        "pretraining: {rate: 1}    | pretraining.rate; known here: epochs, learningRate, momentum, weightCost, l1, maxNorm, "
                + "blockMomentum, cdSteps, chains, reconstruction, visibleUnits, hiddenUnits, sparsity, layerInput, "
                + "labelUnits, initialDeviation",
        "fineTuning: {cdSteps: 1}  | fineTuning.cdSteps; known here: epochs, learningRate, momentum, weightCost, l1, maxNorm, "
                + "blockMomentum, dropout, loss, averageLast, patience, labelSmoothing, adversarial",
        "fineTuning: {momentum: {final: 0}} | fineTuning.momentum.final; known here: initial, last, epochs, ramp, form",
    })
    void unknownSettingsAreRefusedWithThoseKnown(String text, String message) {
        assertEquals("plan.yaml: unknown setting " + message, refusal(text));
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertEquals("""
                plan.yaml: hidden must be a list of whole numbers of 32 bits, was "500 500"
                plan.yaml: pretraining.learningRate must be greater than 0 and finite, was -1.0
                plan.yaml: pretraining.momentum.initial must be in [0, 1), was 1.0
                plan.yaml: pretraining.momentum.last must be in [0, 1), was NaN
                plan.yaml: pretraining.cdSteps must be 1 or more, was 0
                plan.yaml: unknown setting pretraining.learnRate; known here: epochs, learningRate, momentum, weightCost, l1, \
                maxNorm, blockMomentum, cdSteps, chains, reconstruction, visibleUnits, hiddenUnits, sparsity, layerInput, \
                labelUnits, initialDeviation
                plan.yaml: fineTuning must be a mapping of settings, was empty
                plan.yaml: shards must be 1 to 4096, was 0
                plan.yaml: miniBatch must be 1 to 10000, was 0
                plan.yaml: unknown setting epochs; known here: hidden, shards, miniBatch, seed, averageEvery, heldOut, labels, \
                blasCore, updateBits, pretraining, fineTuning, algorithm, promoteIf""",
                refusal("""
                        hidden: 500 500
                        shards: 0
                        miniBatch: 0
                        epochs: 4
                        pretraining:
                          learningRate: -1
                          learnRate: 0.1
                          cdSteps: 0
                          momentum: {initial: 1, last: .nan}
                        fineTuning:
                        """));
    }

    /** What is written of a deep belief network is what was written before there were other algorithms. */
    @Test
    void aPlanNamesItsAlgorithmOnlyIfItIsAnotherOne() {
        assertFalse(PlanText.write(TrainingPlan.DEFAULTS).contains("algorithm"));
        TrainingPlan plan = PlanText.read("plan.yaml", "algorithm: k-means");
        assertEquals(new AlgorithmPlan("k-means", Map.of()), plan.algorithm());
        assertEquals(plan, PlanText.read("plan.yaml", PlanText.write(plan)));
        TrainingPlan strange = plan.withAlgorithm(plan.algorithm().with("note", "\"\\ \u00e4\n: #\ud83d\ude00"));
        assertEquals(strange, PlanText.read("plan.yaml", PlanText.write(strange)));
        assertEquals("plan.yaml: algorithm.name must be a name of a-z, 0-9 and -, beginning with a letter, was \"K Means\"",
                refusal("algorithm: K Means"));
    }

    @Test
    void problemsStayOnTheirLine() {
        String message = refusal("shards: \"1\\n2\"\n\"a\\nb\": 1\nseed: " + "x".repeat(1_000));

        assertEquals(3, message.lines().count(), message);
        assertTrue(message.lines().allMatch(line -> line.startsWith("plan.yaml: ") && line.length() < 200), message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "hidden: [500, 500                | line 2, column 1: while parsing a flow sequence, expected ',' or ']'",
        "shards: 1%shards: 2              | line 2, column 1: while constructing a mapping, found duplicate key shards",
        "shards: 1%---%shards: 2          | line 2, column 1: expected a single document in the stream, but found another",
        "shards: 1%  seed: 2              | line 2, column 7: mapping values are not allowed here",
        "seed: !!java.net.URL [x]         | line 1, column 7: could not determine a constructor for the tag",
        "hidden: &a [1]%shards: *a        | line 2, column 9: aliases are not allowed in settings",
        "hidden: &a [*a]                  | line 1, column 13: aliases are not allowed in settings",
        "shards: 1%seed: a\u0001b         | line 2, column 8: character U+0001 is not allowed",
    })
    void syntaxErrorsNameLineAndColumn(String text, String message) {
        String found = refusal(text.replace('%', '\n') + "\n");

        assertTrue(found.startsWith("plan.yaml, " + message), found);
        assertEquals(1, found.lines().count(), found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n", "hidden", "- hidden", "3"})
    void whatIsNotAMappingIsRefused(String text) {
        assertTrue(refusal(text).startsWith("plan.yaml: must be a mapping of settings like shards: 10, was "), text);
    }

    @Test
    void hostileFilesAreRefused() {
        String deep = "hidden: " + "[".repeat(20_000) + "]".repeat(20_000);
        assertEquals("plan.yaml, line 1, column 16: settings are at most 8 levels deep", refusal(deep));
        assertFalse(refusal("# " + "long".repeat(20_000) + "\nshards: 1").contains("\n"));
    }

    @Test
    void whatIsWrittenIsReadBackEqual() {
        long seed = Long.getLong("beliefgrid.test.seed", 1);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            TrainingPlan plan = randomPlan(random);
            assertEquals(plan, PlanText.read("plan.yaml", PlanText.write(plan)), "seed " + seed + ", round " + round);
        }
    }

    private static TrainingPlan randomPlan(Random random) {
        List<Integer> hidden = random.ints(1 + random.nextInt(5), 1, 65_537).boxed().toList();
        boolean labelUnits = random.nextBoolean();
        Units.Hidden hiddenUnits = one(random, Units.Hidden.values());
        Pretraining pretraining = new Pretraining(9 + random.nextInt(999_992), randomDescent(random),
                randomMomentum(random),
                new Sampling(1 + random.nextInt(100), labelUnits ? Sampling.Chains.DATA : one(random, Sampling.Chains.values()),
                        one(random, Sampling.Reconstruction.values())),
                new Units(one(random, Units.Visible.values()), hiddenUnits),
                new Sparsity(0.5 + random.nextDouble() / 3, hiddenUnits == Units.Hidden.RECTIFIED ? 0 : positive(random),
                        random.nextDouble()),
                one(random, Pretraining.LayerInput.values()), labelUnits,
                one(random, InitialDeviation.GLOROT, InitialDeviation.HE, InitialDeviation.of(positive(random))));
        List<Double> dropped = random.doubles(random.nextBoolean() ? 1 : hidden.size()).boxed().toList();
        int epochs = 9 + random.nextInt(999_992);
        boolean patient = random.nextBoolean();
        FineTuning fineTuning = new FineTuning(epochs, randomDescent(random), randomMomentum(random),
                new Dropout(random.nextDouble(), dropped), one(random, FineTuning.Loss.values()),
                patient ? 0 : random.nextInt(epochs), patient ? random.nextInt(100) : 0, random.nextFloat() / 2,
                new Adversarial(random.nextDouble(), 0.1 + random.nextDouble() / 2));
        AverageEvery every = fineTuning.averageLast() > 0 || random.nextBoolean()
                ? AverageEvery.miniBatches(1 + random.nextInt(5)) : AverageEvery.epochs(1 + random.nextInt(5));
        return new TrainingPlan(hidden, 1 + random.nextInt(4_096), 1 + random.nextInt(10_000), random.nextLong(),
                every, 0.01 + random.nextDouble() / 3, random.nextInt(1000), one(random, BlasCore.values()),
                random.nextBoolean() ? 16 : 32, pretraining, fineTuning);
    }

    private static Descent randomDescent(Random random) {
        return new Descent(randomRate(random), randomMomentum(random), positive(random), positive(random),
                random.nextBoolean() ? Descent.NO_BOUND : positive(random));
    }

    private static LearningRate randomRate(Random random) {
        double rate = positive(random);
        LearningRate.Schedule schedule = one(random, LearningRate.Schedule.values());
        double factor = schedule == LearningRate.Schedule.EXPONENTIAL ? 0.01 + 0.9 * random.nextDouble() : 1;
        double last = schedule != LearningRate.Schedule.CONSTANT && random.nextBoolean() ? rate : 0;
        return new LearningRate(rate, schedule, factor, last, random.nextInt(9));
    }

    @SafeVarargs
    private static <T> T one(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static Momentum randomMomentum(Random random) {
        return new Momentum(random.nextDouble(), random.nextDouble(), random.nextInt(100), one(random, Momentum.Ramp.values()),
                one(random, Momentum.Form.values()));
    }

    /** Any positive double that is a finite positive float, too: from the smallest to the largest. */
    private static double positive(Random random) {
        float near = Math.abs(Float.intBitsToFloat(random.nextInt()));
        return near > 0 && near < Float.POSITIVE_INFINITY ? near * (1 + random.nextDouble() / (1 << 26)) : 1;
    }

    @Test
    void whatIsWrittenDoesNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        String expected = PlanText.write(TrainingPlan.DEFAULTS);
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(expected, PlanText.write(TrainingPlan.DEFAULTS));
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Every preset, with all that it sets to something else than the defaults. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("presetsAndWhatTheySet")
    void aPresetSetsWhatItSaysAndNothingElse(String preset, Set<String> sets) throws IOException {
        TrainingPlan plan = PlanText.read(preset, Files.readString(presets().resolve(preset + ".yaml")));
        Set<String> found = new TreeSet<>(lines(plan));
        found.removeAll(lines(TrainingPlan.DEFAULTS));
        assertEquals(new TreeSet<>(sets), found);
    }

    static Stream<Arguments> presetsAndWhatTheySet() {
        String published = "hidden: [500, 500, 2000]";
        String layerEpochs = "pretraining: epochs: 50";
        return Stream.of(
                Arguments.of("quickstart", Set.of("hidden: [300, 300]", "pretraining: epochs: 3", block("pretraining", 0.7),
                        "fineTuning: epochs: 30", block("fineTuning", 0.8))),
                Arguments.of("mnist-quick", Set.of("pretraining: epochs: 15", block("pretraining", 0.7),
                        "fineTuning: epochs: 25", block("fineTuning", 0.8))),
                Arguments.of("mnist-2015", Set.of(published, layerEpochs, "fineTuning: epochs: 100")),
                Arguments.of("mnist-block", Set.of(published, layerEpochs, "fineTuning: epochs: 100", block("fineTuning", 0.8),
                        "fineTuning: averageLast: 10")),
                Arguments.of("mnist-dropout", Set.of(published, layerEpochs, "fineTuning: epochs: 400",
                        block("fineTuning", 0.9), "fineTuning: averageLast: 20", "fineTuning: maxNorm: 12.0",
                        "fineTuning: learningRate: {initial: 0.3, schedule: cosine, factor: 1.0, last: 0.003, warmUp: 0}",
                        "fineTuning: dropout: {visible: 0.2, hidden: 0.5}")),
                Arguments.of("mnist-best", Set.of(published, layerEpochs, "fineTuning: epochs: 100", block("fineTuning", 0.9),
                        "fineTuning: learningRate: {initial: 0.3, schedule: cosine, factor: 1.0, last: 0.003, warmUp: 0}",
                        "fineTuning: adversarial: {epsilon: 0.2, share: 0.5}")),
                Arguments.of("mnist-1000-labels", Set.of(published, "miniBatch: 20", "labels: 1000", "pretraining: epochs: 0",
                        "pretraining: initialDeviation: glorot", "fineTuning: epochs: 98",
                        "fineTuning: dropout: {visible: 0.2, hidden: 0.5}")),
                Arguments.of("soak", Set.of("hidden: [64, 48]", "shards: 6", "pretraining: epochs: 6",
                        block("pretraining", 0.7),
                        "fineTuning: epochs: 8", block("fineTuning", 0.8), "fineTuning: averageLast: 3")));
    }

    private static String block(String phase, double momentum) {
        return "%1$s: blockMomentum: {initial: %2$s, last: %2$s, epochs: 0, ramp: step, form: classical}"
                .formatted(phase, momentum);
    }

    /** The lines of a plan, those of a phase with its name before. */
    private static List<String> lines(TrainingPlan plan) {
        List<String> lines = new ArrayList<>();
        String phase = "";
        for (String line : PlanText.write(plan).lines().toList()) {
            phase = line.startsWith(" ") ? phase : line;
            lines.add(line.startsWith(" ") ? phase + " " + line.strip() : line);
        }
        return lines;
    }

    @Test
    void everyPresetIsOneOfThose() throws IOException {
        Set<String> found = new TreeSet<>();
        try (DirectoryStream<Path> presets = Files.newDirectoryStream(presets(), "*.yaml")) {
            presets.forEach(preset -> found.add(preset.getFileName().toString().replace(".yaml", "")));
        }
        Set<String> known = presetsAndWhatTheySet().map(preset -> (String) preset.get()[0]).collect(Collectors.toSet());
        assertEquals(new TreeSet<>(known), found);
    }

    @Test
    void publishedProtocolIsWrittenOutInFull() throws IOException {
        String preset = Files.readString(presets().resolve("mnist-2015.yaml"));
        TrainingPlan published = PlanText.read("mnist-2015.yaml", preset);

        assertEquals(keys(PlanText.write(published)), keys(preset));
        assertEquals(TrainingPlan.DEFAULTS.withHidden(List.of(500, 500, 2000))
                .withPretraining(Pretraining.of(50,
                        Descent.of(0.1, new Momentum(0.5, 0.9, 5, Momentum.Ramp.STEP), 0.0002), Sampling.CD1, 0))
                .withFineTuning(FineTuning.of(100,
                        Descent.of(0.1, new Momentum(0.5, 0.9, 8, Momentum.Ramp.LINEAR), 0), 0, Dropout.NONE)), published);
        IntStream.range(0, 8).forEach(epoch ->
                assertEquals(0.5 + 0.05 * epoch, published.fineTuning().descent().momentum().at(epoch), 1e-6, "epoch "
                        + epoch));
    }

    private static List<String> keys(String text) {
        return text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).map(line -> line.split(":")[0]).toList();
    }

    private static Path presets() {
        return Path.of(System.getProperty("beliefgrid.config")).resolve("presets");
    }

    private static String refusal(String text) {
        return assertThrows(InvalidConfigException.class, () -> PlanText.read("plan.yaml", text)).getMessage();
    }
}
