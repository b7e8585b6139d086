package org.beliefgrid.reproduction;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.RowList;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.reproduction.RepeatedRow.Came;
import org.beliefgrid.reproduction.Reproduction.Progress;
import org.beliefgrid.reproduction.Reproduction.Trainer;

/**
 * Trains rows that have a result once more, and holds the models against those of the results: equal plans, seeds, data and
 * OpenBLAS kernels give equal bits. Stacks are pre-trained once more, too, under names of their own, so that nothing is taken
 * over from the first time. Rows that gave the same model already are left out, others are tried again.
 */
public final class Repeating {
    private final RowList list;
    private final ResultFiles files;
    private final TrainingTask.Setting setting;
    private final String revision;
    private final Consumer<String> says;
    /** Stacks that this start trained: one that is another, or diverged, is not trained again for each of its rows. */
    private final Map<String, TrainingResult> stacks = new HashMap<>();

    /**
     * How it went.
     *
     * @param same rows that gave the same model, each with each seed
     * @param others that gave another one, or diverged
     */
    public record Count(int same, int others) {
        private Count plus(Came came) {
            return came == Came.SAME ? new Count(same + 1, others) : new Count(same, others + 1);
        }
    }

    /**
     * @param revision of this program: stacks of another one are not taken
     * @param says told what happens, a line each
     */
    public Repeating(RowList list, ResultFiles files, TrainingTask.Setting setting, String revision, Consumer<String> says) {
        this.list = list;
        this.files = files;
        this.setting = setting;
        this.revision = revision;
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
        Count count = new Count(0, 0);
        int all = rows.size() * seeds;
        int number = 0;
        for (long seed = 1; seed <= seeds; seed++) {
            for (String row : rows) {
                Optional<RowResult> result = results.of(row, seed);
                Optional<String> reason = result.isEmpty() ? Optional.of("no result to repeat") : reason(results, result.get());
                says.accept("row %s, seed %d (%d of %d)%s".formatted(row, seed, ++number, all,
                        reason.map(why -> ": " + why).orElse("")));
                if (reason.isEmpty()) {
                    RepeatedRow again = repeat(result.get(), trainer);
                    files.putRepeated(again);
                    count = count.plus(again.came());
                    says.accept("row %s, seed %d: %s".formatted(row, seed, again.came()));
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
        return results.repeated(result).filter(again -> again.came() == Came.SAME)
                .map(again -> "%s, on %s".formatted(again.came(), again.ended()));
    }

    private RepeatedRow repeat(RowResult result, Trainer trainer) throws IOException {
        RowTask task = RowTask.of(list, result.row(), result.seed());
        Optional<TrainingResult> stack = task.stack().isPresent() ? Optional.of(stack(task, result, trainer)) : Optional.empty();
        TrainingTask wanted = TrainingTask.of(setting, task.plan(), stack.map(TrainingResult::identity));
        TrainingResult row = stack.isPresent() && stack.get().diverged() ? stack.get()
                : attempt(RowTask.repeated(task.model()), task.plan(), wanted, stack.map(TrainingResult::model), trainer);
        // A training that was gone on with may have begun with another revision.
        boolean resumed = row.resumed() || stack.map(TrainingResult::resumed).orElse(false);
        return new RepeatedRow(result.row(), result.seed(), result.training().modelSha256(), row.modelSha256(),
                resumed ? "" : revision, Moment.now());
    }

    private TrainingResult stack(RowTask task, RowResult result, Trainer trainer) throws IOException {
        String model = RowTask.repeated(task.stackModel(setting.dataHash()).orElseThrow());
        if (stacks.containsKey(model)) {
            return stacks.get(model);
        }
        TrainingPlan plan = task.stack().orElseThrow();
        TrainingTask wanted = TrainingTask.of(setting.withoutTest(), plan, Optional.empty());
        Optional<TrainingResult> known = files.stack(model, wanted)
                .filter(before -> isExpected(before, result) && before.where().revision().equals(revision));
        TrainingResult stack;
        if (known.isPresent() && trainer.has(known.get())) {
            stack = known.get();
        } else {
            says.accept("pre-training its stack once more, " + model);
            stack = attempt(model, plan, wanted, Optional.empty(), trainer);
            files.putStack(model, stack);
        }
        if (!stack.diverged() && !isExpected(stack, result)) {
            says.accept("its stack is ANOTHER one: %s instead of %s".formatted(stack.identity(), result.stack()));
        }
        stacks.put(model, stack);
        return stack;
    }

    private static boolean isExpected(TrainingResult stack, RowResult result) {
        return !stack.diverged() && result.stack().endsWith(" " + stack.modelSha256());
    }

    private TrainingResult attempt(String model, TrainingPlan plan, TrainingTask task, Optional<String> from, Trainer trainer)
            throws IOException {
        try {
            return trainer.train(model, plan, task, from).result();
        } catch (TrainingDivergedException e) {
            says.accept("diverged: " + e.getMessage());
            return TrainingResult.diverged(task, e.getMessage(), 0, Moment.now());
        }
    }
}
