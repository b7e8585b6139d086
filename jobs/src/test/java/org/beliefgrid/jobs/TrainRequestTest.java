package org.beliefgrid.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.learning.AlgorithmProvider;
import org.beliefgrid.model.AlgorithmPlan;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.Test;

/** What plans ask of data without a label. */
class TrainRequestTest {
    private static final TrainingPlan PLAN = TrainingPlan.DEFAULTS;

    private static void check(TrainingPlan plan) {
        TrainRequest.requireNoLabelsNeeded(AlgorithmProvider.of(plan), plan, "rows.csv");
    }

    private static String refused(TrainingPlan plan) {
        return assertThrows(InvalidConfigException.class, () -> check(plan)).getMessage();
    }

    @Test
    void labelUnitsNeedLabels() {
        check(PLAN);
        assertEquals("pretraining.labelUnits must be false where no case has a label, as in rows.csv, was true",
                refused(PLAN.withPretraining(PLAN.pretraining().withLabelUnits(true))));
    }

    @Test
    void soDoesAnAlgorithmThatLearnsNothingElse() {
        check(PLAN.withAlgorithm(new AlgorithmPlan("k-means", Map.of())));
        assertEquals("algorithm softmax learns from labelled cases, rows.csv has none",
                refused(PLAN.withAlgorithm(new AlgorithmPlan("softmax", Map.of()))));
    }
}
