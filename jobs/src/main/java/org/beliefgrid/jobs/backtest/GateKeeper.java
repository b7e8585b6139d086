package org.beliefgrid.jobs.backtest;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.beliefgrid.error.InvalidConfigException;
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
     * A decision, and what became of it.
     *
     * @param hindrance why the version is not promoted although all conditions hold; empty otherwise
     */
    public record Decided(PromotionDecision decision, Optional<String> hindrance) {
        /** Whether the version was promoted by it. */
        public boolean promoted() {
            return decision.passed() && hindrance.isEmpty();
        }
    }

    /**
     * Decides about a version, and promotes it if it is to be, unless it was compared with a version that is not the promoted
     * one any more.
     *
     * @param by who, user@host
     * @throws IOException if the decision cannot be written
     */
    public Decided decide(ModelVersion version, Model model, Evidence evidence, String by) throws IOException {
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
        return new Decided(decision, !decision.passed() ? Optional.empty()
                : promote(versions, version, by, () -> gate.looksAtPromoted() ? change(versions, decision) : Optional.empty()));
    }

    /**
     * The last decision about a version; empty if there is none.
     *
     * @throws IOException if it cannot be read
     */
    public static Optional<PromotionDecision> decision(ModelVersions versions, ModelVersion version) throws IOException {
        SortedMap<Integer, PromotionDecision> decisions = versions.decisions(version.number());
        return decisions.isEmpty() ? Optional.empty() : Optional.of(decisions.get(decisions.lastKey()));
    }

    /**
     * Promotes a version if it is to be and never was, for whoever decided and went away; but only as long as the promoted
     * version is that of the decision.
     *
     * @param by who promotes, user@host
     */
    public static Decided carryOut(ModelVersions versions, ModelVersion version, PromotionDecision decision, String by) {
        boolean done;
        try {
            done = !decision.passed() || versions.promotions().values().stream()
                    .anyMatch(promotion -> promotion.version() == version.number());
        } catch (IOException e) {
            return new Decided(decision, Optional.of(failed(version, e)));
        }
        return new Decided(decision, done ? Optional.empty()
                : promote(versions, version, by, () -> change(versions, decision)));
    }

    /** Looks for a reason not to promote. */
    private interface Hindrance {
        Optional<String> look() throws IOException;
    }

    /** Promotes unless there is a reason not to, which it gives back; so it does with what goes wrong. */
    private static Optional<String> promote(ModelVersions versions, ModelVersion version, String by, Hindrance hindrance) {
        try {
            Optional<String> why = hindrance.look();
            if (why.isEmpty()) {
                versions.promote(new PromotionRequest(version.number(), Optional.empty(), true, by, Moment.now()));
            }
            return why;
        } catch (IOException | InvalidConfigException e) {
            return Optional.of(failed(version, e));
        }
    }

    private static String failed(ModelVersion version, Exception why) {
        return version + " cannot be promoted: " + why.getMessage();
    }

    /** Which other version is promoted now than when a decision was made; empty if it is the same. */
    private static Optional<String> change(ModelVersions versions, PromotionDecision decision) throws IOException {
        Optional<ModelVersion> now = versions.promoted();
        if (now.map(ModelVersion::number).orElse(0) == decision.promoted()) {
            return Optional.empty();
        }
        String found = now.map(ModelVersion::toString).orElse("none");
        return Optional.of(decision.promoted() == 0 ? found + " is promoted now, which the decision did not compare with"
                : "%s is promoted now, not %s@%d, which the decision compared with".formatted(found, versions.name(),
                        decision.promoted()));
    }

    private static Map<String, Double> named(Map<Metric, Double> figures) {
        Map<String, Double> named = new LinkedHashMap<>();
        figures.forEach((metric, value) -> named.put(metric.toString(), value));
        return named;
    }
}
