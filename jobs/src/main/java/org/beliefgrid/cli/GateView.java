package org.beliefgrid.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.model.PromotionDecision;

/** What a gate said, as people and programs read it. */
final class GateView {
    private GateView() {
    }

    /** A line for the decision, and one for each condition. */
    static List<String> lines(int number, PromotionDecision decision) {
        List<String> lines = new ArrayList<>();
        lines.add("%d  %s by %s of %s%s (%,d cases), at %s".formatted(number, decision.passed() ? "promoted" : "not promoted",
                decision.judgedOn(), decision.data(), decision.positive().isEmpty() ? "" : ", class " + decision.positive(),
                decision.cases(), decision.at()));
        decision.verdicts().forEach(verdict -> lines.add("   " + verdict));
        return lines;
    }

    static Map<String, Object> asJson(int number, PromotionDecision decision) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("number", number);
        values.putAll(asJson(decision));
        return values;
    }

    static Map<String, Object> asJson(PromotionDecision decision) {
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
        if (decision.promoted() > 0) {
            values.put("promoted", decision.promoted());
            values.put("promotedFigures", decision.promotedFigures());
        }
        values.put("at", decision.at());
        return values;
    }
}
