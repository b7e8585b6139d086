package org.beliefgrid.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.PlanList.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanListTest {
    private static final String BASE = """
            base:
              hidden: [30, 20]
              heldOut: 0.1
              pretraining:
                epochs: 3
                momentum: {initial: 0.4, last: 0.8, epochs: 7, ramp: linear}
                learningRate: 0.05
              fineTuning: {epochs: 9, momentum: 0.5}
            """;

    private static PlanList read(String text) {
        return PlanList.read("plans.yaml", text, name -> {
            throw new InvalidConfigException("no preset " + name);
        }, TrainingPlan.DEFAULTS);
    }

    private static List<String> problems(String text) {
        return assertThrows(InvalidConfigException.class, () -> read(text)).getMessage().lines().toList();
    }

    /** The law: a plan of the list is the plan whose settings are written out. */
    @Test
    void aPlanIsTheBaseWithItsOwnSettingsLaidOver() {
        PlanList list = read(BASE + """
                plans:
                  same:
                  wide: {hidden: [400]}
                  other:
                    miniBatch: 50
                    pretraining:
                      momentum: {last: 0.95}
                      learningRate: {initial: 0.2, schedule: cosine}
                    fineTuning: {momentum: {last: 0.99}, weightCost: 0.001}
                """);
        assertEquals(List.of("same", "wide", "other"), List.copyOf(list.plans().keySet()));
        assertEquals(PlanText.read("same", """
                hidden: [30, 20]
                heldOut: 0.1
                pretraining: {epochs: 3, momentum: {initial: 0.4, last: 0.8, epochs: 7, ramp: linear}, learningRate: 0.05}
                fineTuning: {epochs: 9, momentum: 0.5}
                """), list.plans().get("same"));
        assertEquals(list.plans().get("same").withHidden(List.of(400)), list.plans().get("wide"));
        assertEquals(PlanText.read("other", """
                hidden: [30, 20]
                heldOut: 0.1
                miniBatch: 50
                pretraining:
                  epochs: 3
                  momentum: {initial: 0.4, last: 0.95, epochs: 7, ramp: linear}
                  learningRate: {initial: 0.2, schedule: cosine}
                fineTuning: {epochs: 9, momentum: {last: 0.99}, weightCost: 0.001}
                """), list.plans().get("other"));
    }

    @Test
    void withoutBaseThereAreTheDefaults() {
        assertEquals(TrainingPlan.DEFAULTS.withMiniBatch(7), read("plans: {a: {miniBatch: 7}}").plans().get("a"));
    }

    /** As those of a model to start from: they hold where neither base nor plan speaks of them. */
    @Test
    void otherDefaultsHoldWhereNothingIsSaid() {
        TrainingPlan defaults = TrainingPlan.DEFAULTS.withHidden(List.of(6, 4)).withMiniBatch(7);
        assertEquals(Map.of("a", defaults.withMiniBatch(5), "b", defaults.withMiniBatch(5).withHidden(List.of(3))),
                PlanList.read("plans.yaml", "{base: {miniBatch: 5}, plans: {a: {}, b: {hidden: [3]}}}", name -> null, defaults)
                        .plans());
    }

    @Test
    void theBaseMayBeAPreset() {
        PlanList list = PlanList.read("plans.yaml", "base: quick\nplans: {a: {pretraining: {epochs: 2}}}",
                name -> new Preset(name + ".yaml", "hidden: [9]\npretraining: {epochs: 1, cdSteps: 4}"), TrainingPlan.DEFAULTS);
        assertEquals(PlanText.read("a", "hidden: [9]\npretraining: {epochs: 2, cdSteps: 4}"), list.plans().get("a"));
    }

    @Test
    void problemsOfAPresetAreThoseOfItsFile() {
        String message = assertThrows(InvalidConfigException.class, () -> PlanList.read("plans.yaml",
                "base: quick\nplans: {a: {}}", name -> new Preset("quick.yaml", "shards: 0"), TrainingPlan.DEFAULTS))
                .getMessage();
        assertEquals("quick.yaml: shards must be 1 to 4096, was 0", message);
        assertEquals(List.of("no preset slow"), problems("base: slow\nplans: {a: {}}"));
    }

    /** All at once, each with the place where it stands; what is wrong in the base is told once. */
    @Test
    void allProblemsAreToldWithPlanAndSetting() {
        assertEquals(List.of(
                "plans.yaml: unknown setting plan; known here: base, plans",
                "plans.yaml: plans.a.pretraining.epochs must be a whole number of 32 bits, was \"many\"",
                "plans.yaml: base.pretraining.cdSteps must be 1 or more, was 0",
                "plans.yaml: plans.b.fineTuning.momentum.last must be in [0, 1), was 1.5",
                "plans.yaml: unknown setting plans.b.fineTuning.epoch; known here: epochs, learningRate, momentum, weightCost, "
                        + "l1, maxNorm, blockMomentum, dropout, loss, averageLast, patience, labelSmoothing, adversarial",
                "plans.yaml: name of a plan must be 1 to 50 of A-Z a-z 0-9 . _ - and not begin with a dot, was \"c/d\"",
                "plans.yaml: plans.e must be a mapping of settings, was 3"), problems("""
                plan: {}
                base: {pretraining: {cdSteps: 0}}
                plans:
                  a: {pretraining: {epochs: many}}
                  b: {fineTuning: {momentum: {last: 1.5}, epoch: 3}}
                  c/d: {}
                  e: 3
                """));
    }

    /** A mapping over a number takes its place, and would turn block momentum off. */
    @Test
    void aFormAloneOverANumberIsRefusedWithItsPlace() {
        assertEquals(List.of("plans.yaml: plans.a.fineTuning.blockMomentum.last must be given, or initial, where both are 0 "
                + "otherwise, was 0.0"), problems("""
                base: {fineTuning: {blockMomentum: 0.8}}
                plans: {a: {fineTuning: {blockMomentum: {form: nesterov}}}, b: {fineTuning: {blockMomentum: {last: 0.8,
                  form: nesterov}}}}
                """));
    }

    @Test
    void whatThePlanSetsRightInTheBaseIsNoProblem() {
        TrainingPlan plan = read("base: {fineTuning: {patience: 5}}\nplans: {a: {heldOut: 0.1}}").plans().get("a");
        assertEquals(5, plan.fineTuning().patience());
        assertEquals(List.of("plans.yaml: base.fineTuning.patience must be 0 unless heldOut is above 0, was 5"),
                problems("base: {fineTuning: {patience: 5}}\nplans: {a: {}, b: {}}"));
    }

    @Test
    void aPresetMayLeaveToThePlansWhatItNeeds() {
        String plans = "base: patient\nplans: {a: {heldOut: 0.1}";
        Preset patient = new Preset("patient.yaml", "fineTuning: {patience: 5}");
        assertEquals(5, PlanList.read("plans.yaml", plans + "}", name -> patient, TrainingPlan.DEFAULTS).plans().get("a")
                .fineTuning().patience());
        assertEquals("plans.yaml: base.fineTuning.patience must be 0 unless heldOut is above 0, was 5",
                assertThrows(InvalidConfigException.class, () -> PlanList.read("plans.yaml", plans + ", b: {}}",
                        name -> patient, TrainingPlan.DEFAULTS)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"base: {}", "plans: {}", "plans:", "plans: [a, b]", "plans: {1: {}}", "base: 3\nplans: {a: {}}",
        "base: [quick]\nplans: {a: {}}", "plans: {a: {}, a: {}}", "- a", "plans: &x {a: *x}",
        "plans: {a: {b: {c: {d: {e: {f: {g: {}}}}}}}}",
        "plans: {.a: {}}", "plans: {'': {}}"})
    void otherContentIsRefused(String text) {
        List<String> problems = problems(text);
        assertTrue(problems.stream().allMatch(line -> line.startsWith("plans.yaml")), problems::toString);
    }
}
