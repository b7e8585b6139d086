package org.beliefgrid.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * What is known of a version beside its file, as YAML mappings with one key for each component: {@link StoredEvaluation},
 * {@link PromotionDecision} and {@link Promotion}, the last with {@code evaluation} (its number) and the evaluation's own keys
 * under {@code basis}, or with neither.
 */
public final class VersionText {
    private VersionText() {
    }

    /** Writes an evaluation; {@link #readEvaluation} gives back an equal one. */
    public static String write(StoredEvaluation evaluation) {
        return dump(values(evaluation));
    }

    /** Writes a promotion; {@link #readPromotion} gives back an equal one. */
    public static String write(Promotion promotion) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("version", promotion.version());
        values.put("by", promotion.by());
        values.put("at", promotion.at());
        values.put("modelSha256", promotion.modelSha256());
        promotion.basis().ifPresent(basis -> {
            values.put("evaluation", basis.number());
            values.put("basis", values(basis.evaluation()));
        });
        return dump(values);
    }

    /** Writes a decision; {@link #readDecision} gives back an equal one. */
    public static String write(PromotionDecision decision) {
        return dump(values(decision));
    }

    /** Components of a decision by their keys, in the order of its file; the map is the caller's. */
    public static Map<String, Object> values(PromotionDecision decision) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("gate", decision.gate());
        values.put("passed", decision.passed());
        values.put("verdicts", decision.verdicts());
        values.put("judgedOn", decision.judgedOn());
        values.put("data", decision.data());
        values.put("dataHash", decision.dataHash());
        values.put("cases", decision.cases());
        values.put("positive", decision.positive());
        values.put("figures", decision.figures());
        values.put("promoted", decision.promoted());
        values.put("promotedFigures", decision.promotedFigures());
        values.put("modelSha256", decision.modelSha256());
        values.put("at", decision.at());
        return values;
    }

    private static Map<String, Object> values(StoredEvaluation evaluation) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("data", evaluation.data());
        values.put("dataHash", evaluation.dataHash());
        values.put("cases", evaluation.cases());
        values.put("errors", evaluation.errors());
        values.put("modelSha256", evaluation.modelSha256());
        values.put("at", evaluation.at());
        return values;
    }

    private static String dump(Map<String, Object> values) {
        DumpSettings form = DumpSettings.builder().setSchema(new CoreSchema()).setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSplitLines(false).build();
        return new Dump(form).dumpToString(values);
    }

    /**
     * Reads an evaluation.
     *
     * @param name name of the file, for messages
     * @throws InvalidConfigException if the text is not YAML, a key is unknown or of a wrong type, or a needed one is missing;
     *     one line for each problem
     */
    public static StoredEvaluation readEvaluation(String name, String text) {
        Settings settings = Settings.read(name, text);
        StoredEvaluation evaluation = evaluation(settings);
        settings.refuseUnknown();
        settings.throwIfAny();
        return evaluation;
    }

    /**
     * Reads a promotion.
     *
     * @param name name of the file, for messages
     * @throws InvalidConfigException if the text is not YAML, a key is unknown or of a wrong type, or a needed one is missing;
     *     one line for each problem
     */
    public static Promotion readPromotion(String name, String text) {
        Settings settings = Settings.read(name, text);
        int number = settings.whole("evaluation", 0);
        Optional<Promotion.Basis> basis = Optional.empty();
        if (number != 0) {
            Settings section = settings.section("basis", "a mapping");
            basis = Optional.of(new Promotion.Basis(number, evaluation(section)));
            section.refuseUnknown();
        }
        Optional<Promotion.Basis> found = basis;
        Promotion promotion = settings.valid(null, () -> new Promotion(settings.whole("version", 0), settings.text("by", ""),
                settings.text("at", ""), settings.text("modelSha256", ""), found));
        settings.refuseUnknown();
        settings.throwIfAny();
        return promotion;
    }

    /**
     * Reads a decision.
     *
     * @param name name of the file, for messages
     * @throws InvalidConfigException if the text is not YAML, a key is unknown or of a wrong type, or a needed one is missing;
     *     one line for each problem
     */
    public static PromotionDecision readDecision(String name, String text) {
        Settings settings = Settings.read(name, text);
        PromotionDecision decision = settings.valid(null, () -> new PromotionDecision(settings.text("gate", ""),
                settings.yesOrNo("passed", false), settings.texts("verdicts", List.of()), settings.text("judgedOn", ""),
                settings.text("data", ""), settings.text("dataHash", ""), settings.wholeLong("cases", 0),
                settings.text("positive", ""), settings.numbersByName("figures", "a mapping of measures to numbers"),
                settings.whole("promoted", 0), settings.numbersByName("promotedFigures", "a mapping of measures to numbers"),
                settings.text("modelSha256", ""), settings.text("at", "")));
        settings.refuseUnknown();
        settings.throwIfAny();
        return decision;
    }

    private static StoredEvaluation evaluation(Settings settings) {
        return settings.valid(null, () -> new StoredEvaluation(settings.text("data", ""), settings.text("dataHash", ""),
                settings.wholeLong("cases", 0), settings.wholeLong("errors", -1), settings.text("modelSha256", ""),
                settings.text("at", "")));
    }
}
