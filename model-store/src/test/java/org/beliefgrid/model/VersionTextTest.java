package org.beliefgrid.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTextTest {
    private static final StoredEvaluation EVALUATION = new StoredEvaluation("hdfs://grid:8020/\"x\": y\n# \u00e4\ud83d\ude00",
            "images sha256:0123, labels sha256:4567", 60_000_000_000L, 59_999_999_999L, "1e400", "2026-11-25T12:00:00Z");
    private static final Promotion RESTING = new Promotion(3, "o'neil@host", "2026-11-25T12:00:00Z", "00",
            Optional.of(new Promotion.Basis(17, EVALUATION)));

    @Test
    void whatIsWrittenIsReadBack() {
        assertEquals(EVALUATION, VersionText.readEvaluation("e", VersionText.write(EVALUATION)));
        assertEquals(RESTING, VersionText.readPromotion("p", VersionText.write(RESTING)));
        Promotion bare = new Promotion(3, "a@b", "2026-11-25T12:00:00Z", "00", Optional.empty());
        assertEquals(bare, VersionText.readPromotion("p", VersionText.write(bare)));
    }

    @Test
    void aDecisionIsReadBack() {
        Map<String, Double> figures = Map.of("auc", 0.1 + 0.2, "lift@10", 1e-300);
        PromotionDecision decision = new PromotionDecision("auc >= 0.8", true, List.of("auc >= 0.8: 0.9"), "back-test",
                "a: b", "rows sha256:00", 5, "yes", figures, 3, Map.of(), "00", "2026-11-25T12:00:00Z");
        assertEquals(decision, VersionText.readDecision("d", VersionText.write(decision)));
        String text = VersionText.write(decision).replace("cases: 5", "cases: 0");
        assertThrows(InvalidConfigException.class, () -> VersionText.readDecision("d", text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "by", "at", "modelSha256", "basis"})
    void aPromotionWithoutAnyOfItsKeysIsRefused(String key) {
        String text = VersionText.write(RESTING).replaceFirst("(?m)^" + key + ":", "other:");
        String message = assertThrows(InvalidConfigException.class, () -> VersionText.readPromotion("p.yaml", text))
                .getMessage();
        assertTrue(message.startsWith("p.yaml: ") && message.contains("other"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cases: 0", "errors: -1", "errors: 60000000001", "at: ''", "modelSha256: ''", "cases: x",
            "more: 1"})
    void anEvaluationOutOfBoundsIsRefused(String line) {
        String key = line.substring(0, line.indexOf(':'));
        String text = VersionText.write(EVALUATION).replaceFirst("(?m)^" + key + ": .*\n", "") + line + "\n";
        assertThrows(InvalidConfigException.class, () -> VersionText.readEvaluation("e.yaml", text));
    }
}
