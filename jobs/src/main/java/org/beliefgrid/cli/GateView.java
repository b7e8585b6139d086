package org.beliefgrid.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.beliefgrid.jobs.backtest.GateKeeper.Decided;
import org.beliefgrid.model.PromotionDecision;
import org.beliefgrid.model.VersionText;

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

    /** The same, with the reason if it was not carried out. */
    static Map<String, Object> asJson(Decided decided) {
        Map<String, Object> values = asJson(decided.decision());
        decided.hindrance().ifPresent(why -> values.put("notPromoted", why));
        return values;
    }

    /** Says what a gate decided and why, and what became of it. */
    static void tell(Decided decided, PrintWriter out) {
        out.println((decided.promoted() ? "promoted: " : "not promoted: ") + decided.decision().gate());
        decided.decision().verdicts().forEach(verdict -> out.println("  " + verdict));
        decided.hindrance().ifPresent(why -> out.println("  " + why));
    }

    /** As in its file, without what says nothing beside the version. */
    static Map<String, Object> asJson(PromotionDecision decision) {
        Map<String, Object> values = VersionText.values(decision);
        values.remove("modelSha256");
        if (decision.promoted() == 0) {
            values.keySet().removeAll(Set.of("promoted", "promotedFigures"));
        }
        return values;
    }
}
