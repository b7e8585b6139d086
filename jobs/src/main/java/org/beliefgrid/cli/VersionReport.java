package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.OptionalInt;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.StoredEvaluation;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;

/**
 * What a command that has the parameters of a version says about it and keeps beside it. The model itself is safe by then, so
 * that what fails here is told and does not end the command.
 */
final class VersionReport {
    private final ModelVersions versions;
    private final ModelVersion version;
    private final PrintWriter out;
    private OptionalInt evaluation = OptionalInt.empty();

    VersionReport(ModelVersions versions, ModelVersion version, PrintWriter out) {
        this.versions = versions;
        this.version = version;
        this.out = out;
    }

    /** The version that it is about. */
    ModelVersion saved() {
        return version;
    }

    /**
     * An evaluation that ended just now, as it is kept.
     *
     * @param name of the data, as the user named it
     * @param cases the test cases, after a complete scan
     */
    static StoredEvaluation stored(Evaluation evaluation, Model model, String name, CaseSource cases) {
        return new StoredEvaluation(name, cases.fingerprint(), evaluation.cases(), evaluation.errors(),
                model.net().sha256(), Moment.now());
    }

    /** Keeps an evaluation beside the version, if the store can be written. */
    void keep(StoredEvaluation stored) {
        try {
            evaluation = OptionalInt.of(versions.addEvaluation(version.number(), stored));
            out.println("kept as evaluation " + evaluation.getAsInt() + " of " + version);
        } catch (IOException e) {
            out.println("the evaluation is not kept: " + e.getMessage());
        }
    }

    /** Says which version scoring uses, if it is another one. */
    void tellPromoted() {
        try {
            Optional<ModelVersion> promoted = versions.promoted();
            if (promoted.isPresent() && !promoted.get().equals(version)) {
                out.println("scoring goes on using " + promoted.get() + ", which is promoted; ./beliefgrid models promote "
                        + version + " changes that");
            }
        } catch (IOException e) {
            out.println("what scoring uses is not known: " + e.getMessage());
        }
    }

    /** Adds the version, its promoted sister if there is one, and the evaluation's number to a report. */
    void describe(JsonReport report) throws IOException {
        report.put("modelVersion", version.number());
        evaluation.ifPresent(number -> report.put("evaluation", number));
        versions.promoted().ifPresent(promoted -> report.put("promotedVersion", promoted.number()));
    }
}
