package org.beliefgrid.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.jobs.StoredTraining.Kept;
import org.beliefgrid.jobs.backtest.DistributionSurvey;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;
import org.beliefgrid.report.ReportPage;
import org.beliefgrid.report.RunReport;
import org.beliefgrid.report.RunReport.Examination;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;

/**
 * What follows when a network is saved as a version: it is evaluated, and report, evaluation and distribution are put beside
 * it, in this order. What is there already stays as it is. The model is safe whatever becomes of them.
 */
final class VersionCompletion {
    private final ModelStore store;
    private final Sources sources;
    private final Optional<CaseSource> test;
    private final Consumer<String> says;

    /**
     * @param sources that the network learned from
     * @param test cases to evaluate on, opened and scanned
     * @param says is told what cannot be kept
     */
    VersionCompletion(ModelStore store, Sources sources, Optional<CaseSource> test, Consumer<String> says) {
        this.store = store;
        this.sources = sources;
        this.test = test;
        this.says = says;
    }

    /**
     * What came of it.
     *
     * @param evaluation empty without test cases or without classes
     * @param kept what became of the evaluation
     * @param report what the page says
     */
    record Completed(Optional<Evaluation> evaluation, Kept kept, RunReport report) {
    }

    /** Makes the report of the run. */
    @FunctionalInterface
    interface Reporting {
        /**
         * @param examination how the network did; empty if it was not evaluated
         * @param seconds that it took
         */
        RunReport of(Optional<Examination> examination, double seconds);
    }

    /**
     * Does what follows for a version.
     *
     * @throws IOException if the test cases cannot be read, or are not for this network; the report is there then
     */
    Completed complete(Model model, ModelVersion saved, Reporting reporting) throws IOException {
        Optional<Examination> examination = Optional.empty();
        RunReport report;
        long start = System.nanoTime();
        try {
            examination = examine(model);
        } finally {
            report = reporting.of(examination, (System.nanoTime() - start) / 1e9);
            keepReport(report, saved);
        }
        Kept kept = examination.isEmpty() ? Kept.NONE : keepEvaluation(examination.get().evaluation(), model, saved);
        keepDistribution(model, saved);  // last, for it reads all rows once more
        return new Completed(examination.map(Examination::evaluation), kept, report);
    }

    /** Whether an evaluation on data of that name is kept beside a version. */
    static boolean isEvaluated(ModelVersions versions, ModelVersion version, Model model, String data) throws IOException {
        return versions.evaluations(version.number()).values().stream()
                .anyMatch(kept -> kept.data().equals(data) && kept.modelSha256().equals(model.net().sha256()));
    }

    /** Whether there should be a distribution beside a version, and is none. */
    static boolean lacksDistribution(ModelVersions versions, ModelVersion version, Model model) throws IOException {
        return model.table().isPresent() && !versions.distribution(version.number()).exists();
    }

    private Optional<Examination> examine(Model model) throws IOException {
        if (test.isEmpty() || model.net().classes() == 0) {
            return Optional.empty();
        }
        BlasKernel.prefer(model.plan().blasCore());  // a client has not loaded OpenBLAS, and may have another processor
        return Optional.of(Evaluator.examine(model, test.get(), sources.name()));
    }

    /** Keeps an evaluation beside its version, unless there is one on these data; what goes wrong is only told. */
    private Kept keepEvaluation(Evaluation evaluation, Model model, ModelVersion saved) {
        try {
            ModelVersions versions = store.versions(saved.name());
            return isEvaluated(versions, saved, model, sources.name()) ? Kept.NONE : StoredTraining.keep(versions, saved,
                    StoredTraining.stored(evaluation, model, sources.name(), test.orElseThrow()));
        } catch (IOException e) {
            return Kept.not(e);
        }
    }

    /** Puts the report beside its version, unless one is there; what goes wrong is only told. */
    void keepReport(RunReport report, ModelVersion saved) {
        try {
            Location file = store.versions(saved.name()).report(saved.number());
            if (file.exists() && !file.isFolder()) {
                return;
            }
            BlasKernel.prefer(report.model().plan().blasCore());
            byte[] page = ReportPage.of(report).getBytes(StandardCharsets.UTF_8);
            file.writeAtomically(out -> out.write(page));
        } catch (IOException | RuntimeException | LinkageError e) {
            notKept("report", saved, e);
        }
    }

    /**
     * Puts beside a version how the rows are distributed that it learned from, for those who watch what it scores later; what
     * goes wrong is only told.
     */
    private void keepDistribution(Model model, ModelVersion saved) {
        try {
            ModelVersions versions = store.versions(saved.name());
            if (!lacksDistribution(versions, saved, model)) {
                return;
            }
            BlasKernel.prefer(model.plan().blasCore());
            DistributionSurvey.of(model, sources.training().open(), sources.name())
                    .write(versions.distribution(saved.number()));
        } catch (IOException | RuntimeException | LinkageError e) {
            notKept("distribution of the rows", saved, e);
        }
    }

    private void notKept(String what, ModelVersion saved, Throwable why) {
        says.accept("warning: the %s of %s is not kept: %s".formatted(what, saved, why.getMessage() == null ? why
                : why.getMessage()));
    }
}
