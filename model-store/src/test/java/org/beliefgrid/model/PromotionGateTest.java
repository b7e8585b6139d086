package org.beliefgrid.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.metrics.Metric;
import org.beliefgrid.model.PromotionGate.Bound;
import org.beliefgrid.model.PromotionGate.Comparison;
import org.beliefgrid.model.PromotionGate.NotWorse;
import org.beliefgrid.model.PromotionGate.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromotionGateTest {
    private static final String GATE = "auc >= 0.8 and lift@10 >= 3 and not worse than the promoted model";

    @Test
    void aGateIsItsConditions() {
        assertEquals(List.of(new Bound(Metric.AUC, Comparison.AT_LEAST, 0.8), new Bound(Metric.lift(10), Comparison.AT_LEAST,
                3), new NotWorse(Metric.AUC)), PromotionGate.read(GATE).conditions());
        assertEquals(List.of(new NotWorse(Metric.ERROR)), PromotionGate.read("not worse than the promoted model").conditions());
        assertEquals(List.of(new Bound(Metric.ERROR, Comparison.BELOW, 0.02), new NotWorse(Metric.BRIER)),
                PromotionGate.read(" error<2%  and\nnot worse than the promoted model in brier ").conditions());
        assertEquals(List.of(Metric.AUC, Metric.lift(10)), PromotionGate.read(GATE).metrics());
    }

    @ParameterizedTest
    @ValueSource(strings = {GATE, "logLoss <= 1e-3 and accuracy > .5", "not worse than the promoted model in averagePrecision"})
    void aGateIsReadBackAsItIsWritten(String text) {
        PromotionGate gate = PromotionGate.read(text);
        assertEquals(gate, PromotionGate.read(gate.toString()));
        TrainingPlan plan = TrainingPlan.DEFAULTS.withPromoteIf(Optional.of(gate));
        assertEquals(plan, PlanText.read("plan.yaml", PlanText.write(plan)));
        assertEquals(plan.withSeed(5).promoteIf(), plan.promoteIf(), "other settings leave it");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''|a measure (|1, ended",
        "auc|>=, >, <= or <|4, ended",
        "auc 0.8|>=, >, <= or <|5, was \"0.8\"",
        "auc = 0.8|>=, >, <= or <|5, was \"=\"",
        "auc >= high|a number|8, was \"high\"",
        "auc >= NaN|a number|8, was \"NaN\"",
        "auc >= 1e999|a number|8, was \"1e999\"",
        "auc >= 0.8 or lift@10 >= 3|\"and\"|12, was \"or\"",
        "auc >= 0.8 and|a measure (|15, ended",
        "f1 >= 0.8|a measure (|1, was \"f1\"",
        "lift@0 > 1|a measure (|1, was \"lift@0\"",
        "not worse than the model|\"promoted\"|20, was \"model\"",
        "not worse than the promoted model in|a measure (|37, ended",
        "auc >= 80 % % and|\"and\"|13, was \"%\""})
    void whatIsWrongIsSaidWithItsPlace(String text, String expected, String place) {
        String message = assertThrows(InvalidConfigException.class, () -> PromotionGate.read(text)).getMessage();
        assertTrue(message.startsWith("promoteIf must have " + expected), message);
        assertTrue(message.endsWith(" at character " + place), message);
    }

    @Test
    void aPlanTellsTheFileToo() {
        String message = assertThrows(InvalidConfigException.class, () -> PlanText.read("p.yaml", "promoteIf: auc 1"))
                .getMessage();
        assertEquals("p.yaml: promoteIf must have >=, >, <= or < at character 5, was \"1\"", message);
        assertEquals(Optional.empty(), PlanText.read("p.yaml", "promoteIf: none").promoteIf());
        assertTrue(assertThrows(InvalidConfigException.class, () -> PlanText.read("p.yaml", "promoteIf: 1")).getMessage()
                .startsWith("p.yaml: promoteIf must be a text"));
        assertFalse(PlanText.write(TrainingPlan.DEFAULTS).contains("promoteIf"), "plans of old keep their text");
    }

    @Test
    void allConditionsMustHold() {
        PromotionGate gate = PromotionGate.read(GATE);
        Map<Metric, Double> figures = Map.of(Metric.AUC, 0.85, Metric.lift(10), 3.0);
        assertEquals(List.of(new Verdict("auc >= 0.8: 0.850000", true), new Verdict("lift@10 >= 3.0: 3.00000", true),
                new Verdict("not worse than the promoted model in auc: none is promoted", true)),
                gate.judge(figures, Optional.empty()));
        assertEquals(new Verdict("not worse than the promoted model in auc: 0.850000, promoted 0.860000", false),
                gate.judge(figures, Optional.of(Map.of(Metric.AUC, 0.86))).get(2));
        assertTrue(gate.judge(figures, Optional.of(Map.of(Metric.AUC, 0.85))).get(2).holds(), "as good is not worse");
        assertFalse(PromotionGate.read("lift@10 > 3").judge(figures, Optional.empty()).get(0).holds());
        PromotionGate less = PromotionGate.read("not worse than the promoted model in brier");
        assertTrue(less.judge(Map.of(Metric.BRIER, 0.1), Optional.of(Map.of(Metric.BRIER, 0.2))).get(0).holds());
        assertTrue(gate.looksAtPromoted() && gate.needsPositive());
        assertFalse(PromotionGate.read("error < 1").needsPositive());
    }
}
