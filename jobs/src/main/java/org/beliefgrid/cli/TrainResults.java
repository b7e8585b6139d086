package org.beliefgrid.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
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

    /** What a gate says about a version that is saved. */
    @FunctionalInterface
    interface Gating {
        /** Decides, or has decided before; tells it and adds it to a report. */
        void decide(Result result, ModelStore store, JsonReport report) throws IOException;
    }

    /** Whether a file for programs was asked for, and what is there is not of that run and what it learned. */
    boolean lackJson(String run, String modelSha256) {
        if (json.isEmpty()) {
            return false;
        }
        try (InputStream in = Location.of(json.get()).open()) {
            JsonNode found = new ObjectMapper().readTree(in);
            return !found.path("run").asText().equals(run) || !found.path("modelSha256").asText().equals(modelSha256);
        } catch (IOException e) {
            return true;  // it is not there, or no JSON
        }
    }

    /** @param gate that decides or has decided; empty if there is none */
    void tell(String run, Result result, ModelStore store, Optional<? extends Gating> gate) throws IOException {
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
