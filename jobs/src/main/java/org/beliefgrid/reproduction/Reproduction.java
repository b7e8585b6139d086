package org.beliefgrid.reproduction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.RowList;
import org.beliefgrid.model.TrainingPlan;

/**
 * Trains the rows of a list with seeds 1 to N: all rows with the first seed, then with the second, so that a reproduction which
 * is stopped early has the most rows. What was trained already is not trained again; a row that diverges does not end it.
 */
public final class Reproduction {
    private final RowList list;
    private final ResultFiles files;
    private final TrainingTask.Setting setting;
    private final Kernels kernels;
    private final Consumer<String> says;

    /** Which results of another OpenBLAS kernel count as done. */
    public enum Kernels {
        /** None: their last bits are others. */
        SAME,
        /** All of the same plan, seed and data. */
        ANY
    }

    /** @param says told what happens, a line each */
    public Reproduction(RowList list, ResultFiles files, TrainingTask.Setting setting, Kernels kernels,
            Consumer<String> says) {
        this.list = list;
        this.files = files;
        this.setting = setting;
        this.kernels = kernels;
        this.says = says;
    }

    /** Trains a plan and stores its model. */
    @FunctionalInterface
    public interface Trainer {
        /**
         * Trains.
         *
         * @param model name that its model is saved under
         * @param task what it depends on
         * @param from version of the stack to start from, NAME@N; empty to start anew
         * @throws TrainingDivergedException if it diverges
         * @throws java.util.concurrent.CancellationException if it was stopped
         */
        Trained train(String model, TrainingPlan plan, TrainingTask task, Optional<String> from) throws IOException;

        /** Whether the store still has the model that came of a training. */
        default boolean has(TrainingResult result) throws IOException {
            return true;
        }
    }

    /**
     * A model that was trained and stored.
     *
     * @param result with the model
     * @param errors test cases that it put into a wrong class; 0 for a stack
     * @param cases test cases; 0 for a stack
     */
    public record Trained(TrainingResult result, long errors, long cases) {
    }

    /**
     * A row with a seed that is there, or is not.
     *
     * @param task the row
     * @param result if it is done
     * @param stack if that is pre-trained
     */
    public record State(RowTask task, Optional<RowResult> result, Optional<TrainingResult> stack) {
    }

    /** How far rows are, in the order in which they are trained. */
    public List<State> states(List<String> rows, int seeds) throws IOException {
        List<State> states = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            for (String row : rows) {
                RowTask task = RowTask.of(list, row, seed);
                Optional<TrainingResult> stack = knownStack(task);
                states.add(new State(task, known(task, stack), stack));
            }
        }
        return states;
    }

    private Optional<TrainingResult> knownStack(RowTask task) throws IOException {
        Optional<String> model = task.stackModel(setting.dataHash());
        return model.isEmpty() ? Optional.empty() : files.stack(model.get(), stackTask(task));
    }

    private Optional<RowResult> known(RowTask task, Optional<TrainingResult> stack) {
        if (kernels == Kernels.ANY) {
            // Its stack may be in the store of another machine.
            TrainingTask wanted = TrainingTask.of(setting, task.plan(), task.stackModel(setting.dataHash()));
            return files.on(setting).stream().filter(result -> result.row().equals(task.row()) && result.seed() == task.seed())
                    .filter(result -> wanted.equalsButForKernel(result.training().task()) || result.diverged(wanted)).findFirst();
        }
        boolean ready = task.stack().isEmpty() || stack.isPresent();
        return ready ? files.of(task.row(), rowTask(task, stack)) : Optional.empty();
    }

    private TrainingTask stackTask(RowTask task) {
        return TrainingTask.of(setting.withoutTest(), task.stack().orElseThrow(), Optional.empty());
    }

    private TrainingTask rowTask(RowTask task, Optional<TrainingResult> stack) {
        return TrainingTask.of(setting, task.plan(), stack.map(TrainingResult::identity));
    }

    /**
     * Trains what was not trained yet.
     *
     * @param done told after each row
     */
    public void run(List<String> rows, int seeds, Trainer trainer, Progress done) throws IOException {
        int all = rows.size() * seeds;
        int number = 0;
        for (long seed = 1; seed <= seeds; seed++) {
            for (String row : rows) {
                RowTask task = RowTask.of(list, row, seed);
                Optional<TrainingResult> stack = knownStack(task);
                boolean known = known(task, stack).isPresent();
                says.accept("row %s, seed %d (%d of %d)%s".formatted(row, seed, ++number, all, known ? ": already done" : ""));
                if (!known) {
                    files.put(train(task, stack, trainer));
                    done.rowDone();
                }
            }
        }
    }

    /** Told of rows. */
    @FunctionalInterface
    public interface Progress {
        /** One more is in the file of results. */
        void rowDone() throws IOException;
    }

    private RowResult train(RowTask task, Optional<TrainingResult> known, Trainer trainer) throws IOException {
        Optional<TrainingResult> stack = known;
        if (task.stack().isPresent() && (stack.isEmpty() || !stack.get().diverged() && !trainer.has(stack.get()))) {
            String model = task.stackModel(setting.dataHash()).orElseThrow();
            says.accept("pre-training its stack, " + model);
            stack = Optional.of(attempt(model, task.stack().get(), stackTask(task), Optional.empty(), trainer).result());
            files.putStack(model, stack.get());
        }
        double stackSeconds = stack.map(TrainingResult::seconds).orElse(0.0);
        boolean stackResumed = stack.map(TrainingResult::resumed).orElse(false);
        String identity = stack.map(TrainingResult::identity).orElse("");
        TrainingTask own = rowTask(task, stack);
        if (stack.isPresent() && stack.get().diverged()) {
            return new RowResult(task.row(), task.seed(), TrainingResult.diverged(own, stack.get().problem(), 0, Moment.now()),
                    identity, stackSeconds, stackResumed, 0, 0);
        }
        Trained trained = attempt(task.model(), task.plan(), own, stack.map(TrainingResult::model), trainer);
        RowResult result = new RowResult(task.row(), task.seed(), trained.result(), identity, stackSeconds, stackResumed,
                trained.errors(), trained.cases());
        if (!trained.result().diverged()) {
            says.accept(String.format(Locale.ROOT, "row %s, seed %d: test error %.2f %%", task.row(), task.seed(),
                    result.errorPercent()));
        }
        return result;
    }

    private Trained attempt(String model, TrainingPlan plan, TrainingTask task, Optional<String> from, Trainer trainer)
            throws IOException {
        long start = System.nanoTime();
        try {
            return trainer.train(model, plan, task, from);
        } catch (TrainingDivergedException e) {
            says.accept("diverged: " + e.getMessage());
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Trained(TrainingResult.diverged(task, e.getMessage(), seconds, Moment.now()), 0, 0);
        }
    }
}
