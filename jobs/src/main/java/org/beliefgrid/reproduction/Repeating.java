package org.beliefgrid.reproduction;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.RowList;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.reproduction.Reproduction.Progress;
import org.beliefgrid.reproduction.Reproduction.Trainer;
import org.beliefgrid.reproduction.TrainingResult.Where;

/**
 * Trains rows that have a result once more, and holds the models against those of the results: equal plans, seeds, data and
 * OpenBLAS kernels give equal bits. Stacks are pre-trained once more, too, under names of their own, so that nothing is taken
 * over from the first time. What was repeated already is not repeated again.
 */
public final class Repeating {
    private final RowList list;
    private final ResultFiles files;
    private final TrainingTask.Setting setting;
    private final Consumer<String> says;
    private Count count = new Count(0, 0);

    /**
     * How it went.
     *
     * @param trained rows that were trained once more, each with each seed
     * @param others of them that gave another model, or diverged
     */
    public record Count(int trained, int others) {
        private Count plus(boolean same) {
            return new Count(trained + 1, same ? others : others + 1);
        }
    }

    /** @param says told what happens, a line each */
    public Repeating(RowList list, ResultFiles files, TrainingTask.Setting setting, Consumer<String> says) {
        this.list = list;
        this.files = files;
        this.setting = setting;
        this.says = says;
    }

    /**
     * Trains all rows with the first seed, then with the second.
     *
     * @param done told after each row
     * @throws java.util.concurrent.CancellationException if it was stopped
     */
    public Count run(List<String> rows, int seeds, Trainer trainer, Progress done) throws IOException {
        CurrentResults results = new CurrentResults(list, files.on(setting), files.repeated());
        int all = rows.size() * seeds;
        int number = 0;
        for (long seed = 1; seed <= seeds; seed++) {
            for (String row : rows) {
                Optional<RowResult> result = results.of(row, seed);
                Optional<String> reason = result.isEmpty() ? Optional.of("no result to repeat") : reason(results, result.get());
                says.accept("row %s, seed %d (%d of %d)%s".formatted(row, seed, ++number, all,
                        reason.map(why -> ": " + why).orElse("")));
                if (reason.isEmpty()) {
                    repeat(result.get(), trainer);
                    done.rowDone();
                }
            }
        }
        return count;
    }

    /** Why a result is left out. */
    private Optional<String> reason(CurrentResults results, RowResult result) {
        String kernel = result.training().task().kernel();
        if (result.training().diverged()) {
            return Optional.of("it diverged");
        }
        if (!kernel.equals(setting.kernel())) {
            return Optional.of("trained with the OpenBLAS kernel %s, here is %s".formatted(kernel, setting.kernel()));
        }
        return results.repeated(result).map(again -> "repeated on %s, %s".formatted(again.ended(), said(again.same())));
    }

    private static String said(boolean same) {
        return same ? "the same model" : "ANOTHER model";
    }

    private void repeat(RowResult result, Trainer trainer) throws IOException {
        RowTask task = RowTask.of(list, result.row(), result.seed());
        Optional<TrainingResult> stack = Optional.empty();
        TrainingResult row = null;
        try {
            if (task.stack().isPresent()) {
                stack = Optional.of(stack(task, trainer));
                if (!result.stack().endsWith(" " + stack.get().modelSha256())) {
                    says.accept("its stack is ANOTHER one: %s instead of %s".formatted(stack.get().identity(), result.stack()));
                }
            }
            row = trainer.train(RowTask.repeated(task.model()), task.plan(),
                    TrainingTask.of(setting, task.plan(), stack.map(TrainingResult::identity)),
                    stack.map(TrainingResult::model)).result();
        } catch (TrainingDivergedException e) {
            says.accept("diverged: " + e.getMessage());
        }
        RepeatedRow again = new RepeatedRow(result.row(), result.seed(), result.training().modelSha256(),
                row == null ? "" : row.modelSha256(), row == null ? Where.NOWHERE : row.where(), Moment.now());
        files.putRepeated(again);
        count = count.plus(again.same());
        says.accept("row %s, seed %d: %s".formatted(result.row(), result.seed(), said(again.same())));
    }

    private TrainingResult stack(RowTask task, Trainer trainer) throws IOException {
        String model = RowTask.repeated(task.stackModel(setting.dataHash()).orElseThrow());
        TrainingPlan plan = task.stack().orElseThrow();
        TrainingTask wanted = TrainingTask.of(setting.withoutTest(), plan, Optional.empty());
        Optional<TrainingResult> known = files.stack(model, wanted);
        if (known.isPresent() && trainer.has(known.get())) {
            return known.get();
        }
        says.accept("pre-training its stack once more, " + model);
        TrainingResult stack = trainer.train(model, plan, wanted, Optional.empty()).result();
        files.putStack(model, stack);
        return stack;
    }
}
