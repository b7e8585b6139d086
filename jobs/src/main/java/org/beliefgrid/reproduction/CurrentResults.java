package org.beliefgrid.reproduction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.RowList;

/** The results that are those of the rows as the list has them now, by row and seed; results of earlier lists are left out. */
public final class CurrentResults {
    private final Map<String, List<RowResult>> byRow = new LinkedHashMap<>();
    private final List<RepeatedRow> repeated;

    /**
     * @param results in the order of their seeds
     * @param repeated what came when rows were trained once more, in no order, perhaps of other results, too
     */
    public CurrentResults(RowList list, List<RowResult> results, List<RepeatedRow> repeated) {
        this.repeated = List.copyOf(repeated);
        list.rows().keySet().forEach(row -> byRow.put(row, new ArrayList<>()));
        results.stream().filter(result -> isOf(list, result)).forEach(result -> byRow.get(result.row()).add(result));
    }

    private static boolean isOf(RowList list, RowResult result) {
        if (!list.rows().containsKey(result.row())) {
            return false;
        }
        RowTask task = RowTask.of(list, result.row(), result.seed());
        TrainingTask done = result.training().task();
        if (!PlanText.write(task.plan()).equals(done.planText())) {
            return false;
        }
        // A stack that diverged has no name.
        return result.training().diverged()
                || task.stackModel(done.dataHash()).orElse("").equals(TrainingResult.nameIn(result.stack()));
    }

    /** All of a row, by seed. */
    public List<RowResult> all(String row) {
        return List.copyOf(byRow.get(row));
    }

    /** Those of a row that did not diverge, by seed. */
    public List<RowResult> finished(String row) {
        return byRow.get(row).stream().filter(result -> !result.training().diverged()).toList();
    }

    /** Whether there is any of a row. */
    public boolean has(String row) {
        return !byRow.get(row).isEmpty();
    }

    /** All rows' results, in the order of the list. */
    public List<RowResult> all() {
        return byRow.values().stream().flatMap(List::stream).toList();
    }

    /** Number of sets of data, for training and test, that the results are of. */
    public long data() {
        return all().stream().map(result -> result.training().task().setting().withoutKernel()).distinct().count();
    }

    /** Rows without a result. */
    public List<String> missing() {
        return byRow.keySet().stream().filter(row -> !has(row)).toList();
    }

    /** The result of a row with a seed. */
    public Optional<RowResult> of(String row, long seed) {
        return byRow.get(row).stream().filter(result -> result.seed() == seed).findFirst();
    }

    /** What came when a result was trained once more; empty if it was not. */
    public Optional<RepeatedRow> repeated(RowResult result) {
        return repeated.stream().filter(again -> again.isOf(result)).findFirst();
    }

    /** Test error of a row over its seeds; empty if none finished. */
    public Optional<Spread> error(String row) {
        List<Double> errors = finished(row).stream().map(RowResult::errorPercent).toList();
        return errors.isEmpty() ? Optional.empty() : Optional.of(Spread.of(errors));
    }
}
