package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.beliefgrid.model.Learned;
import org.beliefgrid.model.LearnedSections;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.Promotion;
import org.beliefgrid.model.PromotionDecision;
import org.beliefgrid.model.ProvenanceText;
import org.beliefgrid.model.StoredEvaluation;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** All that is known of a version. */
@picocli.CommandLine.Command(name = "show", mixinStandardHelpOptions = true,
        description = "Shows a version: its network, plan, provenance and evaluations, and the promotions of its model.")
final class ShowModelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL",
            description = "NAME (its promoted version, or the newest if none is), NAME@N or NAME@latest")
    private String reference;

    @Mixin
    private StoreOptions store;

    @Option(names = "--json", paramLabel = "FILE", description = "also write it as JSON, with the whole plan")
    private String json;

    @Override
    public Integer call() throws IOException {
        ModelStore models = store.open();
        ModelVersion version = models.find(reference);
        ModelVersions versions = models.versions(version.name());
        Learned model = ModelVersions.loadAny(version);
        Optional<ModelVersion> promoted = versions.promoted();
        SortedMap<Integer, StoredEvaluation> evaluations = versions.evaluations(version.number());
        SortedMap<Integer, Promotion> promotions = versions.promotions();
        PrintWriter out = spec.commandLine().getOut();
        out.println(version + (promoted.equals(Optional.of(version)) ? ", promoted: " : ": ") + version.file());
        out.println((model instanceof Model ? "  network      " : "  result       ") + VersionSummary.content(model)
                + ", images of " + model.shape());
        if (model instanceof LearnedSections sections) {
            sections.figures().forEach((figure, value) -> out.printf(Locale.ROOT, "  figure       %s %.6g%n", figure, value));
        }
        out.println("  modelSha256  " + model.sha256());
        out.println("  plan         " + summary(model.plan()));
        out.println("provenance");
        ProvenanceText.write(model.provenance()).lines().forEach(line -> out.println("  " + line));
        out.println(evaluations.isEmpty() ? "no evaluation" : "evaluations");
        evaluations.forEach((number, evaluation) -> out.println("  " + number + "  " + line(evaluation)));
        SortedMap<Integer, PromotionDecision> decisions = versions.decisions(version.number());
        if (!decisions.isEmpty()) {
            out.println("decisions of gates");
            decisions.forEach((number, decision) -> GateView.lines(number, decision).forEach(line -> out.println("  " + line)));
        }
        out.println(promotions.isEmpty() ? "no promotion of " + version.name() : "promotions of " + version.name());
        promotions.forEach((number, promotion) -> out.println("  " + number + "  " + line(promotion)));
        out.flush();
        if (json != null) {
            write(VersionSummary.of(versions, version), model, evaluations, decisions, promotions);
        }
        return ExitCode.DONE;
    }

    private static String summary(TrainingPlan plan) {
        if (!plan.algorithm().isDefault()) {
            return "algorithm %s %s, %d shards, mini-batches of %d, seed %d".formatted(plan.algorithm().name(),
                    plan.algorithm().settings(), plan.shards(), plan.miniBatch(), plan.seed());
        }
        return "hidden layers %s, %d shards, mini-batches of %d, seed %d; pre-training of %d epochs, fine-tuning of %d"
                .formatted(plan.hidden(), plan.shards(), plan.miniBatch(), plan.seed(), plan.pretraining().epochs(),
                        plan.fineTuning().epochs());
    }

    private static String line(StoredEvaluation evaluation) {
        return String.format(Locale.ROOT, "test error %.2f %% (%d of %d) on %s, %s, at %s", evaluation.errorPercent(),
                evaluation.errors(), evaluation.cases(), evaluation.data(), evaluation.dataHash(), evaluation.at());
    }

    private static String line(Promotion promotion) {
        return "version %d by %s at %s, resting on %s".formatted(promotion.version(), promotion.by(), promotion.at(),
                line(promotion.basis()));
    }

    static String line(Optional<Promotion.Basis> basis) {
        return basis.map(found -> "evaluation " + found.number() + ": " + line(found.evaluation())).orElse("no evaluation");
    }

    private void write(VersionSummary summary, Learned model, SortedMap<Integer, StoredEvaluation> evaluations,
            SortedMap<Integer, PromotionDecision> decisions, SortedMap<Integer, Promotion> promotions) throws IOException {
        JsonReport report = new JsonReport();
        report.put("name", summary.version().name());
        summary.asJson().forEach(report::put);
        report.put("plan", PlanText.write(model.plan()));
        if (model instanceof LearnedSections sections) {
            report.put("figures", sections.figures());
        }
        report.put("provenance", ProvenanceText.write(model.provenance()));
        List<Map<String, Object>> evaluationValues = new ArrayList<>();
        evaluations.forEach((number, evaluation) -> evaluationValues.add(asJson(number, evaluation)));
        report.put("evaluations", evaluationValues);
        report.put("decisions", decisions.entrySet().stream().map(entry -> GateView.asJson(entry.getKey(), entry.getValue()))
                .toList());
        List<Map<String, Object>> promotionValues = new ArrayList<>();
        promotions.forEach((number, promotion) -> promotionValues.add(asJson(number, promotion)));
        report.put("promotions", promotionValues);
        report.write(json);
    }

    private static Map<String, Object> asJson(int number, StoredEvaluation evaluation) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("number", number);
        values.put("data", evaluation.data());
        values.put("dataHash", evaluation.dataHash());
        values.put("cases", evaluation.cases());
        values.put("testErrorPercent", evaluation.errorPercent());
        values.put("at", evaluation.at());
        return values;
    }

    private static Map<String, Object> asJson(int number, Promotion promotion) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("number", number);
        values.put("version", promotion.version());
        values.put("by", promotion.by());
        values.put("at", promotion.at());
        promotion.basis().ifPresent(basis -> values.put("evaluation", asJson(basis.number(), basis.evaluation())));
        return values;
    }
}
