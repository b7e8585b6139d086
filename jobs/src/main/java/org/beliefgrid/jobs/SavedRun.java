package org.beliefgrid.jobs;

import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.data.table.SplitReading;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.jobs.StoredTraining.Kept;
import org.beliefgrid.jobs.StoredTraining.Result;
import org.beliefgrid.jobs.VersionCompletion.Completed;
import org.beliefgrid.model.Learned;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.beliefgrid.report.RoundLog;
import org.beliefgrid.report.RunReport;
import org.beliefgrid.report.RunReport.Times;
import org.beliefgrid.report.Samples;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;
import org.beliefgrid.store.RunStore;

/**
 * A run that has ended and whose model is saved, as the store has both. Whoever saved the model may have gone before it had
 * done what follows; this does what is missing.
 *
 * @param description of the run
 * @param version that came of it
 * @param learned what the version holds
 */
public record SavedRun(RunDescription description, ModelVersion version, Learned learned) {
    /** By so much the clocks of who said that the run has ended, and of who saved its model, may differ. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    /**
     * The version that a run gave. Versions do not name their run: it is the first one with the plan, data and start of the run
     * that was made since the run ended. Of the same plan, data and start comes the same model, so that another one would be as
     * good.
     *
     * @return empty if the run has not ended, or there is no version of it
     */
    public static Optional<SavedRun> find(RunStore runs, ModelStore store, String run) throws IOException {
        Optional<RunState> ended = runs.find(run);
        if (ended.isEmpty() || ended.get().progress().status() != RunProgress.Status.FINISHED) {
            return Optional.empty();
        }
        RunDescription description = ended.get().description();
        Optional<OffsetDateTime> end = moment(ended.get().progress().updated()).map(said -> said.minus(CLOCKS));
        if (end.isEmpty()) {
            return Optional.empty();
        }
        for (ModelVersion version : store.versions(description.model()).all()) {
            Optional<Learned> learned = load(version).filter(loaded -> isOf(description, loaded)
                    && moment(loaded.provenance().created()).filter(created -> !created.isBefore(end.get())).isPresent());
            if (learned.isPresent()) {
                return Optional.of(new SavedRun(description, version, learned.get()));
            }
        }
        return Optional.empty();
    }

    /** Empty if the text is no moment; a file may say anything. */
    private static Optional<OffsetDateTime> moment(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** A version that is damaged, or was deleted meanwhile, is not taken for that of the run. */
    private static Optional<Learned> load(ModelVersion version) throws IOException {
        try {
            return Optional.of(ModelVersions.loadAny(version));
        } catch (BadInputException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (version.file().exists()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static boolean isOf(RunDescription description, Learned learned) {
        return PlanText.write(learned.plan()).equals(description.plan())
                && learned.provenance().dataHash().equals(description.dataHash())
                && learned.provenance().from().equals(description.from());
    }

    /**
     * Whether nothing is missing of what a training keeps beside its version. Only names are looked at: data that were
     * evaluated on need not be there any more. What cannot be looked at counts as missing; {@link #complete} tells why.
     */
    public boolean isComplete(ModelStore store) {
        if (!(learned instanceof Model model)) {
            return true;
        }
        try {
            ModelVersions versions = store.versions(version.name());
            boolean evaluated = description.test().isEmpty() || model.net().classes() == 0
                    || VersionCompletion.isEvaluated(versions, version, model, description.dataset());
            return evaluated && versions.report(version.number()).exists()
                    && !VersionCompletion.lacksDistribution(versions, version, model);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The cases of the run; rows of a table are read as the model reads them.
     *
     * @param reading who reads them; null for threads of this process
     */
    public Sources sources(ModelStore store, SplitReading reading) throws IOException {
        if (learned.table().isPresent() && description.training().get(0).equals(SourceSpec.Table.KIND)) {
            Optional<String> test = description.test().isEmpty() ? Optional.empty() : Optional.of(description.test().get(1));
            return TableSources.of(description.training().get(1), test, learned.table().get(), reading)
                    .named(description.dataset());
        }
        return new Resumption(description, Optional.empty(), 0).sources(store, reading);
    }

    /**
     * Evaluates, and keeps what is missing beside the version. The report is without rounds and members: nobody has seen them.
     *
     * @param test cases to evaluate on, opened and scanned
     * @param says is told what cannot be kept
     */
    public Result complete(ModelStore store, Sources sources, Optional<CaseSource> test, Consumer<String> says)
            throws IOException {
        RoundLog log = new RoundLog(List.of());
        if (!(learned instanceof Model model)) {
            return new Result(learned, version, Optional.empty(), Kept.NONE, TrainFigures.UNKNOWN, log, Optional.empty());
        }
        Completed completed = new VersionCompletion(store, sources, test, says).complete(model, version,
                (examination, seconds) -> new RunReport(description.run(), version.toString(), model, log,
                        new Times(0, examination.isEmpty() ? 0 : seconds), List.of(), Optional.empty(), examination,
                        Optional.empty(), Samples.NONE, sources.arguments()));
        return new Result(model, version, completed.evaluation(), completed.kept(), TrainFigures.UNKNOWN, log,
                Optional.of(completed.report()));
    }
}
