package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.OptionalInt;
import org.beliefgrid.jobs.StoredTraining;
import org.beliefgrid.jobs.StoredTraining.Kept;
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

    /** Keeps an evaluation beside the version, if the store can be written. */
    void keep(StoredEvaluation stored) {
        tell(StoredTraining.keep(versions, version, stored));
    }

    /** Says what became of an evaluation. */
    void tell(Kept kept) {
        evaluation = kept.number();
        evaluation.ifPresent(number -> out.println("kept as evaluation " + number + " of " + version));
        kept.problem().ifPresent(problem -> out.println("the evaluation is not kept: " + problem));
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
