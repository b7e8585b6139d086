package org.beliefgrid.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.error.InvalidConfigException;

/**
 * What a {@link PromotionGate} said of a version, with all that it was judged by.
 *
 * @param gate its text
 * @param passed whether the version was to be promoted
 * @param verdicts a line for each condition, with its figures
 * @param judgedOn {@code test data} or {@code back-test}
 * @param data the data, as the user named them
 * @param dataHash fingerprint of the data
 * @param cases number of labelled cases, 1 and up
 * @param positive name of the positive class; empty if no measure needed one
 * @param figures of the model, by measure
 * @param promoted the version that was promoted then, 0 if none was or it was not looked at
 * @param promotedFigures those of that version on the same cases, by measure
 * @param modelSha256 hash of the version's parameters
 * @param at when, ISO 8601 with zone
 */
public record PromotionDecision(String gate, boolean passed, List<String> verdicts, String judgedOn, String data,
        String dataHash, long cases, String positive, Map<String, Double> figures, int promoted,
                                Map<String, Double> promotedFigures, String modelSha256, String at) {
    /** @throws InvalidConfigException if a number is out of its bounds, or a text is empty; one line for each problem */
    public PromotionDecision {
        verdicts = List.copyOf(verdicts);
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        promotedFigures = Collections.unmodifiableMap(new LinkedHashMap<>(promotedFigures));
        new Check().that(cases >= 1, "cases", "1 or more", cases).that(promoted >= 0, "promoted", "0 or more", promoted)
                .that(!gate.isEmpty(), "gate", "conditions", "empty").that(!judgedOn.isEmpty(), "judgedOn", "a kind of data",
                        "empty")
                .that(!modelSha256.isEmpty(), "modelSha256", "a hash", "empty")
                .that(!at.isEmpty(), "at", "a time", "empty").orThrow();
    }
}
