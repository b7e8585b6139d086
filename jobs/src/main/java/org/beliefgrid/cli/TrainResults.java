package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import org.beliefgrid.jobs.StoredTraining.Result;
import org.beliefgrid.model.LearnedSections;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;

/** Tells what came of a training whose model is saved, has its gate decide, and writes the JSON of it. */
final class TrainResults {
    private final PrintWriter out;
    private final long start;
    private final Optional<String> json;

    /**
     * @param start of the command, by {@link System#nanoTime}
     * @param json file for programs
     */
    TrainResults(PrintWriter out, long start, Optional<String> json) {
        this.out = out;
        this.start = start;
        this.json = json;
    }

    /** Whether a file for programs was asked for and is not there. */
    boolean lackJson() throws IOException {
        return json.isPresent() && !Location.of(json.get()).exists();
    }

    /** @param gate that is to decide; empty if there is none, or nothing left to decide */
    void tell(String run, Result result, ModelStore store, Optional<TrainGate> gate) throws IOException {
        JsonReport report = new JsonReport();
        VersionReport versions = new VersionReport(store.versions(result.saved().name()), result.saved(), out);
        result.evaluation().ifPresent(evaluation -> {
            Summary.print(out, evaluation, result.model());
            report.evaluation(evaluation, result.model());
        });
        versions.tell(result.kept());
        if (result.learned() instanceof LearnedSections sections) {
            sections.figures().forEach((figure, value) -> out.printf(Locale.ROOT, "%s %.6g%n", figure, value));
        }
        Summary.printHash(out, result.learned().sha256());
        out.println("model " + result.saved() + ": " + result.saved().file());
        if (gate.isPresent()) {
            gate.get().decide(result, store, report);
        }
        versions.tellPromoted();
        out.flush();
        if (json.isPresent()) {
            TrainJson.describe(report, run, result, (System.nanoTime() - start) / 1e9);
            try {
                versions.describe(report);
            } catch (IOException e) {
                // What is promoted is not known, which has been told.
            }
            report.write(json.get());
        }
    }
}
