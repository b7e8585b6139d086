package org.beliefgrid.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Learned;
import org.beliefgrid.model.LearnedSections;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.NamedSection;
import org.beliefgrid.model.StoredEvaluation;
import org.beliefgrid.report.ReportPage;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;

/**
 * A version as a list shows it.
 *
 * @param version which
 * @param bytes size of its file
 * @param model what it holds; empty if its file cannot be used
 * @param evaluation the newest; empty if there is none
 * @param problem why it cannot be used; empty if it can
 */
record VersionSummary(ModelVersion version, long bytes, Optional<Learned> model, Optional<StoredEvaluation> evaluation,
                      String problem) {
    static VersionSummary of(ModelVersions versions, ModelVersion version) throws IOException {
        long bytes = version.file().length();
        try {
            SortedMap<Integer, StoredEvaluation> evaluations = versions.evaluations(version.number());
            Optional<StoredEvaluation> newest = evaluations.isEmpty() ? Optional.empty()
                    : Optional.of(evaluations.get(evaluations.lastKey()));
            return new VersionSummary(version, bytes, Optional.of(ModelVersions.loadAny(version)), newest, "");
        } catch (BadInputException e) {
            return new VersionSummary(version, bytes, Optional.empty(), Optional.empty(), e.getMessage());
        }
    }

    /** Units from the data to the classes: 784-500-500-10. */
    static String network(DeepBeliefNet net) {
        return ReportPage.network(net);
    }

    /** What was learned: a network's units, or the algorithm and its sections. */
    static String content(Learned learned) {
        if (learned instanceof Model model) {
            return network(model.net());
        }
        return learned.plan().algorithm().name() + ": " + ((LearnedSections) learned).sections().stream()
                .map(NamedSection::toString).collect(Collectors.joining(", "));
    }

    /** Columns: when the training ended, size, network, error. */
    List<String> columns() {
        if (model.isEmpty()) {
            return List.of("", size(), problem, "");
        }
        return List.of(model.get().provenance().created(), size(), content(model.get()),
                evaluation.map(found -> String.format(Locale.ROOT, "%.2f %%", found.errorPercent())).orElse("-"));
    }

    private String size() {
        return String.format(Locale.ROOT, "%,.1f kB", bytes / 1e3);
    }

    Map<String, Object> asJson() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("version", version.number());
        values.put("file", version.file().toString());
        values.put("bytes", bytes);
        model.ifPresent(found -> {
            values.put("created", found.provenance().created());
            values.put(found instanceof Model ? "network" : "sections", content(found));
            if (!found.plan().algorithm().isDefault()) {
                values.put("algorithm", found.plan().algorithm().name());
            }
            values.put("modelSha256", found.sha256());
        });
        evaluation.ifPresent(found -> values.put("testErrorPercent", found.errorPercent()));
        if (!problem.isEmpty()) {
            values.put("problem", problem);
        }
        return values;
    }
}
