package org.beliefgrid.reproduction;

import java.util.List;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.RowList;
import org.beliefgrid.reproduction.TrainingResult.Curve;
import org.beliefgrid.reproduction.TrainingResult.Where;

/** Rows and results to test with. */
final class Rows {
    static final TrainingTask.Setting SETTING = new TrainingTask.Setting("sha256:12", "sha256:34", 10, "Haswell");

    static final RowList LIST = RowList.read("rows.yaml", """
            base: {hidden: [30, 20], pretraining: {epochs: 2}, fineTuning: {epochs: 3, averageLast: 2}}
            plans:
              base:
              plain: {fineTuning: {averageLast: 0}}
              few: {labels: 100, miniBatch: 20, pretraining: {initialDeviation: glorot}}
              shards-1: {shards: 1}
              random: {pretraining: {epochs: 0}}
            remarks: {few: its rate was chosen for another number of labels}
            stacks: {few: base}
            published:
              - {error: 1.66, what: ten workers, source: somewhere, rows: [plain]}
            compare:
              - {what: the price, row: base, against: shards-1, within: 0.1}
              - {what: pre-training, row: base, against: random}
            curves: {all: [base, random]}
            filters: [base]
            """, name -> {
                throw new InvalidConfigException("no preset");
            });

    private Rows() {
    }

    /** A row that was trained, with so many of 1,000 test cases wrong. */
    static RowResult result(String row, long seed, long errors) {
        RowTask task = RowTask.of(LIST, row, seed);
        String stack = task.stackModel(SETTING.dataHash()).map(name -> name + " 0a").orElse("");
        TrainingTask training = TrainingTask.of(SETTING, task.plan(), task.stack().map(plan -> stack));
        return new RowResult(row, seed, new TrainingResult(training, "", task.model() + "@1", "hash-" + row + seed, 60.4, false,
                new Curve(List.of(1, 2, 3), List.of(9.0, 5.0, 3.5)), new Where("a processor, 2 cores", "amd64 Haswell",
                "1a2b3c", "BeliefGrid 0.1.0", List.of("--dataset", "digits")), "2026-11-25T10:12:44Z"), stack,
                stack.isEmpty() ? 0 : 3725, false, errors, 1000);
    }

    /** The same on other data or with another kernel. */
    static RowResult on(TrainingTask.Setting setting, RowResult result) {
        TrainingResult training = result.training();
        TrainingTask task = new TrainingTask(training.task().planText(), setting.dataHash(), setting.testHash(),
                setting.classes(), setting.kernel(), training.task().from());
        return new RowResult(result.row(), result.seed(), new TrainingResult(task, training.problem(), training.model(),
                training.modelSha256(), training.seconds(), training.resumed(), training.curve(), training.where(),
                training.ended()), result.stack(), result.stackSeconds(), result.stackResumed(), result.errors(), result.cases());
    }

    /** The same, stopped and gone on with in both trainings, for so many seconds. */
    static RowResult resumed(RowResult result, double seconds) {
        TrainingResult training = result.training();
        return new RowResult(result.row(), result.seed(), new TrainingResult(training.task(), training.problem(),
                training.model(), training.modelSha256(), seconds, true, new Curve(List.of(3), List.of(3.5)), training.where(),
                training.ended()), result.stack(), seconds, true, result.errors(), result.cases());
    }

    static CurrentResults current(RowResult... results) {
        return new CurrentResults(LIST, List.of(results), List.of());
    }
}
