package org.beliefgrid.jobs.backtest;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.beliefgrid.metrics.Metric;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.PromotionDecision;
import org.beliefgrid.model.PromotionGate;
import org.beliefgrid.model.PromotionGate.Verdict;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;
import org.beliefgrid.store.ModelVersions.PromotionRequest;

/**
 * Holds a new version against a gate, keeps what the gate said beside it, and promotes it if all conditions hold. A version
 * that is not promoted stays in the store.
 */
public final class GateKeeper {
    private final ModelVersions versions;
    private final PromotionGate gate;
    private final Optional<ModelVersion> promoted;

    private GateKeeper(ModelVersions versions, PromotionGate gate, Optional<ModelVersion> promoted) {
        this.versions = versions;
        this.gate = gate;
        this.promoted = promoted;
    }

    /** A gate before the versions of a model. The promoted one is looked for now, if the gate compares with it. */
    public static GateKeeper of(ModelVersions versions, PromotionGate gate) throws IOException {
        return new GateKeeper(versions, gate, gate.looksAtPromoted() ? versions.promoted() : Optional.empty());
    }

    /** The model that is promoted, if the gate compares with it and there is one. */
    public Optional<Model> promoted() throws IOException {
        return promoted.isEmpty() ? Optional.empty() : Optional.of(ModelVersions.load(promoted.get()));
    }

    /**
     * On what a version is judged.
     *
     * @param kind {@code test data} or {@code back-test}
     * @param data as the user named them
     * @param dataHash fingerprint of the data
     * @param positive name of the positive class; empty if there is none
     * @param model what came of the version, or of models trained as it was
     * @param rival what came of the promoted model on the same cases
     */
    public record Evidence(String kind, String data, String dataHash, String positive, Judged model, Optional<Judged> rival) {
    }

    /**
     * Decides about a version, and promotes it if it is to be.
     *
     * @param by who, user@host
     * @throws IOException if decision or promotion cannot be written
     */
    public PromotionDecision decide(ModelVersion version, Model model, Evidence evidence, String by) throws IOException {
        List<Metric> metrics = gate.metrics();
        Map<Metric, Double> figures = evidence.model().figures(metrics);
        Optional<Map<Metric, Double>> rival = evidence.rival().map(judged -> judged.figures(metrics));
        List<Verdict> verdicts = gate.judge(figures, rival);
        PromotionDecision decision = new PromotionDecision(gate.toString(), verdicts.stream().allMatch(Verdict::holds),
                verdicts.stream().map(verdict -> verdict.text() + (verdict.holds() ? ": holds" : ": does not hold")).toList(),
                evidence.kind(), evidence.data(), evidence.dataHash(), evidence.model().evaluation().cases(),
                evidence.positive(),
                named(figures), promoted.map(ModelVersion::number).orElse(0), named(rival.orElse(Map.of())),
                model.net().sha256(), Moment.now());
        versions.addDecision(version.number(), decision);
        if (decision.passed()) {
            promote(versions, version, by);
        }
        return decision;
    }

    private static void promote(ModelVersions versions, ModelVersion version, String by) throws IOException {
        versions.promote(new PromotionRequest(version.number(), Optional.empty(), true, by, Moment.now()));
    }

    /**
     * Whether a gate has decided about a version. Where it was to be promoted, and whoever decided went away in between, it is
     * promoted now.
     *
     * @param by who promotes, user@host
     */
    public static boolean hasDecided(ModelVersions versions, ModelVersion version, String by) throws IOException {
        SortedMap<Integer, PromotionDecision> decisions = versions.decisions(version.number());
        if (decisions.isEmpty()) {
            return false;
        }
        boolean promoted = versions.promotions().values().stream()
                .anyMatch(promotion -> promotion.version() == version.number());
        if (decisions.get(decisions.lastKey()).passed() && !promoted) {
            promote(versions, version, by);
        }
        return true;
    }

    private static Map<String, Double> named(Map<Metric, Double> figures) {
        Map<String, Double> named = new LinkedHashMap<>();
        figures.forEach((metric, value) -> named.put(metric.toString(), value));
        return named;
    }
}
