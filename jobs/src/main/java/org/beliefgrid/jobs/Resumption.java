package org.beliefgrid.jobs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.data.table.SplitReading;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.CorruptCheckpointException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.LoadedSource;
import org.beliefgrid.grid.RoundOf;
import org.beliefgrid.grid.RunRecord;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableSchemaText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Checkpoint;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.RunStore;

/**
 * Where a run is gone on with.
 *
 * @param description what the run was asked to do
 * @param checkpoint the last one that is whole; empty if the run was lost before its first round
 * @param generation the last one that some driver had: the next driver takes the one behind it
 */
public record Resumption(RunDescription description, Optional<Checkpoint> checkpoint, long generation) {
    private static final int MOST_NAMES_SHOWN = 20;

    /**
     * Reads the last whole checkpoint of a run, and says so where that is not the last one.
     *
     * @param damage told of each one that is not whole
     * @throws BadInputException if there is no such run, or no checkpoint of it that can be read
     * @throws InvalidConfigException if there is nothing to go on with, because the run has ended
     */
    public static Resumption read(RunStore store, String run, Consumer<String> damage) throws IOException {
        List<Integer> rounds = store.rounds(run);
        if (rounds.isEmpty()) {
            return fromTheStart(store, run);
        }
        CorruptCheckpointException last = null;
        for (int round : rounds) {
            try {
                Checkpoint found = store.read(run, round);
                String name = found.run().description().run();
                if (!name.equals(run)) {
                    throw new BadInputException("%s: its checkpoints are those of run %s".formatted(store.of(run), name));
                }
                return new Resumption(found.run().description(), Optional.of(found),
                        Math.max(found.run().progress().generation(), store.newestGeneration(run)));
            } catch (CorruptCheckpointException e) {
                damage.accept(e.getMessage() + "; trying the one before");
                last = e;
            }
        }
        throw last;
    }

    /** A run of which there is nothing but what it was to do. */
    private static Resumption fromTheStart(RunStore store, String run) throws IOException {
        Optional<RunState> found = store.find(run);
        if (found.isEmpty()) {
            List<String> names = store.names();
            String there = names.isEmpty() ? "there are none" : "there are "
                    + String.join(", ", names.subList(0, Math.min(MOST_NAMES_SHOWN, names.size())))
                    + (names.size() > MOST_NAMES_SHOWN ? ", ..." : "");
            throw new BadInputException("%s: no such run; %s".formatted(store.of(run), there));
        }
        RunProgress.Status status = found.get().progress().status();
        if (status == RunProgress.Status.FINISHED || status == RunProgress.Status.DIVERGED) {
            throw new InvalidConfigException("--resume %s: the run has ended, it is %s%s".formatted(run, status.word(),
                    status == RunProgress.Status.FINISHED ? ": its model is " + found.get().description().model() : ""));
        }
        RunDescription description = found.get().description();
        if (!description.hasCheckpoints()) {
            throw new BadInputException("%s: the run has no checkpoint to go on from".formatted(store.of(run)));
        }
        return new Resumption(description, Optional.empty(), Math.max(0, store.newestGeneration(run)));
    }

    /** Whether a run with checkpoints has ended and its model is saved, so that only what the store says of it is left. */
    public static boolean isSaved(RunStore store, String run) throws IOException {
        Optional<RunState> found = store.find(run);
        return found.isPresent() && found.get().progress().status() == RunProgress.Status.FINISHED
                && found.get().description().hasCheckpoints() && store.rounds(run).isEmpty();
    }

    /** Whether a run has begun, and can be gone on with from what the store has of it. */
    public static boolean isPossible(RunStore store, String run) throws IOException {
        Optional<RunState> found = store.find(run);
        return found.isPresent() && found.get().description().hasCheckpoints() || !store.rounds(run).isEmpty();
    }

    private String place() {
        return "run " + description.run();
    }

    /** Where it goes on, for the user. */
    public String where() {
        return checkpoint.map(found -> found.run().progress()).map(at -> "goes on after %d rounds: %s, epoch %d of %d done"
                .formatted(at.round(), at.phase(), at.epoch(), at.epochs()))
                .orElse("goes on from its start: it has no checkpoint yet");
    }

    /** The plan of the run. */
    public TrainingPlan plan() throws BadInputException {
        try {
            return PlanText.readIncomplete(place(), description.plan(), TrainingPlan.DEFAULTS);
        } catch (InvalidConfigException e) {
            throw new BadInputException("this build does not take the plan: " + e.getMessage().replace("\n", "; "), e);
        }
    }

    /**
     * The model that the run started from, where it is needed again: a checkpoint has of it what counts.
     *
     * @param store that has the model
     * @throws BadInputException if the model is not there any more, or is another one now
     */
    public Optional<StartingModel> startingModel(ModelStore store) throws IOException {
        int end = description.from().lastIndexOf(' ');
        if (checkpoint.isPresent() || end < 0) {
            return Optional.empty();
        }
        String name = description.from().substring(0, end);
        StartingModel model = StartingModel.load(name, store);
        if (!model.identity().equals(description.from())) {
            throw new BadInputException("%s was lost before its first checkpoint; it started from %s, now there is %s"
                    .formatted(place(), description.from(), model.identity()));
        }
        return Optional.of(model);
    }

    /**
     * The cases of the run; tables are read again for it.
     *
     * @param store that has the model which the run started from, if it is needed for that
     * @param reading who reads them; null for threads of this process
     */
    public Sources sources(ModelStore store, SplitReading reading) throws IOException {
        if (isTable()) {
            return tables(store, reading);
        }
        Optional<SourceSpec> test = description.test().isEmpty() ? Optional.empty()
                : Optional.of(SourceSpec.of(description.test(), place() + ": test"));
        return new Sources(description.dataset(), SourceSpec.of(description.training(), place() + ": training"),
                test, description.classes());
    }

    /**
     * The cases of the run as a grid has them, in which it is now; nothing is read but what there is to evaluate on.
     *
     * @throws BadInputException if rows to evaluate on cannot be used here
     */
    public Sources sources(GridMaps grid, ModelStore store) throws IOException {
        LoadedSource loaded = isTable() ? grid.sources().get(description.run()) : null;
        if (loaded == null) {
            return sources(store, null);
        }
        SourceSpec.Table rows = (SourceSpec.Table) loaded.spec();
        Optional<String> test = description.test().isEmpty() ? Optional.empty() : Optional.of(description.test().get(1));
        return TableSources.of(rows, test, null).named(description.dataset());
    }

    private boolean isTable() {
        return description.training().get(0).equals(SourceSpec.Table.KIND);
    }

    private Sources tables(ModelStore store, SplitReading reading) throws IOException {
        String data = description.training().get(1);
        Optional<String> test = description.test().isEmpty() ? Optional.empty() : Optional.of(description.test().get(1));
        Optional<TableInput> known = columns(store);
        Sources read = known.isPresent() ? TableSources.of(data, test, known.get(), reading)
                : TableSources.of(data, test, TableSchemaText.read(place(), description.training().get(2)), reading);
        return read.named(description.dataset());
    }

    /** Columns by which rows are read; empty if a schema says how. */
    private Optional<TableInput> columns(ModelStore store) throws IOException {
        Optional<TableInput> columns = TableWords.columns(description);
        int end = description.from().lastIndexOf(' ');
        return columns.isPresent() || end < 0 ? columns
                : StartingModel.load(description.from().substring(0, end), store).model().table();
    }

    /**
     * The kernel to go on with: that of the members, if the run began with it or members may differ.
     *
     * @param found kernel of the members, or {@link RunRecord#ANY_KERNEL}
     * @throws InvalidConfigException if it would change the last bits
     */
    String kernel(String found) {
        String begun = description.kernel();
        if (!found.equals(begun) && !found.equals(RunRecord.ANY_KERNEL) && !begun.equals(RunRecord.ANY_KERNEL)) {
            throw new InvalidConfigException(("%s began with OpenBLAS kernel %s, the members have %s: start them with "
                    + "--blas-core %s, or go on with --mixed-kernels").formatted(place(), begun, found, begun));
        }
        return begun.equals(RunRecord.ANY_KERNEL) ? begun : found;
    }

    /** @throws BadInputException if the data are not those that the run began with */
    void requireSameData(String data, String fingerprint) throws BadInputException {
        if (!description.dataHash().isEmpty() && !fingerprint.equals(description.dataHash())) {
            throw new BadInputException("%s: has changed since %s began: %s, expected %s".formatted(data, place(), fingerprint,
                    description.dataHash()));
        }
    }

    /**
     * Where the run goes on.
     *
     * @param algorithms how many algorithms its plan makes
     */
    RunRecord record(String dataset, String kernel, TrainingPlan plan, int algorithms) {
        RunProgress at = checkpoint.map(found -> found.run().progress()).orElse(RunProgress.BEFORE);
        return RunRecord.goingOn(description.run(), dataset, description.plan(), kernel, plan.updateBits(),
                checkpoint.isPresent() ? at.algorithms() : algorithms, generation,
                new RoundOf(at.algorithm(), at.firstRound(), at.round()));
    }
}
