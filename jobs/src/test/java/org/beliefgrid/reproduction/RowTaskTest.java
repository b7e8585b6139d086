package org.beliefgrid.reproduction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.beliefgrid.model.InitialDeviation;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.Test;

class RowTaskTest {
    private static final String DATA = "sha256:12";

    private static RowTask task(String row, long seed) {
        return RowTask.of(Rows.LIST, row, seed);
    }

    @Test
    void aRowIsSplitIntoItsStackAndItsFineTuning() {
        RowTask task = task("base", 7);
        TrainingPlan whole = Rows.LIST.rows().get("base").withSeed(7);
        assertEquals(whole, task.plan().withPretraining(whole.pretraining()));
        assertEquals(0, task.plan().pretraining().epochs());
        assertEquals(whole, task.stack().orElseThrow().withFineTuning(whole.fineTuning()));
        assertEquals(0, task.stack().orElseThrow().fineTuning().epochs());
        assertEquals("reproduce-base-s7", task.model());
    }

    @Test
    void rowsOfEqualPretrainingShareAStack() {
        Optional<String> base = task("base", 1).stackModel(DATA);
        assertEquals(base, task("plain", 1).stackModel(DATA));
        assertEquals(base, task("few", 1).stackModel(DATA));
        assertEquals(TrainingPlan.ALL_LABELS, task("few", 1).stack().orElseThrow().labels());
        assertEquals(100, task("few", 1).plan().labels());
        assertNotEquals(base, task("shards-1", 1).stackModel(DATA));
        assertNotEquals(base, task("base", 2).stackModel(DATA));
        assertNotEquals(base, task("base", 1).stackModel("sha256:13"));
    }

    @Test
    void theFileOfAStackServesAllSeeds() {
        assertEquals(task("base", 1).stackFile(DATA), task("base", 2).stackFile(DATA));
        assertTrue(task("base", 2).stackModel(DATA).orElseThrow().matches("reproduce-stack-[0-9a-f]{12}-s2"));
    }

    @Test
    void withoutPretrainingARowStartsFromRandomWeights() {
        RowTask task = task("random", 3);
        assertEquals(Optional.empty(), task.stack());
        assertEquals(Optional.empty(), task.stackModel(DATA));
        assertEquals(InitialDeviation.GLOROT, task.plan().pretraining().initialDeviation());
    }

    @Test
    void theRunOfATrainingIsNamedAfterAllThatItDependsOn() {
        TrainingTask task = TrainingTask.of(Rows.SETTING, task("random", 3).plan(), Optional.empty());
        assertEquals(task.run("m"), TrainingTask.of(Rows.SETTING, task("random", 3).plan(), Optional.empty()).run("m"));
        assertNotEquals(task.run("m"), TrainingTask.of(Rows.SETTING, task("random", 4).plan(), Optional.empty()).run("m"));
        assertNotEquals(task.run("m"), TrainingTask.of(Rows.SETTING, task("random", 3).plan(), Optional.of("s 1")).run("m"));
    }
}
